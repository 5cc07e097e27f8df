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

/** A run as a task sees it that is taken up. */
export interface InputRun extends Pick<PipelineRun, 'id' | 'channelId' | 'force' | 'progress'> {
  readonly startedAt: Date | null;
  readonly isCancelled: boolean;
}

/** What a task is made from, as the rows have it now. Episode and channel may be shared with tasks that are read together. */
export interface InputRows {
  readonly em: EntityManager;
  readonly run: InputRun;
  readonly episode: Readonly<Episode>;
  readonly channel: Readonly<Channel>;
  /** Of the stages that the task needs, and of the script, which everything after it knows. */
  readonly outputs: readonly OutputRow[];
}

interface FoundRun extends Omit<InputRun, 'startedAt'> {
  readonly episodeId: string;
  readonly startedAt: string | null;
}

const inputRows = prepared<{
  runs: FoundRun[] | null;
  episodes: EntityDictionary<Episode>[] | null;
  channels: EntityDictionary<Channel>[] | null;
  outputs: { place: number; rows: OutputRow[] | null }[];
}>(
  `with runs as materialized (
       select id, channel_id as "channelId", episode_id as "episodeId", force, progress, started_at as "startedAt",
              cancel_requested_at is not null as "isCancelled" from pipeline_run where id = any(?)),
     found as (
       select g.place, (
           select json_agg(made) from (
             select t.stage, t.scene_id, t.output from task t
              where t.run_id = g."runId" and t.stage = any(g.stages) and t.status in ('SUCCEEDED', 'REUSED')
                and (t.scene_id is null or g."isJoin" or t.scene_id = g."sceneId") order by t.position) made) as rows
         from json_to_recordset(?::json) as g(place int, "runId" uuid, "sceneId" text, "isJoin" boolean, stages text[]))
     select (select json_agg(runs) from runs) as runs,
            (select json_agg(e) from episode e where e.id = any(array(select "episodeId" from runs))) as episodes,
            (select json_agg(c) from channel c where c.id = any(array(select "channelId" from runs))) as channels,
            (select json_agg(found) from found) as outputs`,
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
  const runIds = [...new Set(given.map(({ runId }) => runId))];
  const [row] = await inputRows(em, [arrayText(runIds), JSON.stringify(given)]);
  const runs = new Map(row?.runs?.map((run) => [run.id, run]));
  const episodes = new Map(row?.episodes?.map((one) => [one.id, em.map(Episode, one)]));
  const channels = new Map(row?.channels?.map((one) => [one.id, em.map(Channel, one)]));
  const outputs = new Map(row?.outputs.map(({ place, rows }) => [place, rows]));
  return all.map(({ runId }, place) => {
    const run = runs.get(runId);
    const episode = episodes.get(run?.episodeId);
    const channel = channels.get(run?.channelId);
    if (!run || !episode || !channel) return new Error(`run ${runId} is not there`);
    const startedAt = run.startedAt === null ? null : new Date(run.startedAt);
    return { em, run: { ...run, startedAt }, episode, channel, outputs: outputs.get(place) ?? [] };
  });
}

function neededStages({ stage, part }: Claim): readonly Stage[] {
  const definition = pipeline[stage];
  const stages = new Set<Stage>(['SCRIPT', ...definition.needs]);
  if (part === 'JOIN' && definition.perScene)
    for (const need of [stage, ...(definition.join?.needs ?? [])]) stages.add(need);
  return [...stages];
}
