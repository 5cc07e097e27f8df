import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask } from '../support/client.js';
import { aChannel } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await startServer();
  key = await server.key('VIEWER');
  await aChannel(server.orm, 'Bees');
});
afterAll(() => server.close());

const where = { or: [{ and: [{ name: { eq: 'Bees' } }] }] };

// the compiler of queries never comes to an end with an input that may hold itself
test.each([
  ['in a variable', 'query ($where: ChannelWhere) { channels(where: $where) { nodes { name } } }', { where }],
  [
    'in a list of variables',
    'query ($or: [ChannelWhere!]) { channels(where: { or: $or }) { nodes { name } } }',
    { or: where.or },
  ],
  [
    'written out around a variable',
    'query ($name: String) { channels(where: { or: [{ and: [{ name: { eq: $name } }] }] }) { nodes { name } } }',
    { name: 'Bees' },
  ],
  [
    'written out',
    '{ channels(where: { or: [{ and: [{ name: { eq: "Bees" } }] }] }) { nodes { name } } }',
    {},
  ],
])('a filter %s is answered however often it is asked', async (_how, query, variables) => {
  for (let n = 0; n < 5; n += 1)
    expect(await ask(server.url, key, query, variables)).toMatchObject({
      data: { channels: { nodes: [{ name: 'Bees' }] } },
    });
});
