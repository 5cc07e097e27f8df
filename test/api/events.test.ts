import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { createEvents, type EventMessage } from '../../src/events.js';
import { createLogger } from '../../src/logger.js';
import { createRedis } from '../../src/redis.js';
import { freePort } from '../support/free-port.js';

function startRedis(port: number): ChildProcess {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', '/tmp'];
  return spawn('redis-server', options, { stdio: 'ignore' });
}

test('listeners hear again after Redis was killed and came back, without asking anew', async () => {
  const port = await freePort();
  let process = startRedis(port);
  const logger = createLogger('silent');
  const redis = createRedis(`redis://127.0.0.1:${port}`, logger);
  await redis.connect();
  const events = createEvents(redis, logger);
  const heard: number[] = [];
  let wake: () => void = () => undefined;
  const leave = await events.subscribe('episode:e', ({ sequence }) => {
    heard.push(sequence);
    wake();
  });
  const message = (sequence: number): EventMessage => ({
    runId: 'r',
    episodeId: 'e',
    channelId: 'c',
    sequence,
    kind: 'LOG',
    occurredAt: new Date().toISOString(),
    message: null,
    stage: null,
    progress: 0,
    stageProgress: null,
    etaSeconds: null,
    costMicroUsd: 0,
    stageRunId: null,
    taskId: null,
    assetId: null,
  });
  /** Said again and again until it is heard: what is published while Redis is away may get lost. */
  const sayUntilHeard = async (sequence: number) => {
    const isHeard = new Promise<void>((resolve) => {
      wake = () => {
        if (heard.includes(sequence)) resolve();
      };
    });
    const saying = setInterval(() => events.publish([message(sequence)]), 50);
    await isHeard;
    clearInterval(saying);
  };
  await sayUntilHeard(1);
  process.kill('SIGKILL');
  await once(process, 'exit');
  events.publish([message(2)]); // nobody hears it, and nothing breaks
  process = startRedis(port);
  await sayUntilHeard(3);
  leave();
  events.close();
  redis.destroy();
  process.kill('SIGTERM');
  await once(process, 'exit');
  expect(heard).not.toContain(2);
});
