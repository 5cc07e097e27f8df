import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Engine } from '../../src/jobs/engine.js';
import type { StageTask } from '../../src/entities/task.js';
import { createBell, type Bell } from '../../src/jobs/bell.js';
import { startWorker, type Worker } from '../../src/jobs/worker.js';
import { createLogger } from '../../src/logger.js';
import { createJobStore, type JobStore } from '../support/job-store.js';
import { createOwnRedis, type OwnRedis } from '../support/own-redis.js';

const HANDS = 2;

let redis: OwnRedis;
let store: JobStore;
let bell: Bell;
let worker: Worker;
/** Lets go of the tasks that are held, the first one first. */
let letGo: (() => void)[];
let mostHeld: number;
let claims: number;
let heard: () => void;
beforeEach(async () => {
  redis = await createOwnRedis();
  store = await createJobStore();
  bell = createBell(redis.url, createLogger('fatal'));
  letGo = [];
  [mostHeld, claims] = [0, 0];
  heard = () => undefined;
  const failpoint: Engine['failpoint'] = async (name) => {
    if (name !== 'claimed') return;
    claims += 1;
    const held = new Promise<void>((resolve) => letGo.push(resolve));
    mostHeld = Math.max(mostHeld, letGo.length);
    heard();
    await held;
    throw new Error('held, and that is all that this test wants');
  };
  worker = startWorker(store.engine({ bell, failpoint }), { concurrency: HANDS, stages: ['COMPOSITION'] });
});
afterEach(async () => {
  for (const go of letGo) go();
  await worker.close();
  await bell.close(0);
  await store.close();
  await redis.close();
});

async function claimed(count: number): Promise<void> {
  while (claims < count) await new Promise<void>((resolve) => (heard = resolve));
}

/** Due tasks that keep a core busy. The hands are full of what nobody rang for when the rings of the others come. */
async function moreThanHands(count: number): Promise<StageTask[]> {
  const run = await store.aRun();
  const facts = { stage: 'COMPOSITION', part: 'WHOLE', sceneId: null } as const;
  const aTask = (): Promise<StageTask> => store.aTask(run, facts);
  const found = await Promise.all(Array.from({ length: HANDS }, aTask));
  await claimed(HANDS);
  const others = await Promise.all(Array.from({ length: count - HANDS }, aTask));
  for (const task of others) bell.ring(task);
  while ((await redis.client.lLen('{acog}:COMPOSITION:active')) < HANDS); // they were heard, and wait
  return [...found, ...others];
}

test('a worker holds as many tasks as it has hands; what is due besides follows as they get free, once each', async () => {
  const tasks = await moreThanHands(7);
  for (let count = HANDS; count <= tasks.length; count += 1) {
    await claimed(count);
    letGo.shift()?.();
  }
  const fences = (await Promise.all(tasks.map((task) => store.row(task)))).map(({ fence }) => fence);
  expect(fences).toEqual(tasks.map(() => 1));
  expect(mostHeld).toBe(HANDS);
  while ((await redis.client.lLen('{acog}:COMPOSITION:active')) > 0); // no ring is left without an answer
});

test('a worker that closes lets go of the rings that wait for a hand, and takes nothing more', async () => {
  await moreThanHands(7);
  const closed = worker.close();
  for (const go of letGo.splice(0)) go();
  await closed;
  await bell.close(60_000); // its patience with rings that are not answered
  expect(claims).toBe(HANDS);
  expect(worker.active).toBe(0);
}, 20_000);
