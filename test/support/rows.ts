import { randomUUID } from 'node:crypto';
import { ref } from '@mikro-orm/core';
import type { RunEventKind } from '../../src/entities/run-event.js';
import { Asset } from '../../src/entities/asset.js';
import { Channel } from '../../src/entities/channel.js';
import { Episode } from '../../src/entities/episode.js';
import { PipelineRun } from '../../src/entities/run.js';
import { StageRun } from '../../src/entities/stage-run.js';
import { TaskAsset } from '../../src/entities/task-links.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import type { EventMessage, Events } from '../../src/events.js';
import type { Orm } from '../../src/orm.js';
import { defaults } from './server.js';

/** A channel with nothing special about it. */
export async function aChannel(orm: Orm, name = 'Bees'): Promise<Channel> {
  const em = orm.em.fork();
  const channel = Object.assign(new Channel(), {
    handle: `c-${randomUUID()}`,
    name,
    persona: { name, background: null, attitude: null, values: [] },
    styleGuide: { tone: 'a', audience: 'b', complexity: null, pacing: null, humor: null, dos: [], donts: [] },
    voice: { ...defaults.voice },
    footage: { ...defaults.footage },
    brand: {
      ...defaults.brand,
      logoAssetId: null,
      introAssetId: null,
      outroAssetId: null,
      musicAssetId: null,
    },
    nextEpisodeNumber: 100,
  });
  em.persist(channel);
  await em.flush();
  return channel;
}

export async function anEpisode(orm: Orm, channel: Channel, number: number): Promise<Episode> {
  const em = orm.em.fork();
  const episode = Object.assign(new Episode(), {
    channel: ref(em.getReference(Channel, channel.id)),
    number,
    topic: `Topic ${number}`,
    targetSeconds: 60,
    formats: ['LANDSCAPE_1080P'],
    language: 'en',
  });
  em.persist(episode);
  await em.flush();
  return episode;
}

export async function aRun(orm: Orm, episode: Episode, number = 1): Promise<PipelineRun> {
  const em = orm.em.fork();
  const run = Object.assign(new PipelineRun(), {
    episode: ref(em.getReference(Episode, episode.id)),
    channelId: episode.channel.id,
    number,
    status: 'RUNNING',
  });
  em.persist(run);
  await em.flush();
  return run;
}

/** What one stage of a run made: its task, the call that was paid for it, and the asset that came of it. */
export async function aPaidAsset(orm: Orm, episode: Episode, run: PipelineRun): Promise<Asset> {
  const em = orm.em.fork();
  const ofRun = ref(em.getReference(PipelineRun, run.id));
  const stageRun = Object.assign(new StageRun(), { run: ofRun, stage: 'VOICE', status: 'SUCCEEDED' });
  const task = Object.assign(new StageTask(), {
    run: ofRun,
    stageRun: ref(stageRun),
    stage: 'VOICE',
    status: 'SUCCEEDED',
  });
  const channelId = episode.channel.id;
  const call = Object.assign(new VendorCall(), {
    ...{ key: `${task.id}:speak:1`, task: ref(task), runId: run.id, channelId, step: 'speak', ordinal: 1 },
    ...{ vendor: 'ELEVENLABS', operation: 'speak', status: 'COLLECTED', inputDigest: 'none' },
  });
  const asset = Object.assign(new Asset(), {
    ...{ channelId, episode: ref(em.getReference(Episode, episode.id)), runId: run.id, stage: 'VOICE' },
    ...{
      kind: 'VOICE',
      storageKey: `cas/${task.id}`,
      contentType: 'audio/mpeg',
      sizeBytes: 1,
      sha256: task.id,
    },
  });
  em.persist([stageRun, task, call, asset]);
  await em.flush();
  await em.persist(Object.assign(new TaskAsset(), { taskId: task.id, assetId: asset.id })).flush();
  return asset;
}

/** A run of a new channel's first episode, and what writes its events. */
export async function aStage({ orm, events }: { readonly orm: Orm; readonly events: Events }) {
  const channel = await aChannel(orm);
  const episode = await anEpisode(orm, channel, 1);
  const run = await aRun(orm, episode);
  return { channel, episode, run, writer: eventWriter(orm, events, episode, run) };
}

export interface Writer {
  /** Writes the next event of the run as the pipeline does, and publishes it unless it is to get lost. */
  write(kind: RunEventKind, options?: { publish?: boolean }): Promise<void>;
  /** A tick: never stored. */
  tick(stageProgress: number): void;
}

/** Writes events of one run: the row under the lock of the run, then the message. */
export function eventWriter(orm: Orm, events: Events, episode: Episode, run: PipelineRun): Writer {
  const ends: Partial<Record<RunEventKind, string>> = {
    RUN_SUCCEEDED: 'SUCCEEDED',
    RUN_FAILED: 'FAILED',
    RUN_CANCELLED: 'CANCELLED',
  };
  let sequence = 0;
  const message = (kind: RunEventKind, stageProgress: number | null): EventMessage => ({
    runId: run.id,
    episodeId: episode.id,
    channelId: episode.channel.id,
    sequence,
    kind,
    occurredAt: new Date().toISOString(),
    message: null,
    stage: null,
    progress: 0,
    stageProgress,
    etaSeconds: null,
    costMicroUsd: 0,
    stageRunId: null,
    taskId: null,
    assetId: null,
  });
  return {
    async write(kind, { publish = true } = {}) {
      await orm.em.fork().transactional(async (em) => {
        const status = ends[kind] ?? 'RUNNING';
        const [row] = await em.execute<{ last_sequence: number }[]>(
          `update pipeline_run set last_sequence = last_sequence + 1, status = ?,
             finished_at = case when ? then now() end where id = ? returning last_sequence`,
          [status, kind in ends, run.id],
        );
        sequence = row?.last_sequence ?? 0;
        await em.execute(
          `insert into run_event (run_id, sequence, channel_id, kind, occurred_at) values (?, ?, ?, ?, now())`,
          [run.id, sequence, episode.channel.id, kind],
        );
      });
      if (publish) events.publish([message(kind, null)]);
    },
    tick: (stageProgress) => events.publish([message('STAGE_PROGRESS', stageProgress)]),
  };
}
