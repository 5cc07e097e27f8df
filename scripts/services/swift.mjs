import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { runStep } from '../bootstrap/run-step.mjs';
import { RING_SCRIPT, proxySettings, sharedSettings, storageSettings } from './swift-settings.mjs';

const KINDS = ['account', 'container', 'object', 'proxy'];
/** Debian's Python has Swift; another one earlier on PATH has not. */
const PYTHON = '/usr/bin/python3';

/**
 * A real S3-protocol server for the tests: OpenStack Swift with s3api, as Debian packages it, in a folder of its own.
 * @see https://docs.openstack.org/swift/latest/middleware.html#module-swift.common.middleware.s3api.s3api
 */
export function createSwift({ folder: dataFolder, token, program }) {
  const folder = join(dataFolder, 'swift');
  const secret = randomBytes(18).toString('hex');
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C.UTF-8',
    HOME: folder,
    ACOG_RUN_TOKEN: token,
  };
  const settingsFile = (kind) => join(folder, `${kind}-server.conf`);
  let ports = null;
  return {
    name: 'Swift',
    portCount: KINDS.length,
    prepare() {
      mkdirSync(join(folder, 'devices/d1'), { recursive: true });
      writeFileSync(join(folder, 'swift.conf'), sharedSettings(randomBytes(9).toString('hex')));
    },
    async configure(free) {
      ports = Object.fromEntries(KINDS.map((kind, index) => [kind, free[index]]));
      const user = userInfo().username;
      for (const kind of KINDS) {
        const settings = { port: ports[kind], folder, user, secret };
        const text = kind === 'proxy' ? proxySettings(settings) : storageSettings(kind, settings);
        writeFileSync(settingsFile(kind), text, { mode: 0o600 });
      }
      const storagePorts = KINDS.slice(0, 3).map((kind) => String(ports[kind]));
      await runStep("Making Swift's rings", PYTHON, ['-c', RING_SCRIPT, folder, ...storagePorts], { env });
    },
    parts: KINDS.map((kind) => ({
      name: `swift-${kind}`,
      launch: () => ({
        program: program.replace(/swift-proxy-server$/, `swift-${kind}-server`),
        args: [settingsFile(kind), '-v'],
        options: { env },
      }),
      isReady: () => isHealthy(ports[kind]),
      stopSignals: ['SIGKILL'], // keeps nothing, and a gentler signal would end its whole group
    })),
    variables: () => ({
      S3_ENDPOINT: `http://127.0.0.1:${ports.proxy}`,
      S3_ACCESS_KEY: 'acog:dev',
      S3_SECRET_KEY: secret,
      S3_BUCKET: 'acog-test',
      S3_REGION: 'us-east-1',
    }),
  };
}

async function isHealthy(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthcheck`, { signal: AbortSignal.timeout(1000) });
    return (await answer.text()) === 'OK';
  } catch {
    return false;
  }
}
