import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startFaultProxy, type FaultProxy } from '../chaos/fault-proxy.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { greeted } from '../support/raw-socket.js';
import { startServer, type TestServer } from '../support/server.js';

const QUERY = '{ channels { nodes { id } } }';
const WELL = { data: { channels: { nodes: [] } } };
const SENTENCE = 'The database cannot be reached just now; try again in a moment.';

let database: TestDatabase;
let proxy: FaultProxy;
let server: TestServer;
let key: string;
beforeAll(async () => {
  database = await createDatabase();
  const url = new URL(database.url);
  proxy = await startFaultProxy(Number(url.port), () => 0);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  server = await startServer({ databaseUrl: url.href });
  key = await server.key('ADMIN');
});
afterAll(async () => {
  await server.close();
  await proxy.close();
  await database.drop();
});

function ask(query: string, secret = key): Promise<Response> {
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
}

test('while the database is away everybody is told to come again, over HTTP and on sockets', async () => {
  const stranger = await server.key('VIEWER');
  const socket = await greeted(server.url, key);
  let asked = 0;
  const asking = async () => {
    asked += 1;
    socket.say({ id: String(asked), type: 'subscribe', payload: { query: QUERY } });
    const { payload } = await socket.heard();
    await socket.heard(); // complete
    return payload;
  };
  // asked so often, the key is known for a while without a look at its row
  for (let times = 0; times < 5; times += 1) expect(await (await ask(QUERY)).json()).toMatchObject(WELL);
  expect(await asking()).toMatchObject(WELL);

  proxy.strike('reset', 1);
  const told = { errors: [{ message: SENTENCE, extensions: { code: 'UNAVAILABLE' } }] };
  expect(await asking()).toMatchObject(told);
  expect(await (await ask(QUERY)).json()).toMatchObject(told);
  const refused = await ask(QUERY, stranger);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await refused.json()).toEqual(told);

  proxy.heal();
  expect(await asking()).toMatchObject(WELL);
  expect(await (await ask(QUERY, stranger)).json()).toMatchObject(WELL);
  socket.socket.terminate();
});
