import { createServer } from 'node:net';

/** Free ports of 127.0.0.1 at this moment, all different: they are held together, then let go. */
export async function findFreePorts(count) {
  const servers = [];
  try {
    for (let index = 0; index < count; index += 1) servers.push(await listen());
    return servers.map((server) => server.address().port);
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

function listen() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
