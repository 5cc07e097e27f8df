import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Passes bytes on until it goes silent: connections stay open then, and nothing comes through, in no direction. */
export interface SilentProxy {
  readonly port: number;
  /** Those that stand now say nothing any more, and nobody is told of their end; later ones pass. */
  silence(): void;
  close(): Promise<void>;
}

export async function createSilentProxy(targetPort: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (inside) => {
    const outside = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    silence() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.removeAllListeners('error').on('error', () => undefined);
        socket.resume(); // what comes is swallowed
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
