import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/entities/global-id.js';
import { ask } from '../support/client.js';
import { aChannel, anEpisode, aRun } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';
import { at, problemOf, TEXTS, valueAt } from './hostile-texts.js';

// Every text that a mutation takes, given every text that somebody may send. It is refused with the path and what to
// do, and then nothing is changed, or it is read back as it was sent.

let server: TestServer;
let admin: string;
beforeAll(async () => {
  server = await startServer();
  admin = await server.key('ADMIN');
});
afterAll(() => server.close());

interface UserError {
  readonly code: string;
  readonly path: readonly string[];
  readonly message: string;
}
type Row = Record<string, unknown>;

async function mutate(
  mutation: string,
  entity: string,
  fields: string,
  input: object,
): Promise<{ made: Row | null; userErrors: UserError[] }> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const answer = await ask<Record<string, Row & { userErrors: UserError[] }> | null, Record<string, unknown>>(
    server.url,
    admin,
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${entity} ${fields && `{ ${fields} }`} userErrors { code path message } } }`,
    { input },
  );
  expect(answer.errors).toBeUndefined();
  const payload = answer.data?.[mutation];
  return { made: (payload?.[entity] ?? null) as Row | null, userErrors: payload?.userErrors ?? [] }; // as asked for
}

async function read(id: string, type: string, fields: string): Promise<Row> {
  const { data } = await ask<{ node: Row }, never>(
    server.url,
    admin,
    `{ node(id: "${id}") { ... on ${type} { ${fields} } } }`,
  );
  return data.node;
}

function expectRefusal(userErrors: readonly UserError[], code: string, path: readonly string[]): void {
  expect(userErrors).toEqual([
    { code, path, message: expect.stringMatching(new RegExp(`${path[0] ?? ''}.* (must|may|cannot) `)) },
  ]);
  expect(userErrors[0]?.message.length).toBeLessThan(300);
}

const CHANNEL = `id name description persona { name background attitude values }
  styleGuide { tone audience complexity pacing humor dos donts } voice { voiceId modelId } avatar { avatarId }
  footage { modelId } handle brand { primaryColor accentColor captionStyle } updatedAt`;

/** Fields of a channel, how long each may be, and whether blanks alone clear it. */
const CHANNEL_FIELDS: readonly (readonly [path: string, max: number, blank: 'REQUIRED' | 'CLEARS'])[] = [
  ['name', 100, 'REQUIRED'],
  ['description', 2_000, 'CLEARS'],
  ['persona.name', 100, 'REQUIRED'],
  ['persona.background', 2_000, 'CLEARS'],
  ['persona.attitude', 500, 'CLEARS'],
  ['persona.values.0', 500, 'REQUIRED'],
  ['styleGuide.tone', 200, 'REQUIRED'],
  ['styleGuide.audience', 200, 'REQUIRED'],
  ['styleGuide.complexity', 200, 'CLEARS'],
  ['styleGuide.pacing', 200, 'CLEARS'],
  ['styleGuide.humor', 200, 'CLEARS'],
  ['styleGuide.dos.0', 500, 'REQUIRED'],
  ['styleGuide.donts.0', 500, 'REQUIRED'],
  ['voice.voiceId', 200, 'REQUIRED'],
  ['voice.modelId', 200, 'CLEARS'],
  ['avatar.avatarId', 200, 'REQUIRED'],
  ['footage.modelId', 200, 'CLEARS'],
];
/** What stands beside a field because it must. */
const BESIDE: Readonly<Record<string, Row>> = {
  persona: { name: 'Maya' },
  voice: { vendor: 'ELEVENLABS', voiceId: 'voice-1' },
  avatar: { vendor: 'HEYGEN', avatarId: 'avatar-1' },
  footage: { vendor: 'RUNWAY' },
};

function channelInput(path: readonly string[], text: string): Row {
  const input = at(path, text);
  const [first = ''] = path;
  return path.length === 1 ? input : { [first]: { ...BESIDE[first], ...(input[first] as Row) } }; // paths of two go into an object
}

describe.each(CHANNEL_FIELDS)('a channel whose %s', (dotted, max, blank) => {
  const path = dotted.split('.');

  test.each(TEXTS)('is %s', async (name, text) => {
    const expected = name === 'blanks alone' ? blank : problemOf(text, max);
    const { id } = await aChannel(server.orm);
    const globalId = toGlobalId('Channel', id);
    const before = await read(globalId, 'Channel', CHANNEL);
    const input = channelInput(path, text);
    const handle = `h-${randomUUID()}`;
    const made = await mutate('createChannel', 'channel', CHANNEL, { handle, name: 'Bees', ...input });
    const changed = await mutate('updateChannel', 'channel', CHANNEL, { id: globalId, ...input });
    const after = await read(globalId, 'Channel', CHANNEL);
    if (expected === null || expected === 'CLEARS') {
      const kept = expected === null ? text : null;
      expect([made.userErrors, changed.userErrors]).toEqual([[], []]);
      expect([made.made, changed.made, after].map((row) => valueAt(row, path))).toEqual([kept, kept, kept]);
    } else {
      expectRefusal(made.userErrors, expected, path);
      expectRefusal(changed.userErrors, expected, path);
      expect([made.made, changed.made]).toEqual([null, null]);
      expect(after).toEqual(before);
      const again = await mutate('createChannel', 'channel', 'handle', { handle, name: 'Bees' });
      expect(again).toEqual({ made: { handle }, userErrors: [] });
    }
  });
});

describe.each(['handle', 'brand.primaryColor', 'brand.accentColor', 'brand.captionStyle'])(
  'a channel whose %s',
  (dotted) => {
    test.each(TEXTS)('is %s', async (_name, text) => {
      const path = dotted.split('.');
      const globalId = toGlobalId('Channel', (await aChannel(server.orm)).id);
      const before = await read(globalId, 'Channel', CHANNEL);
      const { made, userErrors } = await mutate('updateChannel', 'channel', CHANNEL, {
        id: globalId,
        ...at(path, text),
      });
      expect(made).toBeNull();
      expectRefusal(userErrors, dotted === 'handle' && text.length > 60 ? 'TOO_LONG' : 'INVALID', path);
      expect(await read(globalId, 'Channel', CHANNEL)).toEqual(before);
    });
  },
);

const EPISODE = 'id title topic brief number updatedAt';

describe.each<[string, number, 'REQUIRED' | 'CLEARS']>([
  ['topic', 500, 'REQUIRED'],
  ['title', 200, 'CLEARS'],
  ['brief', 5_000, 'CLEARS'],
])('an episode whose %s', (field, max, blank) => {
  test.each(TEXTS)('is %s', async (name, text) => {
    const expected = name === 'blanks alone' ? blank : problemOf(text, max);
    const channel = await aChannel(server.orm);
    const [channelId, episodeId] = [
      toGlobalId('Channel', channel.id),
      toGlobalId('Episode', (await anEpisode(server.orm, channel, 1)).id),
    ];
    const before = await read(episodeId, 'Episode', EPISODE);
    const base = { channelId, topic: 'Why bees dance' };
    const made = await mutate('createEpisode', 'episode', EPISODE, { ...base, [field]: text });
    const changed = await mutate('updateEpisode', 'episode', EPISODE, { id: episodeId, [field]: text });
    const after = await read(episodeId, 'Episode', EPISODE);
    if (expected === 'CLEARS') {
      // An episode without a title of its own shows its topic.
      const [one, other] = field === 'title' ? [base.topic, before['topic']] : [null, null];
      expect([made.made?.[field], changed.made?.[field], after[field]]).toEqual([one, other, other]);
    } else if (expected === null) {
      expect([made.userErrors, changed.userErrors]).toEqual([[], []]);
      expect([made.made?.[field], changed.made?.[field], after[field]]).toEqual([text, text, text]);
    } else {
      expectRefusal(made.userErrors, expected, [field]);
      expectRefusal(changed.userErrors, expected, [field]);
      expect([made.made, changed.made, after]).toEqual([null, null, before]);
      const next = await mutate('createEpisode', 'episode', 'number', base);
      expect(next.made).toEqual({ number: channel.nextEpisodeNumber }); // the refused one took no number
    }
  });
});

describe('an idempotency key', () => {
  test.each(TEXTS)('that is %s', async (_name, text) => {
    const channel = await aChannel(server.orm);
    const channelId = toGlobalId('Channel', channel.id);
    const input = { channelId, topic: 'Why bees dance', idempotencyKey: text };
    const first = await mutate('createEpisode', 'episode', 'id', input);
    const second = await mutate('createEpisode', 'episode', 'id', input);
    const expected = problemOf(text, 255);
    if (expected === null) expect([first.userErrors, second]).toEqual([[], first]);
    else expectRefusal(second.userErrors, expected, ['idempotencyKey']);
  });
});

describe('the reason of a cancelled run', () => {
  test.each(TEXTS)('that is %s', async (name, text) => {
    const run = await aRun(server.orm, await anEpisode(server.orm, await aChannel(server.orm), 1));
    const runId = toGlobalId('PipelineRun', run.id);
    const fields = 'id status events(first: 10) { nodes { kind message } }';
    const before = await read(runId, 'PipelineRun', fields);
    const { made, userErrors } = await mutate('cancelPipeline', 'run', 'id', { runId, reason: text });
    const after = await read(runId, 'PipelineRun', fields);
    const expected = name === 'blanks alone' ? null : problemOf(text, 500);
    if (expected === null) {
      expect(made).toEqual({ id: runId });
      const message = name === 'blanks alone' ? 'Cancelling.' : `Cancelling: ${text}`;
      expect(after['events']).toMatchObject({ nodes: expect.arrayContaining([{ kind: 'LOG', message }]) });
    } else {
      expectRefusal(userErrors, expected, ['reason']);
      expect([made, after]).toEqual([null, before]);
    }
  });
});

describe('the name of a key', () => {
  test.each(TEXTS)('that is %s', async (name, text) => {
    const input = { name: text, role: 'VIEWER' };
    const { made, userErrors } = await mutate('createApiKey', 'apiKey', 'name', input);
    const expected = name === 'blanks alone' ? 'REQUIRED' : problemOf(text, 100);
    if (expected === null) expect({ made, userErrors }).toEqual({ made: { name: text }, userErrors: [] });
    else expectRefusal(userErrors, expected, ['name']);
    if (expected !== null) expect(made).toBeNull();
  });
});

describe('an id', () => {
  test.each(TEXTS)('that is %s belongs to nothing', async (_name, text) => {
    const mutations: readonly (readonly [string, string, string, Row])[] = [
      ['updateChannel', 'channel', 'id', {}],
      ['archiveChannel', 'channel', 'id', {}],
      ['unarchiveChannel', 'channel', 'id', {}],
      ['createEpisode', 'episode', 'channelId', { topic: 'Why bees dance' }],
      ['updateEpisode', 'episode', 'id', {}],
      ['startPipeline', 'run', 'episodeId', {}],
      ['cancelPipeline', 'run', 'runId', {}],
      ['retryStage', 'run', 'stageRunId', {}],
      ['revokeApiKey', 'apiKey', 'id', {}],
      ['resolveVendorCall', 'vendorCall', 'vendorCallId', { decision: 'REFUTE' }],
      ['deleteChannel', 'deletedChannelId', 'id', {}],
      ['deleteEpisode', 'deletedEpisodeId', 'id', {}],
      ['deleteAsset', 'deletedAssetId', 'id', {}],
    ];
    for (const [mutation, entity, field, rest] of mutations) {
      const { made, userErrors } = await mutate(mutation, entity, entity.startsWith('deleted') ? '' : 'id', {
        ...rest,
        [field]: text,
      });
      expect(made).toBeNull();
      expect(userErrors).toEqual([
        { code: 'NOT_FOUND', path: [field], message: expect.stringMatching(/^There is no /) },
      ]);
    }
    const input = { name: 'k', role: 'VIEWER', channelIds: [text] };
    expect((await mutate('createApiKey', 'apiKey', 'name', input)).userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['channelIds', '0'] },
    ]);
    const { userErrors } = await mutate('updateChannel', 'channel', 'id', {
      id: toGlobalId('Channel', (await aChannel(server.orm)).id),
      brand: { logoAssetId: text },
    });
    expect(userErrors).toMatchObject([{ path: ['brand', 'logoAssetId'] }]);
  });
});

describe('what the type of a field refuses', () => {
  test.each(TEXTS)('%s as language, money or choice never reaches the service', async (_name, text) => {
    for (const input of [{ language: text }, { budget: { perEpisodeUsd: text } }, { formats: [text] }]) {
      const { errors } = await ask(
        server.url,
        admin,
        'mutation ($input: CreateChannelInput!) { createChannel(input: $input) { channel { id } } }',
        { input: { handle: 'never', name: 'Never', ...input } },
      );
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    }
  });
});
