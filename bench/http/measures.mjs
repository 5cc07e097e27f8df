import { fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

const folder = dirname(fileURLToPath(import.meta.url));
const CONNECTIONS = 10;

/** One contender, in a process of its own. */
export async function startServer(name, { data, services, texts }) {
  const args = [name, data, services.databaseUrl, services.redisUrl, JSON.stringify(texts)];
  const child = fork(join(folder, 'server-process.mjs'), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const first = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const [{ url, key }] = first;
  if (!url) throw new Error(`${name} did not start`);
  const cpuUs = async () => {
    child.send('cpu');
    const [told] = await once(child, 'message');
    return told.cpuUs;
  };
  return { name, url, key, cpuUs, close: () => child.disconnect() };
}

const headersOf = ({ key }) => ({
  'content-type': 'application/json',
  accept: 'application/json',
  ...(key && { authorization: `Bearer ${key}` }),
});

/** @returns its bytes; @throws when it is no answer */
export async function answerOf(server, body) {
  const answer = await fetch(server.url, {
    method: 'POST',
    headers: headersOf(server),
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const { data, errors } = JSON.parse(text);
  if (answer.status !== 200 || errors || !data)
    throw new Error(`${server.name} answered ${answer.status}: ${text.slice(0, 300)}`);
  return { bytes: Buffer.byteLength(text), data: JSON.stringify(data) };
}

/** CPU of the server for each request it answered, and how many it answered in a second. */
export async function measure(server, body, seconds) {
  const shoot = (duration) =>
    autocannon({
      ...{ url: server.url, connections: CONNECTIONS, duration, method: 'POST' },
      headers: headersOf(server),
      body: JSON.stringify(body),
    });
  await shoot(1); // warm
  const before = await server.cpuUs();
  const result = await shoot(seconds);
  const usedUs = (await server.cpuUs()) - before;
  const answered = result['2xx'];
  if (result.non2xx + result.errors > 0) throw new Error(`${server.name} refused ${result.non2xx} requests`);
  return { usPerRequest: usedUs / answered, perSecond: answered / result.duration };
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
