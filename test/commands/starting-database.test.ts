import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { aPlace, type Place } from './command-line.js';

jest.setTimeout(120_000);

let database: TestDatabase;
let place: Place;
beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(async () => {
  place = await aPlace();
});
afterEach(() => place.remove());
afterAll(() => database.drop());

/** As PostgreSQL says it to whoever comes while it starts. @see https://www.postgresql.org/docs/current/protocol-message-formats.html */
function startingUp(): Buffer {
  const fields = ['SFATAL', 'VFATAL', 'C57P03', 'Mthe database system is starting up'];
  const body = Buffer.from(`${fields.join('\0')}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** Stands before the real one. @param refusals connections to which it says that it starts */
async function startingServer(refusals: number): Promise<{ server: Server; url: string }> {
  const target = new URL(database.url);
  let left = refusals;
  const server = createServer((near) => {
    near.on('error', () => undefined); // whoever was refused is gone at once
    left -= 1;
    if (left >= 0) {
      near.once('data', () => near.end(startingUp()));
      return;
    }
    const far = connect({ port: Number(target.port), host: target.hostname });
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(database.url);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port); // as: it listens on TCP
  return { server, url: url.href };
}

test('a database that still starts is waited for', async () => {
  const { server, url } = await startingServer(3);
  const ended = await place.acog(['migrate', '--check'], { environment: { DATABASE_URL: url } });
  server.close();
  expect(ended).toEqual({
    code: 0,
    stdout: 'nothing is missing\n',
    stderr: 'the database system is starting up: waiting for it …\n',
  });
});

test('acog serve and acog work say at once that nothing answers, and give up after a while', async () => {
  const environment = {
    DATABASE_URL: 'postgresql://acog:planted-password@127.0.0.1:1/acog',
    REDIS_URL: process.env['REDIS_URL'] ?? '',
    ACOG_VENDORS: 'live',
  };
  const both = ['serve', 'work'].map((command) => place.acog([command], { environment }));
  for (const { code, stdout, stderr } of await Promise.all(both)) {
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toBe(
      'connect ECONNREFUSED 127.0.0.1:1: nothing answers there; look at DATABASE_URL and REDIS_URL.',
    );
    expect(stdout + stderr).toContain('PostgreSQL cannot be used yet; trying again');
    expect(stdout + stderr).not.toContain('planted');
  }
});
