import { createServer } from 'node:http';
import { load } from './program.mjs';
import { memoryGraph } from './memory-graph.mjs';
import { postgresGraph } from './postgres-graph.mjs';
import { ours } from './ours.mjs';

/** One server in a process of its own; says its address, and the CPU that it has used whenever it is asked. */
const [name, data, databaseUrl, redisUrl, documents] = process.argv.slice(2);
const { createOrm } = await load('orm.js');
const orm = await createOrm({ databaseUrl, poolSize: 10 });
const { schema, contextOf } =
  data === 'postgres' ? await postgresGraph(orm) : { schema: memoryGraph(), contextOf: () => ({}) };

const starters = {
  ours: () => ours({ orm, redisUrl, schema, data, texts: JSON.parse(documents) }),
  mercurius: () => mercurius({}),
  'mercurius + jit': () => mercurius({ jit: 1 }),
  async yoga() {
    const { createYoga } = await import('graphql-yoga');
    const yoga = createYoga({
      schema,
      context: contextOf,
      graphiql: false,
      landingPage: false,
      logging: false,
    });
    const server = createServer(yoga);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${server.address().port}/graphql` };
  },
};

async function mercurius(options) {
  const [{ default: fastify }, { default: plugin }] = await Promise.all([
    import('fastify'),
    import('mercurius'),
  ]);
  const app = fastify();
  await app.register(plugin, { schema, context: contextOf, ...options });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { url: `http://127.0.0.1:${app.server.address().port}/graphql` };
}

const { url, key = null } = await starters[name]();
process.on('message', () => process.send({ cpuUs: sumOf(process.cpuUsage()) }));
process.on('disconnect', () => process.exit(0));
process.send({ url, key });

function sumOf({ user, system }) {
  return user + system;
}
