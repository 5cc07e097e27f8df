import { ref } from '@mikro-orm/core';
import { Asset } from '../entities/asset.js';
import { Channel } from '../entities/channel.js';
import { Episode } from '../entities/episode.js';
import { TaskAsset } from '../entities/task-links.js';
import type { AssetKind } from '../entities/asset.js';
import type { EarlierTask } from './begin.js';
import { settleUnanswered } from './cancel-calls.js';
import type { Change } from './change.js';
import { changeWith } from './change-with.js';
import type { Claim } from './claim.js';
import type { Engine } from './engine.js';
import { makeSceneTasks } from './plan-run.js';
import { isKnownStage, pipeline } from './pipeline.js';
import type { AssetFacts } from './stage.js';
import type { ScriptOutput, StoredFile } from './stage-outputs.js';

/** A file that is stored and becomes an asset together with the success of its task. */
export interface AssetDraft {
  readonly kind: AssetKind;
  readonly file: StoredFile & { readonly sizeBytes: number };
  readonly facts: AssetFacts;
}

/** Output, assets, what comes next and the events: all of it, or nothing. */
export async function succeed(
  engine: Engine,
  held: Claim,
  output: unknown,
  { drafts, isReviewed }: { drafts: readonly AssetDraft[]; isReviewed: boolean },
): Promise<void> {
  await changeWith(engine, held.runId, async (change) => {
    end(change, held, 'SUCCEEDED', { output, isReviewed });
    for (const draft of drafts) await makeAsset(change, held, draft);
    await show(change, held, output);
    await goOnUnlessReviewed(change, held, { output, isReviewed });
    await engine.failpoint('task-releasing', held.stage);
  });
}

/** The same inputs were worked at before: its output and its assets are taken, nothing is paid. */
export async function reuse(
  engine: Engine,
  held: Claim,
  earlier: EarlierTask,
  { isReviewed }: { isReviewed: boolean },
): Promise<void> {
  const { output } = earlier;
  await changeWith(engine, held.runId, async (change) => {
    end(change, held, 'REUSED', { output, isReviewed: isReviewed && !earlier.isApproved });
    if (earlier.isApproved)
      await change.em.execute(`update task set approved_at = now() where id = ?`, [held.taskId]);
    await settleUnanswered(change.em, held); // an earlier attempt may have got that far
    // what a person wrote stands on the episode already
    if (earlier.id !== null) await show(change, held, output);
    await change.em.execute(
      `insert into task_asset (task_id, asset_id) select ?, a.id from task_asset l join asset a on a.id = l.asset_id
        where l.task_id = ? and a.deleted_at is null on conflict do nothing`,
      [held.taskId, earlier.id],
    );
    await goOnUnlessReviewed(change, held, { output, isReviewed: isReviewed && !earlier.isApproved });
  });
}

async function show(change: Change, { stage, part }: Claim, output: unknown): Promise<void> {
  const definition = pipeline[stage];
  if (definition.apply) await change.show((content) => definition.apply?.(content, output, part));
}

interface Made {
  readonly output: unknown;
  /** A person must let it pass before anything follows. */
  readonly isReviewed: boolean;
}

/** A run that ends anyway asks nobody. */
function isAsked(change: Change, isReviewed: boolean): boolean {
  const fails = [...change.stageRuns.values()].some((row) => row.status === 'FAILED');
  return isReviewed && change.run.cancelRequestedAt === null && !fails;
}

function end(
  change: Change,
  held: Claim,
  status: 'SUCCEEDED' | 'REUSED',
  { output, isReviewed }: Made,
): void {
  const waits = isAsked(change, isReviewed);
  change.release(held, { status: waits ? 'AWAITING_REVIEW' : status, output, progress: 1 });
}

async function goOnUnlessReviewed(change: Change, held: Claim, { output, isReviewed }: Made): Promise<void> {
  if (isAsked(change, isReviewed)) change.sumUp([held.stage]);
  else await goOn(change, held, output);
}

/** What needs this task may start; after a script, the tasks of its scenes are made. */
export async function goOn(
  change: Change,
  held: Pick<Claim, 'taskId' | 'stage'>,
  output: unknown,
): Promise<void> {
  change.sumUp([held.stage]);
  if (change.run.cancelRequestedAt) return; // made and kept, but nothing follows
  if (held.stage === 'SCRIPT') {
    const channel = await change.em.findOneOrFail(Channel, change.run.channelId);
    await makeSceneTasks(change, channel, (output as ScriptOutput).scenes); // the script stage wrote it
    await change.em.flush();
    change.sumUp(
      [...change.stageRuns.keys()].filter((stage) => isKnownStage(stage) && pipeline[stage].perScene),
    );
  }
  change.follow(held);
}

async function makeAsset(change: Change, held: Claim, { kind, file, facts }: AssetDraft): Promise<void> {
  const { em, run, episode } = change;
  const format = facts.format ?? null;
  const [last] = await em.execute<{ version: number | null }[]>(
    `select max(version) as version from asset where episode_id = ? and kind = ? and scene_id is not distinct from ? and format is not distinct from ?`,
    [episode.id, kind, held.sceneId, format],
  );
  const asset = Object.assign(new Asset(), {
    channelId: run.channelId,
    episode: ref(Episode, episode.id),
    runId: run.id,
    kind,
    storageKey: file.storageKey,
    contentType: file.contentType,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    durationMs: facts.durationMs ?? null,
    width: facts.width ?? null,
    height: facts.height ?? null,
    fps: facts.fps ?? null,
    format,
    language: episode.language,
    version: (last?.version ?? 0) + 1,
    sceneId: held.sceneId,
    stage: held.stage,
  });
  em.persist([asset, Object.assign(new TaskAsset(), { taskId: held.taskId, assetId: asset.id })]);
  await em.flush();
  change.emit('ASSET_CREATED', { stage: held.stage, taskId: held.taskId, assetId: asset.id, message: kind });
}
