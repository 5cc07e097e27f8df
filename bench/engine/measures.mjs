import { setTimeout as sleep } from 'node:timers/promises';

const ADDERS = 20;

/** Adds so many, 20 at a time. */
export async function addAll(queue, count, first = 0) {
  let next = first;
  await Promise.all(
    Array.from({ length: ADDERS }, async () => {
      while (next < first + count) await queue.add({ n: next++ });
    }),
  );
}

/** Calls back for each job; `all(n)` resolves when n were worked at. */
export function counter() {
  let count = 0;
  let wanted = Infinity;
  let reached = () => undefined;
  return {
    handle: async () => {
      count += 1;
      if (count === wanted) reached();
    },
    all: (jobs) =>
      new Promise((resolve) => {
        wanted = jobs;
        reached = resolve;
        if (count >= jobs) resolve();
      }),
  };
}

const perSecond = (count, fromMs) => count / ((performance.now() - fromMs) / 1000);

/** One round of one peer: how many a second are added, worked off, and both at the same time. */
export async function measureRates(peer, name, jobs) {
  const queue = await peer.open(name, jobs * 2);
  const { handle, all } = counter();
  try {
    let from = performance.now();
    await addAll(queue, jobs);
    const enq = perSecond(jobs, from);
    from = performance.now();
    const stop = await queue.work(handle);
    await all(jobs);
    await queue.settled?.(jobs);
    const drain = perSecond(jobs, from);
    from = performance.now();
    const both = Math.ceil(jobs * 0.6);
    const worked = all(jobs + both);
    await addAll(queue, both, jobs);
    await worked;
    await queue.settled?.(jobs + both);
    const e2e = perSecond(both, from);
    await stop();
    return { enq, drain, e2e };
  } finally {
    await queue.close();
  }
}

/** One job each 12 ms on a queue that is empty: ms from adding it to its start. */
export async function measureStarts(peer, name, jobs) {
  const queue = await peer.open(name, jobs);
  const begunAt = new Map();
  let heard = () => undefined;
  const stop = await queue.work(async ({ n }) => {
    begunAt.set(n, performance.now());
    heard();
  });
  try {
    await sleep(1_500); // listening, and nothing to do
    const addedAt = [];
    for (let n = 0; n < jobs; n += 1) {
      addedAt.push(performance.now());
      await queue.add({ n });
      await sleep(12);
    }
    while (begunAt.size < jobs) await new Promise((resolve) => (heard = resolve));
    return addedAt.map((at, n) => begunAt.get(n) - at);
  } finally {
    await stop();
    await queue.close();
  }
}

export const median = (numbers) => percentile(numbers, 0.5);

/** @param share 0..1 */
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
