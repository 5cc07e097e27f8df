import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** A Redis of our own: on 127.0.0.1 alone, with a password; what must survive is written at once. */
export function createRedis({ program, folder, throwaway, keeps, token }) {
  const data = join(folder, 'redis');
  const settingsFile = join(folder, 'redis.conf');
  const password = randomBytes(18).toString('hex');
  let port = null;
  return {
    name: 'Redis',
    portCount: 1,
    prepare: () => void mkdirSync(data, { recursive: true, mode: 0o700 }),
    configure([free]) {
      port = free;
      // in a file, not as arguments: those can be read by every user of the machine
      writeFileSync(settingsFile, settings({ port, data, password, keeps }), { mode: 0o600 });
    },
    parts: [
      {
        name: 'redis',
        launch: () => ({
          program,
          args: [settingsFile],
          options: { env: { PATH: process.env.PATH, LC_ALL: 'C', ACOG_RUN_TOKEN: token } },
        }),
        isReady: () => answersPing(port, password),
        stopSignals: throwaway ? ['SIGKILL'] : ['SIGTERM', 'SIGKILL'],
      },
    ],
    variables: () => ({ REDIS_URL: `redis://:${password}@127.0.0.1:${port}` }),
  };
}

function settings({ port, data, password, keeps }) {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(data)}`,
    `requirepass ${password}`,
    'daemonize no',
    'save ""',
    ...(keeps ? ['appendonly yes', 'appendfsync always'] : ['appendonly no']),
    '',
  ].join('\n');
}

/** True once it knows our password and has loaded its data. */
function answersPing(port, password) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let answer = '';
    const end = (isReady) => {
      socket.destroy();
      resolve(isReady);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      if (answer.includes('+PONG')) end(true);
      else if (answer.includes('\n-')) end(false);
    });
  });
}
