import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';

/**
 * What happens to connections: `delay` every byte comes late; `throttle` few bytes at a time; `drop` what is sent is
 * lost and the connection broken later; `reset` broken at once, new ones too; `half-open` silent for ever: neither side
 * is told.
 */
export type NetworkFault = 'delay' | 'throttle' | 'drop' | 'reset' | 'half-open';

interface Link {
  readonly near: Socket;
  readonly far: Socket;
  fault: NetworkFault | null;
}

export interface FaultProxy {
  readonly port: number;
  /** @param share of the connections that are struck, 0..1; new ones are struck alike */
  strike(fault: NetworkFault, share: number): void;
  /** New connections are well again; silent ones stay silent. */
  heal(): void;
  close(): Promise<void>;
}

const DELAY_MS = 700;
const THROTTLED_BYTES = 512;
const THROTTLE_PAUSE_MS = 25;

/** Stands between our processes and a service on this machine. */
export async function startFaultProxy(targetPort: number, chance: () => number): Promise<FaultProxy> {
  const links = new Set<Link>();
  const sockets = new Set<Socket>();
  let struck: { fault: NetworkFault; share: number } | null = null;

  function breakLink({ near, far }: Link): void {
    near.resetAndDestroy();
    far.resetAndDestroy();
  }

  async function pass(link: Link, from: Socket, to: Socket): Promise<void> {
    try {
      for await (const bytes of from as AsyncIterable<Buffer>) {
        if (link.fault === 'drop' || link.fault === 'half-open') continue;
        if (link.fault === 'delay') await pause(DELAY_MS);
        if (link.fault === 'throttle') await trickle(to, bytes);
        else if (!to.write(bytes)) await once(to, 'drain');
      }
      if (link.fault !== 'half-open') to.end();
    } catch {
      if (link.fault !== 'half-open') breakLink(link);
    }
  }

  function open(near: Socket): void {
    const far = connect({ port: targetPort, host: '127.0.0.1' });
    const link: Link = { near, far, fault: null };
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined); // told by the iteration
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        links.delete(link);
      });
    }
    links.add(link);
    if (struck) hit(link, struck);
    void pass(link, near, far);
    void pass(link, far, near);
  }

  function hit(link: Link, { fault, share }: { fault: NetworkFault; share: number }): void {
    if (chance() >= share) return;
    link.fault = fault;
    if (fault === 'reset') breakLink(link);
  }

  const server = createServer({ noDelay: true }, open);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    strike(fault, share) {
      struck = { fault, share };
      for (const link of [...links]) hit(link, struck);
    },
    heal() {
      struck = null;
      for (const link of [...links]) {
        if (link.fault === 'drop') breakLink(link);
        if (link.fault !== 'half-open') link.fault = null;
      }
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of [...sockets]) socket.destroy(); // the silent ones too
      await closed;
    },
  };
}

async function trickle(to: Socket, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; at += THROTTLED_BYTES) {
    to.write(bytes.subarray(at, at + THROTTLED_BYTES));
    await pause(THROTTLE_PAUSE_MS);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
