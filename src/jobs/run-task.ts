import { STAGES, type Stage } from '../entities/stage.js';
import { beginAll, type Beginning, type EarlierTask } from './begin.js';
import { cancelOpenCalls, isOrdered } from './cancel-calls.js';
import { changeWith } from './change-with.js';
import { claimUnseen, LostClaimError, type Claim, type DueTask } from './claim.js';
import type { Engine } from './engine.js';
import { grouped, oneEach } from './grouped.js';
import { holdClaim, type HeldClaim } from './heartbeat.js';
import { CancelledError, NeedsAttentionError, Park } from './park.js';
import { pipeline } from './pipeline.js';
import { createTicker } from './progress.js';
import { openFiles, withFullDiskNamed } from './room.js';
import { runStage } from './run-stage.js';
import { endWithError } from './task-endings.js';
import { readInputs, type TaskInputs } from './task-inputs.js';
import { reuse, succeed } from './task-success.js';

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
  if (held) await runClaimed(engine, held, stopping);
}

/** The same for a task that is claimed already. */
export async function runClaimed(engine: Engine, held: Claim, stopping: AbortSignal): Promise<void> {
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
  const reason = await reasonOf(engine, held, hold, error);
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

/** What ends the attempt: of what it threw, and of what it was told meanwhile. */
async function reasonOf(engine: Engine, held: Claim, hold: HeldClaim, error: unknown): Promise<unknown> {
  if (hold.signal.aborted) {
    const { reason } = hold.signal as { reason: unknown };
    const mayBeDone = reason instanceof CancelledError && (await isOrdered(engine.orm.em.fork(), held));
    return mayBeDone ? new Park('WAITING', 0, 'a last look at what was ordered') : reason;
  }
  const isOurs = error instanceof LostClaimError || !hold.isSeenThrough();
  return isOurs ? error : new CancelledError('the run was cancelled');
}

function crashed(held: Claim): NeedsAttentionError {
  return new NeedsAttentionError(
    'CRASH_LIMIT',
    `Workers died ${held.crashes} times on ${held.stage}; look into their logs, then retry the stage.`,
    null,
  );
}

interface Rung {
  readonly taskId: string;
  readonly stages: readonly Stage[];
}

/** What came of a ring: the claim, the task as it waits to be claimed, or nothing. */
interface Heard {
  readonly held: Claim | null;
  readonly due: DueTask | null;
}

/** Tasks that are rung at the same moment are claimed together. */
const claimTogether = oneEach((engine: Engine) =>
  grouped<Rung, Heard>(async (rung) => {
    const { owner, leaseMs } = engine;
    const em = engine.orm.em.fork();
    const heard = new Map<string, Heard>();
    for (const [stages, same] of Map.groupBy(rung, (one) => one.stages)) {
      const ids = same.map(({ taskId }) => taskId);
      const { claims, due } = await claimUnseen(em, ids, { owner, leaseMs, stages });
      for (const task of due) heard.set(task.id, { held: null, due: task });
      for (const held of claims) heard.set(held.taskId, { held, due: null });
    }
    return rung.map(({ taskId }) => heard.get(taskId) ?? { held: null, due: null });
  }),
);

const beginTogether = oneEach((engine: Engine) =>
  grouped<Beginning, EarlierTask | null>((all) => beginAll(engine.orm.em.fork(), all)),
);

/** Claims a due task. Mostly that changes nothing that people see; what does is written with its event. */
export async function take(engine: Engine, taskId: string, stages: readonly Stage[]): Promise<Claim | null> {
  const heard = await claimTogether(engine)({ taskId, stages });
  const { due } = heard;
  if (!due) return heard.held;
  let held: Claim | null = null;
  await changeWith(
    engine,
    due.runId,
    (change, taken) => {
      held = taken;
      if (taken) {
        change.begin();
        change.sumUp([due.stage]);
      }
      return Promise.resolve();
    },
    { taskId: due.id, by: engine },
  );
  return held;
}

async function work(engine: Engine, held: Claim, hold: HeldClaim): Promise<void> {
  const inputs = await readInputs(engine, held);
  const isReviewed = inputs.channel.reviewStages.includes(held.stage) && isLastPart(held);
  if (inputs.run.isCancelled) {
    if (!held.isOrdered) throw new CancelledError('the run was cancelled');
    hold.seeThrough(); // what the vendor has finished is paid, and kept
  }
  const earlier = held.isOrdered ? null : await begin(engine, held, inputs);
  if (earlier) return reuse(engine, held, earlier, { isReviewed });
  const files = await openFiles(engine.workFolder, `${held.stage.toLowerCase()}-`);
  const ticker = createTicker(engine, held, inputs);
  try {
    const { output, drafts } = await runStage(engine, held, { hold, inputs, files, ticker });
    await ticker.stop();
    await engine.failpoint('task-made', held.stage);
    await succeed(engine, held, output, { drafts, isReviewed });
  } finally {
    await ticker.stop();
    await files.remove();
  }
}

/** A stage that is joined in the end is reviewed in the end. */
function isLastPart({ stage, part }: Claim): boolean {
  const definition = pipeline[stage];
  return part !== 'SCENE' || !definition.perScene || definition.join === undefined;
}

/** Notes what the task is made from. @returns what a person wrote instead, or what was made from the same before */
async function begin(
  engine: Engine,
  held: Claim,
  { definition, episode, run, digest }: TaskInputs,
): Promise<EarlierTask | null> {
  const isForced = run.force.includes(held.stage);
  const given = isForced || held.reviewNotes.length > 0 ? null : definition.given?.(episode);
  const mayReuse = !isForced && given == null;
  const earlier = await beginTogether(engine)({ held, digest, mayReuse });
  return given == null ? earlier : { id: null, output: given, isApproved: true };
}
