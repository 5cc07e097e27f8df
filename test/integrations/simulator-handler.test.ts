import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { VendorSimulator } from '../../src/simulator/contracts.js';
import type { SeenCall } from '../../src/simulator/control.js';
import { createHandler } from '../../src/simulator/handler.js';
import { createLedger } from '../../src/simulator/ledger.js';
import { createMedia } from '../../src/simulator/media/media.js';
import { createWorld } from '../../src/simulator/world.js';
import { caller } from './simulated-server.js';

test('a vendor whose code crashes answers 500 in its own shape, and the server lives on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'acog-handler-'));
  const media = createMedia({ folder, speed: () => ({ jobSeconds: 0, media: 'TINY' }) });
  const world = createWorld({
    origin: () => '',
    folder,
    speed: { jobSeconds: 0, media: 'TINY' },
    ledger: createLedger(),
    media: () => media,
    stopSignal: new AbortController().signal,
  });
  const broken: VendorSimulator = {
    vendor: 'broken',
    mount: '/broken',
    operationOf: () => 'break',
    handle: () => Promise.reject(new TypeError('a bug')),
    errorBody: (status, message) => ({ fault: { status, message } }),
  };
  const calls: SeenCall[] = [];
  const handler = createHandler({ world, simulators: [broken], calls, control: () => ({ status: 404 }) });
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const call = caller(`http://127.0.0.1:${port}`, {});
    for (let time = 0; time < 2; time++) {
      expect(await call('GET', '/broken/thing')).toMatchObject({
        status: 500,
        body: { fault: { status: 500, message: expect.any(String) } },
      });
    }
    expect(calls).toMatchObject([{ operation: 'break', status: 500 }, { status: 500 }]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await media.close();
    await rm(folder, { recursive: true, force: true });
  }
});
