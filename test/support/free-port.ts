import { join } from 'node:path';

/** A port of 127.0.0.1 that nothing listens on and that no outgoing connection gets. */
export async function freePort(): Promise<number> {
  const ports = (await import(join(process.cwd(), 'scripts/bootstrap/ports.mjs'))) as {
    findFreePorts: (count: number) => Promise<number[]>;
  }; // as: plain JavaScript
  return (await ports.findFreePorts(1))[0] ?? 0;
}
