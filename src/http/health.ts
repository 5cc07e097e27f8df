import type { ServerResponse } from 'node:http';
import type { Identity } from './bearer.js';
import { DEPENDENCIES, type HttpParts } from './parts.js';
import { replyJson } from './reply.js';

/** Probes mostly have a few seconds. */
const PATIENCE_MS = 2_000;

interface Entry {
  readonly status: 'up' | 'down';
  readonly reason?: string;
}

/** The process answers: that is all it says. */
export function sayLive(response: ServerResponse): void {
  replyJson(response, 200, { status: 'up' });
}

/**
 * Whether work can be done: every dependency is asked. What is wrong with them is told only to holders of a key.
 *
 * @param identify finds out who asks, while the dependencies are asked; a database that is away keeps nobody waiting
 */
export async function sayReady(
  { checks }: Pick<HttpParts, 'checks'>,
  response: ServerResponse,
  identify: () => Promise<Identity | null>,
): Promise<void> {
  const found: { identity?: Identity | null } = {};
  const [entries] = await Promise.all([
    Promise.all(DEPENDENCIES.map(async (name): Promise<[string, Entry]> => [name, await look(checks[name])])),
    look(async () => {
      found.identity = await identify();
    }),
  ]);
  const status = entries.every(([, entry]) => entry.status === 'up') ? 'up' : 'down';
  const detail = found.identity ? { dependencies: Object.fromEntries(entries) } : {};
  replyJson(response, status === 'up' ? 200 : 503, { status, ...detail });
}

async function look(check: () => Promise<unknown>): Promise<Entry> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    await Promise.race([check(), tooLate]);
    return { status: 'up' };
  } catch (error) {
    return { status: 'down', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
