import { load, logger } from './program.mjs';

/** The program's own graph over rows in PostgreSQL: what most of the time goes into is the same for all. */
export async function postgresGraph(orm) {
  const { buildGraph } = await load('resolvers/index.js');
  const { Context } = await load('resolvers/context.js');
  const viewer = {
    kind: 'API_KEY',
    keyId: '00000000-0000-7000-8000-000000000000',
    actorId: 'bench',
    name: 'bench',
  };
  const everything = { ...viewer, role: 'ADMIN', channelIds: null, expiresAt: null, origin: null };
  return {
    schema: buildGraph({}),
    contextOf: () => new Context({ em: orm.em.fork(), viewer: everything, logger }),
  };
}

export async function fillPostgres(orm) {
  const { Channel } = await load('entities/channel.js');
  const em = orm.em.fork();
  const persona = { name: 'Maya', background: null, attitude: null, values: [] };
  const facts = { handle: 'bees', name: 'Bees', persona, styleGuide: {}, voice: {}, footage: {}, brand: {} };
  const channel = Object.assign(new Channel(), facts);
  await em.persist(channel).flush();
  await orm.em.execute(
    `insert into episode (id, created_at, updated_at, channel_id, number, topic, target_seconds, formats, language)
     select gen_random_uuid(), now(), now(), ?, n, 'Why bees dance, part ' || n, 60, '{LANDSCAPE_1080P}', 'en' from generate_series(1, 100) n`,
    [channel.id],
  );
}

const PARTS =
  'id number title topic brief language targetSeconds costUsd createdAt updatedAt channel { id handle name }';
export const postgresRequests = {
  '34 KB': { query: `query Wall { episodes(first: 100) { nodes { ${PARTS} } } }` },
  '0.4 KB': { query: `query One { episodes(first: 1) { nodes { ${PARTS} } } }` },
};
