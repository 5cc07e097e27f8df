import type { AttentionRow } from '../entities/trouble.js';
import { InvalidInputError, MediaError, VendorError } from '../errors.js';
import { cancelOpenCalls } from './cancel-calls.js';
import type { Change } from './change.js';
import { changeWith } from './change-with.js';
import type { Claim } from './claim.js';
import type { Engine } from './engine.js';
import { CancelledError, NeedsAttentionError, Park, ShuttingDownError } from './park.js';
import { isOnlyBusy, isOutage } from './outage.js';
import { cancelIdle } from './ready-tasks.js';
import { release } from './release.js';
import { errorRow } from './trouble.js';
import { readCircuit } from './vendor-account.js';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 600_000;
/** Between looks whether the database or the store is back. */
const OUTAGE_PAUSE_MS = 5_000;

/** Full jitter: tries of many tasks spread out instead of coming back together. */
export function pauseBeforeRetryMs(attempt: number, leastMs: number, random = Math.random()): number {
  const ceiling = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  return Math.max(leastMs, Math.round(ceiling * (0.5 + random / 2)));
}

/** Decides what an error means for the task, and writes it. */
export async function endWithError(engine: Engine, held: Claim, error: unknown): Promise<void> {
  if (error instanceof Park) return park(engine, held, error);
  if (error instanceof ShuttingDownError) return giveBack(engine, held);
  if (error instanceof CancelledError)
    return change(engine, held, (tx) => tx.release(held, { status: 'CANCELLED' }));
  const attention = attentionFor(error);
  if (attention) return needAttention(engine, held, error, attention);
  if (!isRetryable(error)) return fail(engine, held, error);
  const pauseMs = await freePauseMs(engine, error);
  if (pauseMs !== null) return retry(engine, held, error, { attempt: held.attempt, pauseMs });
  if (hasTryLeft(engine, held)) return retry(engine, held, error, { attempt: held.attempt + 1, pauseMs: 0 });
  return fail(engine, held, error);
}

/** Sending back what was made is no failed try. */
export function hasTryLeft({ maxAttempts }: Pick<Engine, 'maxAttempts'>, held: Claim): boolean {
  return held.attempt - held.reviewNotes.length < maxAttempts;
}

async function park(engine: Engine, held: Claim, parked: Park): Promise<void> {
  const { status, wakeInMs, waitingFor, wantedVendor } = parked;
  const progress = parked.progress === null ? null : parked.progress * 0.9;
  const ending = { status, wakeInMs, waitingFor, wantedVendor, progress };
  if (status === held.status) return release(engine.orm.em.fork(), held, ending); // only looked at it: nothing happened
  await change(engine, held, (tx) => tx.release(held, ending));
}

async function giveBack(engine: Engine, held: Claim): Promise<void> {
  const status = held.status === 'WAITING' ? 'WAITING' : 'QUEUED';
  await change(engine, held, (tx) => {
    tx.release(held, { status, wakeInMs: 0 });
    tx.ring({ id: held.taskId, stage: held.stage });
  });
}

/**
 * For errors that are no failed try of the task: the vendor has no room or is left alone, the database or the store is
 * away. @returns for how long to wait at least; null for any other error
 */
async function freePauseMs(engine: Engine, error: unknown): Promise<number | null> {
  if (isOutage(error)) return OUTAGE_PAUSE_MS;
  if (isOnlyBusy(error)) return 0;
  if (!(error instanceof VendorError)) return null;
  const vendor = errorRow(error).vendor;
  const account = vendor && (await readCircuit(engine.orm.em.fork(), vendor));
  return account && account.circuit !== 'CLOSED' ? account.waitMs : null;
}

async function retry(
  engine: Engine,
  held: Claim,
  error: unknown,
  { attempt, pauseMs }: { attempt: number; pauseMs: number },
): Promise<void> {
  const row = errorRow(error);
  const retryAfterMs = error instanceof VendorError ? error.detail.retryAfterMs : undefined;
  const wakeInMs = pauseBeforeRetryMs(held.attempt, Math.max(pauseMs, retryAfterMs ?? 0));
  engine.logger.warn(
    { error, taskId: held.taskId, runId: held.runId, attempt, wakeInMs },
    'a task is tried again',
  );
  await change(engine, held, (tx) => {
    const seconds = String(Math.ceil(wakeInMs / 1000));
    tx.release(held, {
      status: 'QUEUED',
      wakeInMs,
      attempt,
      error: row,
      waitingFor: `another try in ${seconds} s: ${row.message}`,
    });
    tx.emit('STAGE_RETRYING', { stage: held.stage, taskId: held.taskId, message: row.message });
  });
}

