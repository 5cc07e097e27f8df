import { createHash } from 'node:crypto';
import { load, logger } from './program.mjs';

/** The program's own server: key, limits, costs, deadlines, headers and metrics as in `acog serve`. */
export async function ours({ orm, redisUrl, schema, data, texts }) {
  const [
    { startHttp },
    { createRedis },
    { KeyService },
    { createPoints },
    documents,
    { declareCosts },
    auth,
  ] = await Promise.all(
    [
      'http/server.js',
      'redis.js',
      'services/key-service.js',
      'services/points.js',
      'http/trusted-documents.js',
      'resolvers/costs.js',
      'resolvers/auth.js',
    ].map(load),
  );
  const { Registry } = await import('prom-client');
  if (data === 'memory') {
    auth.guardRoots(schema);
    declareCosts(schema);
  }
  const redis = createRedis(redisUrl, logger);
  await redis.connect();
  const metrics = new Registry();
  const manifest = new Map(texts.map((text) => [`sha256:${sha256(text)}`, text]));
  const http = await startHttp({
    ...{ schema, orm, metrics, logger, assets: null, tokens: null, webhooks: {} },
    keys: new KeyService(),
    points: createPoints(redis, 1_000_000_000),
    documents: documents.createTrustedDocuments({ mode: 'open', manifest, metrics }),
    checks: {},
    settings: {
      ...{ port: 0, host: '127.0.0.1', publicUrl: null, origins: [], introspection: true, trustedProxies: 0 },
      ...{ costLimit: 50_000, publicFolder: '/nonexistent' },
    },
  });
  return { url: `${http.url}/graphql`, key: await makeKey(orm) };
}

async function makeKey(orm) {
  const { ensureAdminKey } = await load('services/key-service.js');
  const fixed = 'a-key-of-the-bench-which-nobody-else-has';
  await ensureAdminKey(orm.em, fixed);
  return fixed;
}

export const sha256 = (text) => createHash('sha256').update(text).digest('hex');
