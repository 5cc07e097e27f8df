import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';

interface Key {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  readonly jwk: JWK;
}

/** A sign-in service on a port of its own, with keys that can be changed. */
export interface Issuer {
  readonly url: string;
  /** How often its keys were fetched. */
  readonly fetches: () => number;
  readonly publicKey: () => JWK;
  /** A token that is good for five minutes, unless the claims say otherwise. */
  sign(claims?: Record<string, unknown>, header?: { kid?: string }): Promise<string>;
  /** New keys take the place of the old ones. */
  rotate(algorithm?: string): Promise<void>;
  /** `DOWN` answers 500, `SILENT` never answers. */
  behave(how: 'WELL' | 'DOWN' | 'SILENT'): void;
  close(): Promise<void>;
}

export const AUDIENCE = 'acog of a test';

export async function startIssuer(): Promise<Issuer> {
  let key = await makeKey('RS256', 1);
  let rotations = 1;
  let fetches = 0;
  let how: 'WELL' | 'DOWN' | 'SILENT' = 'WELL';
  let url = '';
  const server: Server = createServer((request, response) => {
    if (how === 'SILENT') return;
    if (how === 'DOWN') return void response.writeHead(500).end();
    const body =
      request.url === '/realm/.well-known/openid-configuration'
        ? { issuer: url, jwks_uri: `${url}/keys` }
        : { keys: [key.jwk] };
    if (request.url === '/realm/keys') fetches += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`; // as: it listens
  return {
    url,
    fetches: () => fetches,
    publicKey: () => key.jwk,
    sign(claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        ...{ iss: url, aud: AUDIENCE, sub: 'user-1', name: 'Ada', iat: now, exp: now + 300 },
        ...{ acog_role: 'EDITOR', ...claims },
      };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: key.algorithm, kid: key.kid, ...header })
        .sign(key.privateKey);
    },
    async rotate(algorithm = 'RS256') {
      key = await makeKey(algorithm, (rotations += 1));
    },
    behave(as) {
      how = as;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function makeKey(algorithm: string, number: number): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const kid = `key-${number}`;
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' };
  return { kid, algorithm, privateKey, jwk };
}
