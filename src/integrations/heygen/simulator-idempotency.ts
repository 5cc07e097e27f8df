import type { SimulatedReply, SimulatedRequest } from '../../simulator/contracts.js';
import { errorEnvelope } from './simulator-errors.js';

const KEPT_MS = 24 * 60 * 60 * 1000;
const KEY_FORM = /^[A-Za-z0-9_:.-]{1,255}$/;

/** Refusals that say "not now": the same key may succeed later, so they are not kept. */
const NOT_KEPT: ReadonlySet<number> = new Set([401, 402, 408, 409, 429]);

/**
 * HeyGen's `Idempotency-Key`: within 24 h the first reply is given again, even for another body; while
 * the first is under way, 409 `request_in_progress`. A key holds for one method and path.
 */
export function idempotent(
  handle: (request: SimulatedRequest) => Promise<SimulatedReply>,
): (request: SimulatedRequest) => Promise<SimulatedReply> {
  const kept = new Map<string, { reply: SimulatedReply | null; atMs: number }>();
  return async (request) => {
    const key = request.headers['idempotency-key'];
    if (key === undefined || !['POST', 'PATCH'].includes(request.method)) return handle(request);
    if (!KEY_FORM.test(key)) {
      const json = errorEnvelope(
        400,
        'Idempotency-Key must be 1-255 of [A-Za-z0-9_:.-]',
        undefined,
        'Idempotency-Key',
      );
      return { status: 400, json, operation: 'unknown' };
    }
    const name = `${request.method} ${request.path} ${key}`;
    const before = kept.get(name);
    if (before && before.atMs > Date.now() - KEPT_MS) {
      if (before.reply) return before.reply;
      const message = 'A request with this Idempotency-Key is still in progress';
      return { status: 409, json: errorEnvelope(409, message, 'request_in_progress'), operation: 'unknown' };
    }
    const entry: { reply: SimulatedReply | null; atMs: number } = { reply: null, atMs: Date.now() };
    kept.set(name, entry);
    try {
      const reply = await handle(request);
      if (reply.status < 500 && !NOT_KEPT.has(reply.status)) entry.reply = reply;
      else kept.delete(name);
      return reply;
    } catch (error) {
      kept.delete(name);
      throw error;
    }
  };
}
