import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { STAGES, type Stage } from '../entities/stage.js';
import type { Episode } from '../entities/episode.js';
import { createCalls } from './calls.js';
import { claim, claimUnseen, findDue, LostClaimError, note, type Claim } from './claim.js';
import type { Engine } from './engine.js';
import { fetchFile, storeFile } from './files.js';
import { holdClaim, type HeldClaim } from './heartbeat.js';
import { cancelOpenCalls } from './cancel-calls.js';
import { CancelledError, NeedsAttentionError } from './park.js';
import { createTicker, type ProgressTicker } from './progress.js';
import { rollUpStages } from './roll-up.js';
import { requireRoom, withFullDiskNamed } from './room.js';
import type { SceneContext } from './stage.js';
import type { StoredFile } from './stage-outputs.js';
import { changeWith, endWithError } from './task-endings.js';
import { readInputs, type TaskInputs } from './task-inputs.js';
import { reuse, succeed, type AssetDraft, type EarlierTask } from './task-success.js';

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
  if (inputs.run.cancelRequestedAt) throw new CancelledError('the run was cancelled');
  if (!held.isOrdered) {
    if (held.inputDigest !== inputs.digest) await note(em, held, { inputDigest: inputs.digest });
    const earlier = inputs.run.force.includes(held.stage) ? null : await findEarlier(engine, inputs);
    if (earlier) return reuse(engine, held, earlier);
  }
  await mkdir(engine.workFolder, { recursive: true });
  await requireRoom(engine.workFolder);
  const folder = await mkdtemp(join(engine.workFolder, `${held.stage.toLowerCase()}-`));
  const ticker = createTicker(engine, held, inputs);
  try {
    const { output, drafts } = await runStage(engine, held, hold, inputs, folder, ticker);
    await ticker.stop();
    await engine.failpoint('task-made', held.stage);
    await succeed(engine, held, output, drafts);
  } finally {
    await ticker.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function findEarlier(engine: Engine, { digest }: TaskInputs): Promise<EarlierTask | null> {
  const rows = await engine.orm.em.fork().execute<EarlierTask[]>(
    `select t.id, t.output from task t join pipeline_run r on r.id = t.run_id join episode e on e.id = r.episode_id
        where t.input_digest = ? and t.status = 'SUCCEEDED' and e.deleted_at is null order by t.finished_at desc limit 1`,
    [digest],
  );
  return rows[0] ?? null;
}

async function runStage(
  engine: Engine,
  held: Claim,
  hold: HeldClaim,
  inputs: TaskInputs,
  folder: string,
  ticker: ProgressTicker,
): Promise<{ output: unknown; drafts: AssetDraft[] }> {
  const drafts: AssetDraft[] = [];
  const { store, renderer } = engine;
  const { definition, channel, episode, run, scene } = inputs;
  const { signal } = hold;
  const logger = engine.logger.child({
    taskId: held.taskId,
    runId: held.runId,
    episodeId: episode.id,
    stage: held.stage,
  });
  const attempt = {
    engine,
    signal,
    assertHeld: () => hold.assertHeld(),
    progress: (fraction: number, message: string) => ticker.move(fraction, message),
  };
  const keep: SceneContext<Stage>['keep'] = async (file) => storeFile(store, file, signal);
  const save: SceneContext<Stage>['save'] = async (kind, file, facts = {}) => {
    const stored = 'path' in file ? await storeFile(store, file, signal) : await withSize(engine, file);
    if (!drafts.some((draft) => draft.kind === kind && draft.file.sha256 === stored.sha256))
      drafts.push({ kind, file: stored, facts });
    return stored;
  };
  const context = {
    channel,
    episode: episode as Readonly<Episode>,
    runId: run.id,
    calls: createCalls(attempt, held, channel.id, folder),
    renderer,
    logger,
    signal,
    folder,
    need: inputs.need,
    needAll: inputs.needAll,
    open: (file: StoredFile) => fetchFile(store, file, folder, signal),
    keep,
    save,
    saveJson: async (kind, value) => {
      const path = join(folder, `${kind.toLowerCase()}-${randomUUID().slice(0, 8)}.json`);
      await writeFile(path, JSON.stringify(value, null, 2));
      return save(kind, { path, contentType: 'application/json' });
    },
    progress: (fraction: number, message?: string) => ticker.move(fraction, message),
  } satisfies Omit<SceneContext<Stage>, 'scene'>;
  if (!definition.perScene) return { output: await definition.run(context), drafts };
  if (held.part === 'JOIN' && definition.join) return { output: await definition.join.run(context), drafts };
  if (!scene) throw new Error(`scene ${held.sceneId ?? 'null'} is not in the script of run ${held.runId}`);
  return { output: await definition.run({ ...context, scene }), drafts };
}

async function withSize(engine: Engine, file: StoredFile): Promise<StoredFile & { sizeBytes: number }> {
  const found = await engine.store.stat(file.storageKey);
  if (!found) throw new Error(`stored file ${file.storageKey} is gone`);
  return { ...file, sizeBytes: found.sizeBytes };
}
