import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Stage } from '../entities/stage.js';
import { createCalls } from './calls.js';
import type { Claim } from './claim.js';
import type { Engine } from './engine.js';
import { fetchFile, storeFile } from './files.js';
import type { HeldClaim } from './heartbeat.js';
import type { ProgressTicker } from './progress.js';
import type { AttemptFiles } from './room.js';
import type { SceneContext } from './stage.js';
import type { StoredFile } from './stage-outputs.js';
import type { TaskInputs } from './task-inputs.js';
import type { AssetDraft } from './task-success.js';

export interface StageSurroundings {
  readonly hold: HeldClaim;
  readonly inputs: TaskInputs;
  readonly files: AttemptFiles;
  readonly ticker: ProgressTicker;
}

/** Gives a stage what it needs, and collects what it saves. */
export async function runStage(
  engine: Engine,
  held: Claim,
  { hold, inputs, files, ticker }: StageSurroundings,
): Promise<{ output: unknown; drafts: AssetDraft[] }> {
  const drafts: AssetDraft[] = [];
  const { store, renderer } = engine;
  const { definition, channel, episode, run, scene, brandFiles } = inputs;
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
    episode: episode,
    runId: run.id,
    reviewNotes: held.reviewNotes,
    calls: createCalls(attempt, held, channel.id, files),
    brandFiles,
    renderer,
    logger,
    signal,
    pathFor: (name: string) => files.path(name),
    need: inputs.need,
    needAll: inputs.needAll,
    open: (file: StoredFile) => fetchFile(store, file, files, signal),
    keep,
    save,
    saveJson: async (kind, value) => {
      const path = await files.path(`${kind.toLowerCase()}-${randomUUID().slice(0, 8)}.json`);
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
