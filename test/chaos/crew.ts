import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child } from './child.js';
import { LEASE_SECONDS, type World } from './world.js';

/** Longer than a lease: what a frozen worker held is another's when it wakes. */
export const FREEZE_MS = (LEASE_SECONDS + 1.5) * 1_000;

export interface Worker {
  readonly child: Child;
  readonly plan: string | null;
}

/** Real `acog work` processes; whoever dies is followed by another. */
export interface Crew {
  readonly workers: readonly Worker[];
  /** How often failpoints struck, in all workers there ever were. */
  countStrikes(): number;
  /** Only those that work can be struck. @returns whether there was one */
  kill(place: number): boolean;
  /** Stops a worker for so long; it does not know. @returns whether there was one */
  freeze(place: number, ms: number): Promise<boolean>;
  /** Ends a worker politely; the one that follows dies, freezes, fails or dawdles at this failpoint. */
  replace(place: number, plan: string | null): boolean;
  /** Without failpoints from now on: those that have one are replaced. */
  calm(): void;
  close(): Promise<void>;
}

const CONCURRENCY = '2';
const POLITE_MS = 6_000;

export function startWorker(world: World, plan: string | null, name: string): Worker {
  const { root, keeper } = world.ground;
  const logFile = join(world.folder, `${name}.log`);
  appendFileSync(logFile, `--- started${plan === null ? '' : ` with ${plan}`}\n`);
  const child = startChild(keeper, {
    program: process.execPath,
    args: [join(root, 'dist/src/cli.js'), 'work', '--concurrency', CONCURRENCY],
    env: { ...world.env, ACOG_FAILPOINTS: plan ?? '' },
    logFile,
  });
  return { child, plan };
}

/** Whether the worker's failpoint struck, by what it says of it before it acts. */
export function hasStruck({ child }: Worker): boolean {
  return readFileSync(child.logFile, 'utf8').includes('"failpoint":');
}

export function isWorking({ child }: Worker): boolean {
  return !child.hasEnded && !child.isFrozen() && readFileSync(child.logFile, 'utf8').includes('"working"');
}

export function startCrew(world: World, size: number): Crew {
  let isClosing = false;
  const all: Worker[] = [];
  const asked = new WeakSet<Child>();
  const nextPlans = new Map<number, string | null>();
  const workers: Worker[] = [];

  function hire(place: number): void {
    const plan = nextPlans.get(place) ?? null;
    nextPlans.delete(place);
    const worker = startWorker(world, plan, `worker-${all.length + 1}`);
    all.push(worker);
    workers[place] = worker;
    void worker.child.ended.then(() => {
      if (!isClosing) hire(place);
    });
  }

  /** A failpoint may freeze a worker: it wakes when others have taken its work. */
  async function wakeTheFrozen(): Promise<void> {
    const seen = new WeakSet<Child>();
    while (!isClosing) {
      for (const { child, plan } of workers) {
        if (plan === null || seen.has(child) || !child.isFrozen()) continue;
        seen.add(child);
        setTimeout(() => {
          seen.delete(child);
          child.signal('SIGCONT');
        }, FREEZE_MS);
      }
      await sleep(100);
    }
  }

  function end(worker: Worker, signal: NodeJS.Signals): void {
    asked.add(worker.child);
    worker.child.signal(signal);
    worker.child.signal('SIGCONT');
  }

  /** Somebody goes on working, or nothing could be learned of the others. */
  function victim(place: number): Worker | null {
    const working = workers.filter((worker) => !asked.has(worker.child) && isWorking(worker));
    return working.length < 2 ? null : (working[place % working.length] ?? null);
  }

  for (let place = 0; place < size; place += 1) hire(place);
  void wakeTheFrozen();
  return {
    workers,
    countStrikes: () => all.filter((worker) => worker.plan !== null && hasStruck(worker)).length,
    kill(place) {
      const worker = victim(place);
      if (worker) end(worker, 'SIGKILL');
      return worker !== null;
    },
    async freeze(place, ms) {
      const worker = victim(place);
      worker?.child.signal('SIGSTOP');
      await sleep(worker ? ms : 0);
      worker?.child.signal('SIGCONT');
      return worker !== null;
    },
    replace(place, plan) {
      const worker = victim(place);
      if (!worker) return false;
      nextPlans.set(workers.indexOf(worker), plan);
      end(worker, 'SIGTERM');
      setTimeout(() => worker.child.signal('SIGKILL'), POLITE_MS).unref();
      return true;
    },
    calm() {
      nextPlans.clear();
      for (const worker of workers) if (worker.plan !== null) end(worker, 'SIGKILL');
    },
    async close() {
      isClosing = true;
      for (const worker of workers) end(worker, 'SIGKILL');
      await Promise.all(workers.map(({ child }) => child.ended));
    },
  };
}
