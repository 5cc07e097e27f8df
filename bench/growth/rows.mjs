import 'reflect-metadata';
import { load } from '../live/program.mjs';

const CHANNELS = 10;

/** A database of its own with so many episodes, a run for most of them. @returns its URL */
export async function fill(serverUrl, name, episodes) {
  const { createOrm } = await load('orm.js');
  const server = await createOrm({ databaseUrl: serverUrl, poolSize: 1 });
  await server.em.execute(`create database ${name}`);
  await server.close(true);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const orm = await createOrm({ databaseUrl: url.href, poolSize: 2, silenceMs: 600_000 });
  await orm.migrator.up();
  const { Channel } = await load('entities/channel.js');
  const em = orm.em.fork();
  const persona = { name: 'Maya', background: null, attitude: null, values: [] };
  const facts = { name: 'Bees', persona, styleGuide: {}, voice: {}, footage: {}, brand: {} };
  for (let number = 1; number <= CHANNELS; number += 1)
    em.persist(Object.assign(new Channel(), { ...facts, handle: `bees-${number}` }));
  await em.flush();
  await em.execute(
    `insert into episode (id, created_at, updated_at, channel_id, number, topic, target_seconds, formats, language, status, priority)
     select gen_random_uuid(), at, at, c.id, n, 'Why bees dance, part ' || md5(n::text), 60, '{LANDSCAPE_1080P}', 'en',
            case when n = 5 then 'NEEDS_ATTENTION' else (array['DRAFT', 'READY', 'READY', 'READY', 'FAILED'])[1 + n % 5] end, n % 5
       from channel c, generate_series(1, ?::int) n, lateral (select now() - make_interval(secs => n * 7)) as t(at)`,
    [episodes / CHANNELS],
  );
  await em.execute(
    `insert into pipeline_run (id, created_at, episode_id, channel_id, number, status, force, finished_at)
     select gen_random_uuid(), created_at, id, channel_id, 1, case status when 'READY' then 'SUCCEEDED' else 'FAILED' end, '{}', created_at
       from episode where status <> 'DRAFT'`,
  );
  await em.execute('vacuum analyze episode');
  await em.execute('vacuum analyze pipeline_run');
  const { countForPlanner } = await load('jobs/statistics.js');
  await countForPlanner({ orm }); // as a worker does
  await orm.close(true);
  return url.href;
}
