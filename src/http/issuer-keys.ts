import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { UnavailableError } from '../errors.js';

/** How often the sign-in service is asked, in ms. */
export interface AskingTimes {
  /** An answer later than this is none. */
  readonly deadlineMs: number;
  /** At most so often for a key that is not known, and after a failure. */
  readonly cooldownMs: number;
  /** Keys are fetched again after this. */
  readonly freshMs: number;
  /** While the service is away, keys of this age are still believed. */
  readonly staleMs: number;
}

export const USUAL_TIMES: AskingTimes = {
  deadlineMs: 5_000,
  cooldownMs: 15_000,
  freshMs: 600_000,
  staleMs: 3_600_000,
};

const LARGEST_ANSWER_BYTES = 512 * 1024;
const Discovered = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/**
 * The public keys of a sign-in service: found by discovery unless their address is given, fetched when one is needed
 * that is not known, and now and then.
 * @returns throws UnavailableError while they cannot be had, and errors of jose for keys that do not exist
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function createIssuerKeys(
  issuer: string,
  jwksUrl: string | null,
  times: AskingTimes = USUAL_TIMES,
): JWTVerifyGetKey {
  let failedAt = -Infinity;
  let fetchedAt = -Infinity;

  /** Never again right after a failure: whoever waits would wait for the same. */
  const ask: typeof fetch = async (input, init) => {
    if (performance.now() - failedAt < times.cooldownMs) throw away();
    try {
      const response = await fetch(input, init);
      if (response.status !== 200) throw new Error(`the sign-in service answered ${response.status}`);
      return new Response(await limitedText(response));
    } catch (cause) {
      failedAt = performance.now();
      throw away(cause);
    }
  };

  async function discover(): Promise<string> {
    const address = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
    const signal = AbortSignal.timeout(times.deadlineMs);
    const answer = Discovered.safeParse(await jsonOf(await ask(address, { signal, redirect: 'manual' })));
    if (answer.success && answer.data.issuer === issuer) return answer.data.jwks_uri;
    failedAt = performance.now();
    throw away(new Error(`${address} does not describe ${issuer}`));
  }

  let remote: Promise<RemoteKeys> | undefined;
  async function remoteKeys(): Promise<RemoteKeys> {
    remote ??= (async () =>
      createRemoteJWKSet(new URL(jwksUrl ?? (await discover())), {
        timeoutDuration: times.deadlineMs,
        cooldownDuration: times.cooldownMs,
        cacheMaxAge: times.freshMs,
        [customFetch]: async (url, init) => {
          const response = await ask(url, init);
          fetchedAt = performance.now();
          return response;
        },
      }))();
    try {
      return await remote;
    } catch (error) {
      remote = undefined; // asked again by the next one
      throw error;
    }
  }

  return async (header, token) => {
    const keys = await remoteKeys();
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || !isAboutTheService(error)) throw error;
      const known = performance.now() - fetchedAt < times.staleMs ? keys.jwks() : undefined;
      if (!known) throw away(error);
      return await createLocalJWKSet(known)(header, token).catch(() => {
        throw away(error); // it may be one of the new keys, which cannot be had
      });
    }
  };
}

function isAboutTheService(error: unknown): boolean {
  if (error instanceof UnavailableError || error instanceof errors.JWKSInvalid) return true;
  if (error instanceof errors.JWKSTimeout) return true;
  return error instanceof errors.JOSEError && error.code === errors.JOSEError.code;
}

function away(cause?: unknown): UnavailableError {
  return cause instanceof UnavailableError
    ? cause
    : new UnavailableError(
        'The sign-in service does not answer, so tokens cannot be checked now; try again. API keys work.',
        { cause },
      );
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null; // what is no JSON is no description either
  }
}

async function limitedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER_BYTES) throw new Error('the sign-in service answered too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
