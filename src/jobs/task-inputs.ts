import type { EntityManager } from '@mikro-orm/postgresql';
import { Episode } from '../entities/episode.js';
import { Channel } from '../entities/channel.js';
import { PipelineRun } from '../entities/run.js';
import type { Stage } from '../entities/stage.js';
import { readBrandFiles, type BrandFiles } from './brand-files.js';
import type { Claim } from './claim.js';
import { digestOf } from './digest.js';
import { readRow } from './entity-rows.js';
import { pipeline } from './pipeline.js';
import type { StageDefinition } from './stage.js';
import type { ScriptOutput, ScriptScene, StageOutputs } from './stage-outputs.js';

/** Everything a task is made from, read once when it is taken up. */
export interface TaskInputs {
  readonly run: PipelineRun;
  readonly episode: Episode;
  readonly channel: Channel;
  readonly definition: StageDefinition;
  readonly scene: ScriptScene | null;
  readonly brandFiles: BrandFiles;
  readonly need: <N extends Stage>(stage: N) => StageOutputs[N] | null;
  readonly needAll: <N extends Stage>(stage: N) => ReadonlyMap<string, StageOutputs[N]>;
  /** SHA-256 of what the output is made from. */
  readonly digest: string;
}

interface OutputRow {
  stage: Stage;
  scene_id: string | null;
  output: unknown;
}

export async function readInputs(
  em: EntityManager,
  held: Claim,
  rendererVersion: string,
): Promise<TaskInputs> {
  const run = await readRow(em, PipelineRun, `select * from pipeline_run where id = ?`, held.runId);
  const episode = await readRow(em, Episode, `select * from episode where id = ?`, run.episode.id);
  const channel = await readRow(em, Channel, `select * from channel where id = ?`, episode.channel.id);
  const definition = pipeline[held.stage];
  const rows = await readOutputs(em, held, definition);
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
  const madeFrom = inputs?.({ channel, episode, scene, need, needAll, brandFiles, rendererVersion });
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

/** Outputs of the stages that this task needs, and the script, which everything after it knows. */
async function readOutputs(
  em: EntityManager,
  held: Claim,
  definition: StageDefinition,
): Promise<OutputRow[]> {
  const stages = new Set<Stage>(['SCRIPT', ...definition.needs]);
  if (held.part === 'JOIN' && definition.perScene)
    for (const need of [held.stage, ...(definition.join?.needs ?? [])]) stages.add(need);
  const names = [...stages].join(',');
  return em.execute<OutputRow[]>(
    `select stage, scene_id, output from task where run_id = ? and stage = any(?) and status in ('SUCCEEDED', 'REUSED')
        and (scene_id is null or ? or scene_id = ?) order by position`,
    [held.runId, `{${names}}`, held.part === 'JOIN', held.sceneId],
  );
}

function sceneOf(rows: readonly OutputRow[], sceneId: string | null): ScriptScene | null {
  if (sceneId === null) return null;
  const script = rows.find((row) => row.stage === 'SCRIPT')?.output as ScriptOutput | undefined; // as above
  return script?.scenes.find((scene) => scene.id === sceneId) ?? null;
}
