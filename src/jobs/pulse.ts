import { setTimeout as sleep } from 'node:timers/promises';

/** A connection as the queue's library holds it: `stream` changes when it is made again. */
export interface PulsedClient {
  readonly ready: boolean;
  readonly stream: { readonly bytesRead: number; readonly destroyed: boolean; destroy(): unknown };
  ping(done: (error: Error | null) => void): unknown;
}

type Popped = (error: Error | null, id?: string | null) => void;
/** One that waits for entries of a list. */
export interface PoppingClient extends PulsedClient {
  brpoplpush(from: string, to: string, seconds: number, done: Popped): unknown;
}

const POP_PAUSE_MS = 1_000;

/**
 * Breaks connections that stand but say nothing any more: the other side may be gone without a word, and a client that
 * waits to be told something would never notice. The client makes a broken one again by itself.
 *
 * @param silenceMs so long nothing is heard from a living one at most; a command may block for half of it
 * @param clients those there are now
 * @param broken told how many were broken just now
 * @returns ends it
 */
export function watchPulse(
  silenceMs: number,
  clients: () => readonly PulsedClient[],
  broken: (count: number) => void,
): () => void {
  let heard = new Map<PulsedClient['stream'], { bytes: number; silent: number }>();
  const timer = setInterval(() => {
    const now: typeof heard = new Map();
    let count = 0;
    for (const client of clients()) {
      const { stream } = client;
      if (stream.destroyed) continue;
      const before = heard.get(stream);
      const silent = before?.bytes === stream.bytesRead ? before.silent + 1 : 0;
      if (silent >= 2) {
        stream.destroy();
        count += 1;
      } else {
        now.set(stream, { bytes: stream.bytesRead, silent });
        if (client.ready) client.ping(() => undefined);
      }
    }
    heard = now;
    if (count > 0) broken(count);
  }, silenceMs / 2);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Lets no pop wait longer than a quarter of the silence: one that waits for ever cannot be told from a dead one. The
 * library hears of an entry or of its own end, of nothing else: it would wait twice as long after each failure.
 */
export function popInSlices(client: PoppingClient, silenceMs: number, isClosed: () => boolean): void {
  const seconds = Math.max(1, Math.floor(silenceMs / 4_000));
  const pop = client.brpoplpush.bind(client);
  client.brpoplpush = (from, to, _forever, done) => {
    const wait = (): unknown =>
      pop(from, to, seconds, (error, id) => {
        if (isClosed() || id) done(error, id);
        else if (error) setTimeout(wait, POP_PAUSE_MS);
        else wait();
      });
    return wait();
  };
}

/** Rejects after so many ms: Redis may take a connection and never say a word. */
export async function inTime(greeting: Promise<unknown>, timeoutMs: number): Promise<void> {
  const greeted = new AbortController();
  const tooLate = sleep(timeoutMs, undefined, { ref: false, signal: greeted.signal }).then(() => {
    throw new Error(`Redis did not greet within ${timeoutMs} ms`);
  });
  try {
    await Promise.race([greeting, tooLate]);
  } finally {
    greeted.abort();
  }
}
