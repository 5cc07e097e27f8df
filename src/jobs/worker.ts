import { setTimeout as sleep } from 'node:timers/promises';
import { STAGES, type Stage } from '../entities/stage.js';
import { claimNext, type Claim, type DueTask } from './claim.js';
import type { Engine } from './engine.js';
import { pipeline } from './pipeline.js';
import { runClaimed, runTask } from './run-task.js';
import type { StageDefinition } from './stage.js';

export interface WorkerOptions {
  /** Tasks that keep a core busy, at the same time. */
  readonly concurrency: number;
  /** Stages that this worker takes. */
  readonly stages?: readonly Stage[];
}

export interface Worker {
  /** Tasks being worked at. */
  readonly active: number;
  /** Takes nothing new, gives back what can be given back, and resolves when nothing is held any more. */
  close(): Promise<void>;
}

type Load = StageDefinition['load'];
const LOADS: readonly Load[] = ['CPU', 'VENDOR'];

const TICK_MS = 1_000;
/** Somebody else's ring is given this long before it counts as lost. */
const RUNG_SECONDS = 4;
/** Vendor tasks mostly wait for the network: many fit beside a busy core, and what they write shares its commits. */
const VENDOR_TASKS_PER_CORE = 64;
const GRACE_MS = 20_000;

/** Hears the bell, and once a second looks for what is due and was not rung: lost rings, ended leases, parked jobs. */
export function startWorker(engine: Engine, { concurrency, stages = STAGES }: WorkerOptions): Worker {
  const stopping = new AbortController();
  const held = new Map<string, Promise<void>>();
  const limits = { CPU: concurrency, VENDOR: concurrency * VENDOR_TASKS_PER_CORE };
  const busy = { CPU: 0, VENDOR: 0 };
  /** There may be due tasks that nobody was told of: a ring waits for a hand, or more was due than fitted. */
  const more = { CPU: false, VENDOR: false };
  const filling: Record<Load, Promise<void> | null> = { CPU: null, VENDOR: null };
  /** Rings that came while all hands were full; what they say is looked for by the handful meanwhile. */
  const waiting: Record<Load, (() => void)[]> = { CPU: [], VENDOR: [] };

  /** One ring: at most so many tasks at a time, and a task is never held twice here. */
  async function hear(taskId: string, stage: Stage): Promise<void> {
    const { load } = pipeline[stage];
    if (held.has(taskId)) {
      more[load] = true; // due again as soon as it is let go
      return;
    }
    while (busy[load] >= limits[load] && !stopping.signal.aborted) {
      more[load] = true;
      await new Promise<void>((resolve) => waiting[load].push(resolve));
      if (held.has(taskId)) return;
    }
    if (!stopping.signal.aborted) await hold({ id: taskId, stage });
  }

  /** Has a hand busy with a task until it is let go. */
  function hold(task: Pick<DueTask, 'id' | 'stage'>, claimed?: Claim): Promise<void> {
    const { load } = pipeline[task.stage];
    busy[load] += 1;
    const work: Promise<void> = (
      claimed
        ? runClaimed(engine, claimed, stopping.signal)
        : runTask(engine, task.id, stopping.signal, stages)
    )
      .catch((error: unknown) =>
        engine.logger.error(
          { error, taskId: task.id, stage: task.stage },
          'a task was let go; its lease brings it back',
        ),
      )
      .finally(() => {
        busy[load] -= 1;
        if (held.get(task.id) === work) held.delete(task.id);
        // looked for by the handful, not one by one; the ticker says when the database is away
        if (more[load] && busy[load] <= limits[load] / 2) fill(load).catch(() => undefined);
      });
    held.set(task.id, work);
    return work;
  }

  /** Takes as many due tasks of one kind of load as there are hands free; one look at a time is enough. */
  function fill(load: Load): Promise<void> {
    filling[load] ??= lookFor(load).finally(() => (filling[load] = null));
    return filling[load];
  }

  async function lookFor(load: Load): Promise<void> {
    const mine = stages.filter((stage) => pipeline[stage].load === load);
    if (mine.length === 0) return;
    do {
      const room = limits[load] - busy[load];
      more[load] = room <= 0;
      if (room <= 0 || stopping.signal.aborted) break;
      more[load] = (await take(load, mine, room)) >= room;
      if (!more[load]) letHear(load);
    } while (more[load]);
  }

  /** @returns how many were found */
  async function take(load: Load, mine: readonly Stage[], room: number): Promise<number> {
    const { owner, leaseMs } = engine;
    busy[load] += room; // until it is known whose hands they are
    try {
      const em = engine.orm.em.fork();
      const { claims, due } = await claimNext(em, { owner, leaseMs, stages: mine }, room, RUNG_SECONDS);
      busy[load] -= room;
      for (const claim of claims) void hold({ id: claim.taskId, stage: claim.stage }, claim);
      for (const task of due) void hold(task);
      return claims.length + due.length;
    } catch (error) {
      busy[load] -= room;
      throw error;
    }
  }

  /** Rings that waited: nothing is due that was not found, so most of them say what was done meanwhile. */
  function letHear(load: Load): void {
    for (const goOn of waiting[load].splice(0)) goOn();
  }

  async function tick(): Promise<void> {
    await Promise.all(LOADS.map(fill));
  }

  async function keepTicking(): Promise<void> {
    let reachable = true;
    while (!stopping.signal.aborted) {
      try {
        await tick();
        if (!reachable) engine.logger.info('the database is back');
        reachable = true;
      } catch (error) {
        if (reachable)
          engine.logger.error({ error }, 'the database cannot be reached; trying again until it can');
        reachable = false;
      }
      await sleep(TICK_MS * (0.75 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
    }
  }

  for (const stage of stages) {
    engine.bell.listen(stage, limits[pipeline[stage].load], (taskId) => hear(taskId, stage));
  }
  const ticking = keepTicking();

  return {
    get active() {
      return held.size;
    },
    async close() {
      stopping.abort();
      LOADS.forEach(letHear);
      await ticking;
      await Promise.allSettled(LOADS.flatMap((load) => filling[load] ?? []));
      const all = Promise.allSettled(held.values());
      await Promise.race([all, sleep(GRACE_MS, undefined, { ref: false })]);
    },
  };
}
