import { createHash } from 'node:crypto';
import type { SimulatedReply, SimulatedRequest } from '../../simulator/contracts.js';
import { errorBody } from './simulator-errors.js';

const WINDOW_MS = 60_000;
/** Enterprise tier 1: 120 writes and 120 reads a minute for each key. */
const PER_WINDOW = 120;

/** Counts requests by key and kind; answers 429 above the tier and tells every client where it stands. */
export function rated(
  handle: (request: SimulatedRequest) => Promise<SimulatedReply>,
): (request: SimulatedRequest) => Promise<SimulatedReply> {
  const windows = new Map<string, { startedAtMs: number; count: number }>();
  return async (request) => {
    const key = createHash('sha256')
      .update(request.headers['authorization'] ?? '')
      .digest('base64url');
    const name = `${request.method === 'GET' ? 'read' : 'write'} ${key}`;
    const now = Date.now();
    const before = windows.get(name);
    const window = before && before.startedAtMs + WINDOW_MS > now ? before : { startedAtMs: now, count: 0 };
    windows.set(name, window);
    window.count += 1;
    const limits = {
      'ratelimit-limit': String(PER_WINDOW),
      'ratelimit-remaining': String(Math.max(0, PER_WINDOW - window.count)),
      'ratelimit-reset': String(Math.ceil((window.startedAtMs + WINDOW_MS - now) / 1000)),
    };
    if (window.count > PER_WINDOW) {
      const json = errorBody('Too many requests', `At most ${PER_WINDOW} a minute`);
      return { status: 429, headers: limits, json, operation: 'unknown' };
    }
    const reply = await handle(request);
    return { ...reply, headers: { ...limits, ...reply.headers } };
  };
}
