import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { addAll, median } from './measures.mjs';

const WAITING = 500;
const QUICK = 30;
const QUEUED = 10_000;

/** How soon a new quick task starts while so many vendor jobs wait to be looked at again and again. */
export async function measureBusy(own) {
  const queue = await own.open('busy', WAITING + QUICK);
  const begunAt = new Map();
  let heard = () => undefined;
  const stop = await queue.work(async ({ n }) => {
    begunAt.set(n, performance.now());
    heard();
  });
  try {
    for (let n = 0; n < WAITING; n += 1) await queue.add({ n }, { stage: 'BROLL', status: 'WAITING' });
    await sleep(11_000); // each was looked at once at least, and parked again
    const tookMs = [];
    for (let n = WAITING; n < WAITING + QUICK; n += 1) {
      const from = performance.now();
      await queue.add({ n });
      while (!begunAt.has(n)) await new Promise((resolve) => (heard = resolve));
      tookMs.push(begunAt.get(n) - from);
      await sleep(100);
    }
    return { waiting: WAITING, tasks: QUICK, p50Ms: median(tookMs), worstMs: Math.max(...tookMs) };
  } finally {
    await stop();
    await own.orm.em
      .fork()
      .execute(`update task set status = 'CANCELLED', wake_at = null where status = 'WAITING'`);
    await queue.close();
  }
}

/** By how much the memory of a worker of its own process grows when 10,000 tasks are queued behind the 64 that it works at. */
export async function measureGrowth({ databaseUrl, redisUrl, folder }, own) {
  const program = fileURLToPath(new URL('worker-process.mjs', import.meta.url));
  const child = fork(program, [JSON.stringify({ databaseUrl, redisUrl, folder })], {
    execArgv: ['--expose-gc'],
  });
  const rss = async () => {
    child.send('rss');
    const [bytes] = await once(child, 'message');
    return bytes / 1024 / 1024;
  };
  try {
    await once(child, 'message'); // it listens
    const queue = await own.open('growth', QUEUED);
    await addAll(queue, 100);
    await sleep(3_000);
    const beforeMb = await rss();
    await addAll(queue, QUEUED - 100, 100);
    let worstMb = 0;
    for (let look = 0; look < 10; look += 1) {
      await sleep(1_000);
      worstMb = Math.max(worstMb, await rss());
    }
    await queue.close();
    return { queued: QUEUED, beforeMb, grownMb: worstMb - beforeMb };
  } finally {
    child.kill('SIGKILL');
  }
}
