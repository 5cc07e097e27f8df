import { setTimeout as sleep } from 'node:timers/promises';

/** The API as a program far away uses it: asks again when the connection breaks, with the same idempotency key. */
export interface Api {
  readonly url: string;
  readonly key: string;
  /** @throws when the API answers with errors, or not at all within two minutes */
  ask<Data>(query: string, variables: Record<string, unknown>): Promise<Data>;
}

/** The API answered, and the answer is no. */
export class ApiRefusal extends Error {}

const PATIENCE_MS = 8_000;
const GIVE_UP_MS = 120_000;

export function createApi(url: string, key: string): Api {
  async function once<Data>(query: string, variables: Record<string, unknown>): Promise<Data | null> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => null);
    const answer = (await response?.json().catch(() => null)) as {
      data?: Data;
      errors?: { message: string; extensions?: { code?: string } }[];
    } | null; // by the protocol
    if (!answer) return null;
    const [error] = answer.errors ?? [];
    if (!error) return answer.data ?? null;
    // Its database was away: a fault that was made here, and that goes away.
    if (error.extensions?.code === 'INTERNAL' || error.extensions?.code === 'UNAVAILABLE') return null;
    throw new ApiRefusal(error.message);
  }

  return {
    url,
    key,
    async ask<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
      const giveUpAt = Date.now() + GIVE_UP_MS;
      for (;;) {
        const data = await once<Data>(query, variables);
        if (data) return data;
        if (Date.now() > giveUpAt) throw new Error(`the API does not answer: ${query.slice(0, 80)}`);
        await sleep(300);
      }
    },
  };
}
