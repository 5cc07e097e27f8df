import { createHmac, createPublicKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { OidcConfig } from '../../src/config.js';
import type { AskingTimes } from '../../src/http/issuer-keys.js';
import { createTokenCheck } from '../../src/http/tokens.js';
import { ask, socketClient } from '../support/client.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { AUDIENCE, startIssuer, type Issuer } from '../support/issuer.js';
import { aChannel } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

const TIMES: AskingTimes = { deadlineMs: 300, cooldownMs: 200, freshMs: 60_000, staleMs: 60_000 };

let issuer: Issuer;
let server: TestServer;
let database: TestDatabase;
const open: (() => Promise<void>)[] = [];

/** A server that believes this issuer. */
async function aServer(
  settings: Partial<OidcConfig> = {},
  times: Partial<AskingTimes> = {},
): Promise<TestServer> {
  const oidc: OidcConfig = {
    ...{ issuer: issuer.url, audience: ['another', AUDIENCE], jwksUrl: null },
    ...{ roleClaim: 'acog_role', channelsClaim: 'acog_channels', ...settings },
  };
  const started = await startServer({
    databaseUrl: database.url,
    parts: ({ logger }) => ({ tokens: createTokenCheck(oidc, logger, { ...TIMES, ...times }) }),
  });
  open.push(() => started.close());
  return started;
}

beforeAll(async () => {
  issuer = await startIssuer();
  database = await createDatabase();
  server = await aServer({ channelsClaim: null });
});
beforeEach(() => issuer.behave('WELL'));
afterAll(async () => {
  for (const close of open) await close();
  await database.drop();
  await issuer.close();
});

const WHO = '{ viewer { name role channels { handle } } }';
const refusal = async (token: string, at = server) => {
  const { status, errors } = await ask(at.url, token, WHO);
  return [status, errors?.[0]?.extensions.code, errors?.[0]?.message];
};
const INVALID = [401, 'UNAUTHENTICATED', 'Your token is not valid here; sign in again.'];

describe('a good token', () => {
  test.each(['RS256', 'ES256', 'PS256', 'EdDSA'])('signed by %s opens the graph', async (algorithm) => {
    await issuer.rotate(algorithm);
    await sleep(TIMES.cooldownMs);
    const answer = await ask(server.url, await issuer.sign(), WHO);
    expect(answer).toEqual({
      status: 200,
      data: { viewer: { name: 'Ada', role: 'EDITOR', channels: null } },
      extensions: expect.anything(),
    });
  });

  test('gives the highest role in its claim, wherever that stands', async () => {
    const at = await aServer({ roleClaim: 'realm_access.roles', channelsClaim: null });
    const token = await issuer.sign({
      realm_access: { roles: ['offline', 'acog-viewer', 'ACOG_ADMIN', 'editor'] },
    });
    expect((await ask(at.url, token, '{ apiKeys { totalCount } }')).data).toEqual({
      apiKeys: { totalCount: 0 },
    });
    const viewer = await issuer.sign({ realm_access: { roles: ['viewer'] } });
    const change = 'mutation { deleteChannel(input: { id: "x" }) { deletedChannelId } }';
    expect((await ask(at.url, viewer, change)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('shows as much of a name as there is room for, and no half of a character', async () => {
    const token = await issuer.sign({ name: `${'a'.repeat(99)}\u{1f419}\u{1f419}` });
    expect((await ask(server.url, token, WHO)).data).toMatchObject({ viewer: { name: 'a'.repeat(99) } });
  });

  test('is limited to the channels that it lists, by handle or id', async () => {
    const at = await aServer();
    const [a, b, foreign] = [await aChannel(at.orm), await aChannel(at.orm), await aChannel(at.orm)];
    const seen = async (acog_channels: unknown) => {
      const { data } = await ask<{ channels: { nodes: { id: string }[] } }, object>(
        at.url,
        await issuer.sign({ acog_channels }),
        '{ channels { nodes { id } } }',
      );
      return new Set(data.channels.nodes.map(({ id }) => id));
    };
    expect(await seen([a.handle, b.globalId, 'no-such', 7, "'; drop table channel"])).toEqual(
      new Set([a.globalId, b.globalId]),
    );
    expect(await seen([])).toEqual(new Set());
    expect(await seen('*')).toEqual(new Set([a.globalId, b.globalId, foreign.globalId]));
    expect(await refusal(await issuer.sign(), at)).toEqual([
      403,
      'FORBIDDEN',
      expect.stringContaining('acog_channels'),
    ]);
    const many = Array.from({ length: 101 }, (_, number) => `channel-${number}`);
    expect(await refusal(await issuer.sign({ acog_channels: many }), at)).toEqual([
      403,
      'FORBIDDEN',
      'Your token lists 101 channels; at most 100 are allowed.',
    ]);
  });

  test('stands in the audit with its issuer and subject', async () => {
    const token = await issuer.sign({ acog_role: 'ADMIN', sub: 'user-7' });
    await ask(server.url, token, 'mutation { archiveChannel(input: { id: "x" }) { channel { id } } }');
    const { data } = await ask(
      server.url,
      token,
      '{ auditEntries(first: 1) { nodes { actorKind actorId actorName } } }',
    );
    expect(data).toEqual({
      auditEntries: { nodes: [{ actorKind: 'OIDC', actorId: `${issuer.url}|user-7`, actorName: 'Ada' }] },
    });
  });
});

describe('a token is refused', () => {
  const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;
  test.each<[string, () => Record<string, unknown>]>([
    ['of another issuer', () => ({ iss: `${issuer.url}/other` })],
    ['for another audience', () => ({ aud: 'someone else' })],
    ['without an audience', () => ({ aud: undefined })],
    ['whose time has not come', () => ({ nbf: seconds(60) })],
    ['without an end', () => ({ exp: undefined })],
    ['without a subject', () => ({ sub: undefined })],
    ['of nobody', () => ({ sub: '' })],
    ['of a number', () => ({ sub: 7 })],
    ['of a list', () => ({ sub: ['user-1'] })],
    ['of a name with NUL', () => ({ sub: 'user\0' })],
    ['of a name with half of a pair of surrogates', () => ({ sub: 'user\ud800' })],
    ['of a very long name', () => ({ sub: 'x'.repeat(256) })],
  ])('%s', async (_what, claims) => {
    expect(await refusal(await issuer.sign(claims()))).toEqual(INVALID);
  });

  test('that has expired, which it is told', async () => {
    const answer = await fetch(`${server.url}/graphql?query={__typename}`, {
      headers: { authorization: `Bearer ${await issuer.sign({ exp: seconds(-30) })}` },
    });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
    expect(await answer.text()).toContain('has expired');
  });

  test('without a role, which it is told', async () => {
    for (const acog_role of [
      undefined,
      'OWNER',
      [],
      { ADMIN: true },
      'toString',
      'adm\u0131n',
      'ed\u0131tor',
    ])
      expect(await refusal(await issuer.sign({ acog_role }))).toEqual([
        403,
        'FORBIDDEN',
        expect.stringContaining('acog_role'),
      ]);
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = () =>
    encoded({ iss: issuer.url, aud: AUDIENCE, sub: 'x', exp: seconds(60), acog_role: 'ADMIN' });

  test('signed by nobody', async () => {
    expect(await refusal(`${encoded({ alg: 'none' })}.${claims()}.`)).toEqual(INVALID);
  });

  test('signed with the public key as a shared secret', async () => {
    await issuer.rotate('RS256');
    await sleep(TIMES.cooldownMs);
    await ask(server.url, await issuer.sign(), WHO);
    const { kid } = issuer.publicKey();
    const pem = createPublicKey({ key: issuer.publicKey(), format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    const text = `${encoded({ alg: 'HS256', kid })}.${claims()}`;
    const forged = `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
    expect(await refusal(forged)).toEqual(INVALID);
  });

  test('whose claims were changed after it was signed', async () => {
    const [header, , signature] = (await issuer.sign()).split('.');
    expect(await refusal(`${header}.${claims()}.${signature}`)).toEqual(INVALID);
  });

  test('that is too long', async () => {
    const long = await issuer.sign({ filler: 'x'.repeat(7_000) });
    expect(await refusal(long)).toEqual([401, 'UNAUTHENTICATED', expect.stringContaining('8192')]);
  });

  test('where nobody signs in with tokens', async () => {
    const at = await startServer({ databaseUrl: database.url });
    open.push(() => at.close());
    expect((await refusal(await issuer.sign(), at))[0]).toBe(401);
  });
});

describe('keys of the issuer', () => {
  test('are fetched again for one that is not known', async () => {
    const at = await aServer({ channelsClaim: null }, { cooldownMs: 0 });
    const old = await issuer.sign();
    expect((await ask(at.url, old, WHO)).status).toBe(200);
    await issuer.rotate();
    const before = issuer.fetches();
    expect((await ask(at.url, await issuer.sign(), WHO)).status).toBe(200);
    expect(issuer.fetches()).toBe(before + 1);
    expect(await refusal(old, at)).toEqual(INVALID);
  });

  test('are not fetched again for every stranger', async () => {
    const at = await aServer({ channelsClaim: null }, { cooldownMs: 60_000 });
    expect((await ask(at.url, await issuer.sign(), WHO)).status).toBe(200);
    const before = issuer.fetches();
    for (let n = 0; n < 20; n += 1)
      expect(await refusal(await issuer.sign({}, { kid: `no-${n}` }), at)).toEqual(INVALID);
    expect(issuer.fetches()).toBe(before);
  });

  test.each(['DOWN', 'SILENT'] as const)(
    'that cannot be had (%s) keep out tokens only, and not for long',
    async (how) => {
      const at = await aServer({ channelsClaim: null });
      const token = await issuer.sign();
      issuer.behave(how);
      const answer = await fetch(`${at.url}/graphql?query={__typename}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await answer.json()).toEqual({
        errors: [
          { message: expect.stringContaining('sign-in service'), extensions: { code: 'UNAVAILABLE' } },
        ],
      });
      expect((await ask(at.url, await at.key('VIEWER'), WHO)).status).toBe(200);
      const closed = new Promise((resolve) => {
        socketClient(at.url, token, resolve).subscribe(
          { query: '{ __typename }' },
          { next: () => undefined, error: () => undefined, complete: () => undefined },
        );
      });
      expect(await closed).toBe(1013);
      issuer.behave('WELL');
      await sleep(TIMES.cooldownMs);
      expect((await ask(at.url, token, WHO)).status).toBe(200);
    },
  );

  test('that were fetched before are believed while the issuer is away', async () => {
    const at = await aServer({ channelsClaim: null }, { freshMs: 1 });
    const token = await issuer.sign();
    expect((await ask(at.url, token, WHO)).status).toBe(200);
    issuer.behave('DOWN');
    expect((await ask(at.url, token, WHO)).status).toBe(200);
    expect(await refusal(await issuer.sign({}, { kid: 'new' }), at)).toEqual([
      503,
      'UNAVAILABLE',
      expect.any(String),
    ]);
  });
});

describe('on a socket', () => {
  const closeCode = (token: string) =>
    new Promise<number>((resolve, reject) => {
      socketClient(server.url, token, resolve).subscribe(
        { query: 'subscription { channelEvents { kind } }' },
        {
          next: () => undefined,
          error: (error) => {
            if (error instanceof Error) reject(error);
          },
          complete: () => undefined,
        },
      );
    });

  test('a bad token gets 4401', async () => {
    expect(await closeCode(await issuer.sign({ aud: 'someone else' }))).toBe(4401);
    expect(await closeCode(await issuer.sign({ acog_role: 'OWNER' }))).toBe(4401);
    expect(await closeCode(await issuer.sign({ sub: 7 }))).toBe(4401);
  });

  test('one that ends meanwhile gets 4403', async () => {
    const end = Math.floor(Date.now() / 1000) + 1;
    expect(await closeCode(await issuer.sign({ exp: end }))).toBe(4403);
    const afterMs = Date.now() - end * 1000;
    expect(afterMs).toBeGreaterThan(0);
    expect(afterMs).toBeLessThan(5_000);
  });
});
