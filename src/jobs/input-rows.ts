import type { EntityDictionary } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Channel } from '../entities/channel.js';
import { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import type { Stage } from '../entities/stage.js';
import { arrayText, type Claim } from './claim.js';
import { pipeline } from './pipeline.js';
import { prepared } from './prepared.js';

export interface OutputRow {
  readonly stage: Stage;
  readonly scene_id: string | null;
  readonly output: unknown;
}

/** What a task is made from, as the rows have it now. */
export interface InputRows {
  readonly em: EntityManager;
  readonly run: PipelineRun;
  readonly episode: Episode;
  readonly channel: Channel;
  /** Of the stages that the task needs, and of the script, which everything after it knows. */
  readonly outputs: readonly OutputRow[];
}

interface JoinedRow {
  readonly run: EntityDictionary<PipelineRun>;
  readonly episode: EntityDictionary<Episode>;
  readonly channel: EntityDictionary<Channel>;
  readonly outputs: readonly OutputRow[] | null;
}

const inputRows = prepared<JoinedRow & { place: number }>(
  `select g.place, to_json(r) as run, to_json(e) as episode, to_json(c) as channel, (
       select json_agg(json_build_object('stage', t.stage, 'scene_id', t.scene_id, 'output', t.output) order by t.position)
         from task t where t.run_id = r.id and t.stage = any(g.stages) and t.status in ('SUCCEEDED', 'REUSED')
          and (t.scene_id is null or g."isJoin" or t.scene_id = g."sceneId")) as outputs
       from json_to_recordset(?::json) as g(place int, "runId" uuid, "sceneId" text, "isJoin" boolean, stages text[])
       join pipeline_run r on r.id = g."runId" and r.id = any(?) join episode e on e.id = r.episode_id join channel c on c.id = e.channel_id`,
);

/** In one statement, for all of these tasks. @returns in their order */
export async function readInputRows(
  em: EntityManager,
  all: readonly Claim[],
): Promise<(InputRows | Error)[]> {
  const given = all.map((held, place) => ({
    place,
    runId: held.runId,
    sceneId: held.sceneId,
    isJoin: held.part === 'JOIN',
    stages: neededStages(held),
  }));
  const rows = await inputRows(em, [JSON.stringify(given), arrayText(given.map(({ runId }) => runId))]);
  const found = new Map(rows.map((row) => [row.place, row]));
  return all.map((held, place) => {
    const row = found.get(place);
    if (!row) return new Error(`run ${held.runId} is not there`);
    return {
      em,
      run: em.map(PipelineRun, row.run),
      episode: em.map(Episode, row.episode),
      channel: em.map(Channel, row.channel),
      outputs: row.outputs ?? [],
    };
  });
}

function neededStages({ stage, part }: Claim): readonly Stage[] {
  const definition = pipeline[stage];
  const stages = new Set<Stage>(['SCRIPT', ...definition.needs]);
  if (part === 'JOIN' && definition.perScene)
    for (const need of [stage, ...(definition.join?.needs ?? [])]) stages.add(need);
  return [...stages];
}
