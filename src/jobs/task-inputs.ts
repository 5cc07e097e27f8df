import type { Stage } from '../entities/stage.js';
import { readBrandFiles, type BrandFiles } from './brand-files.js';
import type { Claim } from './claim.js';
import { digestOf } from './digest.js';
import type { Engine } from './engine.js';
import { grouped, oneEach } from './grouped.js';
import { readInputRows, type InputRows, type OutputRow } from './input-rows.js';
import { pipeline } from './pipeline.js';
import type { StageDefinition } from './stage.js';
import type { ScriptOutput, ScriptScene, StageOutputs } from './stage-outputs.js';

/** Tasks that are taken up at the same moment are read together. */
const readTogether = oneEach((engine: Engine) =>
  grouped<Claim, InputRows>((held) => readInputRows(engine.orm.em.fork(), held)),
);

/** Everything a task is made from, read once when it is taken up. */
export interface TaskInputs extends Pick<InputRows, 'run' | 'episode' | 'channel'> {
  readonly definition: StageDefinition;
  readonly scene: ScriptScene | null;
  readonly brandFiles: BrandFiles;
  readonly need: <N extends Stage>(stage: N) => StageOutputs[N] | null;
  readonly needAll: <N extends Stage>(stage: N) => ReadonlyMap<string, StageOutputs[N]>;
  /** SHA-256 of what the output is made from. */
  readonly digest: string;
}

/** What a task is made from, by the rows. */
export async function readInputs(engine: Engine, held: Claim): Promise<TaskInputs> {
  const { em, run, episode, channel, outputs: rows } = await readTogether(engine)(held);
  const definition = pipeline[held.stage];
  const scene = sceneOf(rows, held.sceneId);
  const need = <N extends Stage>(stage: N): StageOutputs[N] | null => {
    const found = rows.find(
      (row) => row.stage === stage && (row.scene_id === null || row.scene_id === held.sceneId),
    );
    return (found?.output ?? null) as StageOutputs[N] | null; // the stage itself wrote it, by its own type
  };
  const needAll = <N extends Stage>(stage: N): ReadonlyMap<string, StageOutputs[N]> =>
    new Map(
      rows.flatMap((row) =>
        row.stage === stage && row.scene_id ? [[row.scene_id, row.output as StageOutputs[N]]] : [],
      ),
    );
  const brandFiles = await readBrandFiles(em, channel.brand);
  const inputs = held.part === 'JOIN' && definition.perScene ? definition.join?.inputs : definition.inputs;
  const madeFrom = inputs?.({
    channel,
    episode,
    scene,
    need,
    needAll,
    brandFiles,
    rendererVersion: engine.renderer.version,
  });
  const digest = digestOf({
    stage: held.stage,
    part: held.part,
    version: definition.version,
    channelId: channel.id,
    madeFrom,
    ...(held.reviewNotes.length > 0 ? { reviewNotes: held.reviewNotes } : {}),
  });
  return { run, episode, channel, definition, scene, brandFiles, need, needAll, digest };
}

function sceneOf(rows: readonly OutputRow[], sceneId: string | null): ScriptScene | null {
  if (sceneId === null) return null;
  const script = rows.find((row) => row.stage === 'SCRIPT')?.output as ScriptOutput | undefined; // as above
  return script?.scenes.find((scene) => scene.id === sceneId) ?? null;
}
