import type { WebSocket } from 'ws';

/** A message that the other side has not taken by then will not be taken. */
const PATIENCE_MS = 8_000;
const LOOK_MS = 1_000;
const MOST_UNSENT_BYTES = 4 * 1024 * 1024;
const TRY_AGAIN_LATER = 1013;

/**
 * Sends one message after the other and lets the sender wait for each, so that nothing piles up in memory. Whoever does
 * not read is closed with 1013 and may come back with its cursor.
 */
export function watchReading(socket: WebSocket): { send(data: string): Promise<void>; stop(): void } {
  const unsent = new Map<symbol, number>();
  const timer = setInterval(() => {
    const [oldest] = unsent.values();
    const isStuck = oldest !== undefined && Date.now() - oldest > PATIENCE_MS;
    if (!isStuck && socket.bufferedAmount <= MOST_UNSENT_BYTES) return;
    clearInterval(timer);
    socket.close(TRY_AGAIN_LATER, 'You read too slowly');
    setTimeout(() => socket.terminate(), PATIENCE_MS).unref();
  }, LOOK_MS);
  return {
    send(data) {
      const message = Symbol('message');
      unsent.set(message, Date.now());
      return new Promise((resolve, reject) => {
        socket.send(data, (error) => {
          unsent.delete(message);
          if (error && socket.readyState === socket.OPEN) reject(error);
          else resolve(); // the other side is gone: its stream ends with the socket
        });
      });
    },
    stop: () => clearInterval(timer),
  };
}
