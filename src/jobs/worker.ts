import { setTimeout as sleep } from 'node:timers/promises';
import { STAGES, type Stage } from '../entities/stage.js';
import { listDue, type DueTask } from './claim.js';
import type { Engine } from './engine.js';
import { pipeline } from './pipeline.js';
import { runTask } from './run-task.js';
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
  /** There may be due tasks that nobody was told of: a ring came while all hands were full, or more was due than fitted. */
  const more = { CPU: false, VENDOR: false };
  const filling = { CPU: false, VENDOR: false };
  /** Found while there was room that a ring has taken meanwhile; no other worker looks for them so soon. */
  const found: Record<Load, DueTask[]> = { CPU: [], VENDOR: [] };

  /** At most so many at a time, whether the bell or the ticker brings them; a task is never held twice here. */
  async function take(taskId: string, stage: Stage): Promise<void> {
    const { load } = pipeline[stage];
    if (stopping.signal.aborted) return;
    if (held.has(taskId) || busy[load] >= limits[load]) {
      more[load] = true;
      return;
    }
    busy[load] += 1;
    const work = runTask(engine, taskId, stopping.signal, stages)
      .catch((error: unknown) =>
        engine.logger.error({ error, taskId, stage }, 'a task was let go; its lease brings it back'),
      )
      .finally(() => {
        busy[load] -= 1;
        held.delete(taskId);
        const next = found[load].shift();
        if (next) void take(next.id, next.stage);
        // looked for by the handful, not one by one; the ticker says when the database is away
        else if (more[load] && busy[load] <= limits[load] / 2) fill(load).catch(() => undefined);
      });
    held.set(taskId, work);
    await work;
  }

  /** Takes as many due tasks of one kind of load as there is room for; one look at a time is enough. */
  async function fill(load: Load): Promise<void> {
    const mine = stages.filter((stage) => pipeline[stage].load === load);
    if (filling[load] || mine.length === 0) return;
    filling[load] = true;
    try {
      do {
        const room = limits[load] - busy[load];
        more[load] = room <= 0;
        if (room <= 0 || stopping.signal.aborted) break;
        const due = await listDue(engine.orm.em.fork(), mine, room, RUNG_SECONDS);
        for (const task of due) {
          if (busy[load] < limits[load]) void take(task.id, task.stage);
          else found[load].push(task);
        }
        if (due.length >= room) more[load] = true;
      } while (more[load]);
    } finally {
      filling[load] = false;
    }
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
    engine.bell.listen(stage, limits[pipeline[stage].load], (taskId) => take(taskId, stage));
  }
  const ticking = keepTicking();

  return {
    get active() {
      return held.size;
    },
    async close() {
      stopping.abort();
      await ticking;
      const all = Promise.allSettled(held.values());
      await Promise.race([all, sleep(GRACE_MS, undefined, { ref: false })]);
    },
  };
}
