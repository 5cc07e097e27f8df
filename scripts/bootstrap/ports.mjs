import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections: one of those could take a port before we do. */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const TRIES = 100;

/** Free ports of 127.0.0.1 at this moment, all different: they are held together, then let go. */
export async function findFreePorts(count) {
  const servers = [];
  try {
    for (let index = 0; index < count; index += 1) servers.push(await holdOne());
    return servers.map((server) => server.address().port);
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

async function holdOne() {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await listen(randomInt(LOWEST, HIGHEST));
    } catch (error) {
      if (!['EADDRINUSE', 'EACCES'].includes(error.code)) throw error;
    }
  }
  return listen(0);
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
