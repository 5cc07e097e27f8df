import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { load, logger } from './program.mjs';

const [{ createOrm }, { createEvents }, { createRedis }, rows, { ref }] = await Promise.all([
  ...['orm.js', 'events.js', 'redis.js', 'entities/index.js'].map(load),
  import('@mikro-orm/core'),
]);
const named = (name) => rows.entities.find((entity) => entity.name === name);

/** Migrates a database, and makes runs in it whose events are written as the pipeline writes them. */
export async function openWriter({ databaseUrl, redisUrl }) {
  const orm = await createOrm({ databaseUrl, poolSize: 5 });
  await orm.migrator.up();
  const redis = createRedis(redisUrl, logger);
  await redis.connect();
  const events = createEvents(redis, logger);
  return {
    orm,
    makeRun: () => makeRun(orm, events),
    async close() {
      events.close();
      redis.destroy();
      await orm.close(true);
    },
  };
}

async function makeRun(orm, events) {
  const em = orm.em.fork();
  const channel = Object.assign(new (named('Channel'))(), {
    handle: `c-${randomUUID()}`,
    name: 'Bees',
    persona: { name: 'Bees', background: null, attitude: null, values: [] },
    styleGuide: { tone: 'a', audience: 'b', complexity: null, pacing: null, humor: null, dos: [], donts: [] },
    voice: {
      vendor: 'ELEVENLABS',
      voiceId: 'v',
      modelId: null,
      stability: null,
      similarityBoost: null,
      speed: null,
    },
    footage: { vendor: 'RUNWAY', modelId: null, perFormat: false },
    brand: {
      ...{ primaryColor: '#101828', accentColor: '#F5B301', captionStyle: 'clean' },
      ...{ logoAssetId: null, introAssetId: null, outroAssetId: null, musicAssetId: null },
    },
    nextEpisodeNumber: 100,
  });
  const episode = Object.assign(new (named('Episode'))(), {
    ...{ channel: ref(channel), number: 1, topic: 'Why bees dance', targetSeconds: 60 },
    ...{ formats: ['LANDSCAPE_1080P'], language: 'en' },
  });
  const run = Object.assign(new (named('PipelineRun'))(), {
    ...{ episode: ref(episode), channelId: channel.id, number: 1, status: 'RUNNING' },
  });
  em.persist([channel, episode, run]);
  await em.flush();
  let last = 0;
  const message = (sequence, kind, rest) => ({
    ...{ runId: run.id, episodeId: episode.id, channelId: channel.id, sequence, kind },
    ...{
      occurredAt: new Date().toISOString(),
      message: null,
      stage: 'VOICE',
      progress: 0.25,
      stageProgress: 0.5,
    },
    ...{ etaSeconds: 100, costMicroUsd: 1_000, stageRunId: null, taskId: null, assetId: null, ...rest },
  });
  return {
    id: run.id,
    globalId: run.globalId,
    get last() {
      return last;
    },
    /** Rows of so many events in one statement, under the lock of the run. @returns their messages, not published yet */
    async write(count, kind = 'LOG', text = null) {
      const from = last + 1;
      last += count;
      const ended = kind === 'RUN_SUCCEEDED';
      await orm.em.fork().transactional(async (inside) => {
        await inside.execute(
          `update pipeline_run set last_sequence = ?, status = ?, finished_at = case when ? then now() end where id = ?`,
          [last, ended ? 'SUCCEEDED' : 'RUNNING', ended, run.id],
        );
        await inside.execute(
          `insert into run_event (run_id, sequence, channel_id, kind, occurred_at, message, stage, progress, stage_progress, eta_seconds, cost_micro_usd)
           select ?, n, ?, ?, now(), ?, 'VOICE', 0.25, 0.5, 100, 1000 from generate_series(?::int, ?::int) n`,
          [run.id, channel.id, kind, text, from, last],
        );
      });
      return Array.from({ length: count }, (_, n) => message(from + n, kind, { message: text }));
    },
    tick: (stageProgress) => message(last, 'STAGE_PROGRESS', { stageProgress }),
    publish: (messages) => events.publish(messages),
  };
}
