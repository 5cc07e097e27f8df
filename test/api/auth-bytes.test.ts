import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/entities/global-id.js';
import { schemaText } from '../../src/resolvers/print-schema.js';
import { nodeTables } from '../../src/services/visibility.js';
import { buildSchema } from 'graphql';
import { socketClient } from '../support/client.js';
import { idSlots, type IdSlot } from '../support/id-slots.js';
import { aChannel, anEpisode } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';
import { aTenant, type Tenant } from '../support/tenants.js';

let server: TestServer;
let foreign: Tenant;
/** May do everything, in one channel. */
let key: string;
const own = new Map<string, string>();

const slots = idSlots(buildSchema(schemaText()), (path) => {
  const name = path.at(-1) ?? '';
  return own.get(name.startsWith('episode') ? 'Episode' : 'Channel') ?? '';
});

beforeAll(async () => {
  server = await startServer({ pointsPerHour: 1_000_000_000 });
  foreign = await aTenant(server.orm);
  const channel = await aChannel(server.orm);
  own.set('Channel', channel.globalId);
  own.set('Episode', (await anEpisode(server.orm, channel, 1)).globalId);
  key = await server.key('ADMIN', { channelIds: [channel.id] });
});
afterAll(() => server.close());

/** Ids of everything that there is in the other channel, by their type; an upload goes by the id of its asset. */
function foreignIds(): [typeName: string, rowId: string][] {
  const nodes = Object.entries(nodeTables).map(([type, { table }]): [string, string] => [
    type,
    foreign.ids.get(table) ?? '',
  ]);
  return [...nodes, ['Asset', foreign.ids.get('asset_upload') ?? '']];
}

/** Status, all headers that are not about the moment, and the body, byte by byte. */
async function overHttp(slot: IdSlot, id: string): Promise<string> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: slot.document, variables: slot.variables(id) }),
  });
  const headers = [...response.headers].filter(
    ([name]) => !/^(date|x-request-id|.*rate-?limit.*)$/.test(name),
  );
  return JSON.stringify([response.status, headers, await response.text()]);
}

/** Whatever the server sends after the subscription, until it ends it. */
function overSocket(slot: IdSlot, id: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = socketClient(server.url, key);
    const heard: string[] = [];
    client.on('message', (message) => void heard.push(JSON.stringify({ ...message, id: null })));
    const done = () => {
      resolve(heard.filter((text) => !text.includes('connection_ack')).join('\n'));
      void client.dispose();
    };
    client.subscribe(
      { query: slot.document, variables: slot.variables(id) },
      {
        next: ({ data }) => {
          if (data) reject(new Error('it sent an event'));
        },
        error: done,
        complete: done,
      },
    );
  });
}

const answerTo = (slot: IdSlot, id: string) =>
  slot.operation === 'subscription' ? overSocket(slot, id) : overHttp(slot, id);

test('every place that takes an id is known', () => {
  expect(slots.length).toBeGreaterThan(30);
  const fields = new Set(slots.map(({ field }) => field));
  for (const field of ['node', 'nodes', 'run', 'asset', 'rejectStage', 'createApiKey', 'episodeEvents'])
    expect(fields).toContain(field);
});

describe('what is outside of the channels of a key does not exist, to the byte', () => {
  test.each(slots.map((slot) => ({ ...slot, name: `${slot.operation} ${slot.field}(${slot.path})` })))(
    '$name',
    async (slot) => {
      const compared = foreignIds().map(async ([typeName, rowId]) => {
        expect(rowId).not.toBe('');
        const [theirs, nobodys] = [toGlobalId(typeName, rowId), toGlobalId(typeName, randomUUID())];
        const [about, nothing] = [await answerTo(slot, theirs), await answerTo(slot, nobodys)];
        expect(about.replaceAll(theirs, 'ID')).toBe(nothing.replaceAll(nobodys, 'ID'));
        expect(about).not.toMatch(/INTERNAL|GRAPHQL_VALIDATION_FAILED/);
        expect(about).not.toContain(rowId);
      });
      await Promise.all(compared);
    },
  );

  test('and what is inside does', async () => {
    const channel = own.get('Channel') ?? '';
    for (const slot of slots.filter(({ field }) => ['node', 'nodes', 'channel'].includes(field))) {
      expect(await answerTo(slot, channel)).toContain(channel);
      expect(await answerTo(slot, toGlobalId('Channel', foreign.channelId))).toContain('null');
    }
  });
});
