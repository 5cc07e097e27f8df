import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

test('smoke', async () => {
  const key = await server.key('ADMIN');
  const ask = async (query: string, variables = {}) => {
    const r = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return [r.status, await r.json()];
  };
  console.log(JSON.stringify(await ask('{ viewer { name role channels { id } } }')));
  console.log(
    JSON.stringify(
      await ask(
        'mutation { createChannel(input: { handle: "bees", name: " Bees ", budget: { perMonthUsd: "12.5" } }) { channel { id handle name voice { vendor } } userErrors { __typename code message path } } }',
      ),
    ),
  );
  console.log(
    JSON.stringify(
      await ask(
        'mutation { createChannel(input: { handle: "Bees-", name: "", voice: {vendor: RUNWAY, voiceId: "x", speed: 3} }) { channel { id handle name voice { vendor } } userErrors { __typename code message path } } }',
      ),
    ),
  );
  console.log(
    JSON.stringify(
      await ask(
        'mutation { createChannel(input: { handle: "bees", name: "x" }) { channel { id handle name voice { vendor } } userErrors { __typename code message path } } }',
      ),
    ),
  );
  console.log(
    JSON.stringify(
      await ask(
        '{ channels(first: 2, where: {name: {containsIgnoreCase: "BEE"}}) { totalCount nodes { id name createdAt formats } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor } } }',
      ),
    ),
  );
  console.log(server.log.join('').slice(0, 3000));
  expect(1).toBe(1);
});
