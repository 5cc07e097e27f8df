import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { STAGES, type Stage } from '../entities/stage.js';
import { cancelOpenCalls } from './cancel-calls.js';
import { claim, claimUnseen, findDue, LostClaimError, note, type Claim } from './claim.js';
import type { Engine } from './engine.js';
import { holdClaim, type HeldClaim } from './heartbeat.js';
import { CancelledError, NeedsAttentionError } from './park.js';
import { pipeline } from './pipeline.js';
import { createTicker } from './progress.js';
import { rollUpStages } from './roll-up.js';
import { requireRoom, withFullDiskNamed } from './room.js';
import { runStage } from './run-stage.js';
import { changeWith, endWithError } from './task-endings.js';
import { readInputs, type TaskInputs } from './task-inputs.js';
import { reuse, succeed, type EarlierTask } from './task-success.js';

/** Leases lost in a row after which a person must look. */
const CRASH_LIMIT = 3;

/**
 * The life of one attempt: claim, work, end. A slice that only looks at a vendor's job is an attempt's part, not one of
 * its own. Rings that come late or twice find nothing due and end here.
 * @param stages those that this worker takes
 * @param stopping aborts when the process shuts down
 */
export async function runTask(
  engine: Engine,
  taskId: string,
  stopping: AbortSignal,
  stages: readonly Stage[] = STAGES,
): Promise<void> {
  const held = await take(engine, taskId, stages);
  if (!held) return;
  await engine.failpoint('claimed', held.stage);
  const hold = holdClaim(engine, held, stopping);
  try {
    if (held.crashes >= CRASH_LIMIT) throw crashed(held);
    await work(engine, held, hold);
  } catch (error) {
    await end(engine, held, hold, withFullDiskNamed(error, engine.workFolder));
  } finally {
    hold.letGo();
  }
}

async function end(engine: Engine, held: Claim, hold: HeldClaim, error: unknown): Promise<void> {
  const reason: unknown = hold.signal.aborted ? hold.signal.reason : error;
  if (reason instanceof LostClaimError || error instanceof LostClaimError) {
    engine.logger.info({ taskId: held.taskId, runId: held.runId }, 'the task went to another worker');
    return;
  }
  if (reason instanceof CancelledError) {
    await engine.failpoint('cancel-seen', held.stage);
    await cancelOpenCalls(engine, held);
  }
  try {
    await endWithError(engine, held, reason);
  } catch (failure) {
    if (failure instanceof LostClaimError) return;
    throw failure; // nothing was written; the lease ends and the task is taken again
  }
}

function crashed(held: Claim): NeedsAttentionError {
  return new NeedsAttentionError(
    'CRASH_LIMIT',
    `Workers died ${held.crashes} times on ${held.stage}; look into their logs, then retry the stage.`,
    null,
  );
}

/** Claims a due task. Mostly that changes nothing that people see; what does is written with its event. */
export async function take(engine: Engine, taskId: string, stages: readonly Stage[]): Promise<Claim | null> {
  const em = engine.orm.em.fork();
  const { owner, leaseMs } = engine;
  let held = await claimUnseen(em, taskId, { owner, leaseMs, stages });
  const due = held ? null : await findDue(em, taskId, stages);
  if (!due) return held;
  await changeWith(engine, due.run_id, async (change) => {
    held = await claim(change.em, due.id, engine.owner, engine.leaseMs);
    if (!held) return;
    if (!change.run.startedAt) {
      change.run.startedAt = new Date();
      change.emit('RUN_STARTED');
    }
    await rollUpStages(change, [due.stage]);
  });
  return held;
}

async function work(engine: Engine, held: Claim, hold: HeldClaim): Promise<void> {
  const em = engine.orm.em.fork();
  const inputs = await readInputs(em, held, engine.renderer.version);
  const isReviewed = inputs.channel.reviewStages.includes(held.stage) && isLastPart(held);
  if (inputs.run.cancelRequestedAt) throw new CancelledError('the run was cancelled');
  if (!held.isOrdered) {
    if (held.inputDigest !== inputs.digest) await note(em, held, { inputDigest: inputs.digest });
    const earlier = inputs.run.force.includes(held.stage) ? null : await findEarlier(engine, held, inputs);
    if (earlier) return reuse(engine, held, earlier, { isReviewed });
  }
  await mkdir(engine.workFolder, { recursive: true });
  await requireRoom(engine.workFolder);
  const folder = await mkdtemp(join(engine.workFolder, `${held.stage.toLowerCase()}-`));
  const ticker = createTicker(engine, held, inputs);
  try {
    const { output, drafts } = await runStage(engine, held, { hold, inputs, folder, ticker });
    await ticker.stop();
    await engine.failpoint('task-made', held.stage);
    await succeed(engine, held, output, { drafts, isReviewed });
  } finally {
    await ticker.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A stage that is joined in the end is reviewed in the end. */
function isLastPart({ stage, part }: Claim): boolean {
  const definition = pipeline[stage];
  return part !== 'SCENE' || !definition.perScene || definition.join === undefined;
}

/** What a person wrote instead, or what was made from the same inputs before. */
async function findEarlier(
  engine: Engine,
  held: Claim,
  { definition, episode, digest }: TaskInputs,
): Promise<EarlierTask | null> {
  const given = held.reviewNotes.length > 0 ? null : definition.given?.(episode);
  if (given != null) return { id: null, output: given, isApproved: true };
  const rows = await engine.orm.em.fork().execute<EarlierTask[]>(
    `select t.id, t.output, t.approved_at is not null as "isApproved"
       from task t join pipeline_run r on r.id = t.run_id join episode e on e.id = r.episode_id
      where t.input_digest = ? and t.status = 'SUCCEEDED' and e.deleted_at is null
      order by t.approved_at is null, t.finished_at desc limit 1`,
    [digest],
  );
  return rows[0] ?? null;
}