async function needAttention(
  engine: Engine,
  held: Claim,
  error: unknown,
  attention: Omit<AttentionRow, 'since'>,
): Promise<void> {
  engine.logger.warn(
    { error, taskId: held.taskId, runId: held.runId, reason: attention.reason },
    'a task needs a person',
  );
  await change(engine, held, async (tx) => {
    if (await isSettledMeanwhile(tx, attention)) {
      tx.release(held, { status: 'QUEUED', wakeInMs: 0 });
      tx.ring({ id: held.taskId, stage: held.stage });
      return;
    }
    tx.release(held, {
      status: 'NEEDS_ATTENTION',
      error: errorRow(error),
      attention: { ...attention, since: tx.now.toISOString() },
    });
    tx.emit('ATTENTION_REQUIRED', { stage: held.stage, taskId: held.taskId, message: attention.message });
  });
}

/**
 * Nobody has to be asked any more: the run is being cancelled, or it is known what became of the uncertain call, from its
 * sender, which was thought dead, or from a person. Asked under the lock of the run, so that whoever settles the call later
 * finds the waiting task.
 */
async function isSettledMeanwhile(
  { em, run }: Change,
  { reason, vendorCallId }: Omit<AttentionRow, 'since'>,
): Promise<boolean> {
  if (run.cancelRequestedAt) return true;
  if (reason !== 'UNCERTAIN_CALL') return false;
  const settled = await em.execute<unknown[]>(
    `select from vendor_call where id = ? and status <> 'UNCERTAIN'`,
    [vendorCallId],
  );
  return settled.length > 0;
}

/** A required task failed: nothing new is begun, what vendors work at is still collected, then the run ends. */
async function fail(engine: Engine, held: Claim, error: unknown): Promise<void> {
  engine.logger.error({ error, taskId: held.taskId, runId: held.runId }, 'a task failed');
  await cancelOpenCalls(engine, held); // nobody would look for their results, and they would keep their slots
  await change(engine, held, async (tx) => {
    tx.release(held, { status: 'FAILED', error: errorRow(error) });
    await cancelIdle(tx.em, held.runId, { waiting: false });
    tx.sumUp([...tx.stageRuns.keys()].filter((stage) => stage !== held.stage));
    tx.endUnbegun();
  });
}

async function change(
  engine: Engine,
  held: Claim,
  apply: (tx: Change) => Promise<void> | void,
): Promise<void> {
  await changeWith(engine, held.runId, async (tx) => {
    await apply(tx);
    tx.sumUp([held.stage]);
  });
}

function attentionFor(error: unknown): Omit<AttentionRow, 'since'> | null {
  if (error instanceof NeedsAttentionError) return attentionOf(error);
  if (!(error instanceof VendorError)) return null;
  const { message } = errorRow(error);
  if (error.fault === 'REFUSED_CONFIG') return { reason: 'VENDOR_CONFIG', message, vendorCallId: null };
  if (error.fault === 'REFUSED_CONTENT') return { reason: 'CONTENT_REFUSED', message, vendorCallId: null };
  if (error.fault === 'OUT_OF_MONEY') return { reason: 'BUDGET', message, vendorCallId: null };
  return null;
}

function attentionOf({
  reason,
  message,
  vendorCallId,
  neededMicroUsd,
}: NeedsAttentionError): Omit<AttentionRow, 'since'> {
  return { reason, message, vendorCallId, ...(neededMicroUsd === undefined ? {} : { neededMicroUsd }) };
}

function isRetryable(error: unknown): boolean {
  if (error instanceof InvalidInputError) return false;
  if (error instanceof MediaError || error instanceof VendorError) return error.retryable;
  return true;
}
