import { setTimeout as sleep } from 'node:timers/promises';
import { SLOTS, type World } from './world.js';

/** What happened to be true when a task became due. */
export type Weather = 'usual' | 'bellLost' | 'databaseAway';

export interface Latencies {
  readonly claims: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Looks at the rows ten times a second, for what the end does not show any more. */
export interface Watch {
  /** What must never be seen, each kind once for each row. */
  readonly sins: readonly string[];
  latencies(): Record<Weather, Latencies>;
  stop(): Promise<void>;
}

interface Sample {
  readonly id: string;
  readonly status: string;
  readonly fence: number;
  readonly crashes: number;
  readonly due_ms: number | null;
  readonly output: string | null;
}

const LOOK_MS = 100;
const WORSE: readonly Weather[] = ['usual', 'bellLost', 'databaseAway'];
const CRASH_LIMIT = 3;
const DONE = new Set(['SUCCEEDED', 'REUSED']);

/**
 * @param weather what is broken just now, and since when all was well again: what was due before counts from then
 */
export function watch(world: World, weather: () => { kind: Weather; wellSince: number }): Watch {
  const sins = new Set<string>();
  const before = new Map<string, Sample>();
  const dueSince = new Map<string, { fence: number; at: number; kind: Weather }>();
  const waits: Record<Weather, number[]> = { usual: [], bellLost: [], databaseAway: [] };
  const state = { isStopped: false };

  function lookAt(task: Sample, now: number): void {
    const last = before.get(task.id);
    if (last && task.fence < last.fence) sins.add(`I5: the fence of task ${task.id} went back`);
    if (last && DONE.has(last.status) && (task.status !== last.status || task.output !== last.output))
      sins.add(`I5: task ${task.id} had ended as ${last.status} and was changed`);
    if (task.crashes > CRASH_LIMIT) sins.add(`I13: task ${task.id} was let crash ${task.crashes} times`);
    before.set(task.id, task);
    noteDue(task, now);
  }

  function noteDue({ id, fence, due_ms: dueMs }: Sample, now: number): void {
    const { kind, wellSince } = weather();
    const due = dueSince.get(id);
    if (!due) {
      if (dueMs !== null) dueSince.set(id, { fence, at: now - dueMs, kind });
      return;
    }
    due.kind = worseOf(due.kind, kind);
    if (fence !== due.fence) {
      const from = due.kind === 'databaseAway' ? Math.max(due.at, wellSince) : due.at;
      waits[due.kind].push(Math.max(0, now - from));
    }
    if (fence !== due.fence || dueMs === null) dueSince.delete(id);
  }

  async function look(): Promise<void> {
    const tasks = await world.queryNow<Sample>(
      `select id, status, fence, crashes, md5(output::text) as output,
              (extract(epoch from case when status in ('QUEUED', 'WAITING') and lease_until is null and wake_at <= now() then now() - greatest(wake_at, created_at)
                                       when status in ('QUEUED', 'WAITING', 'RUNNING') and lease_until < now() then now() - lease_until end) * 1000)::float8 as due_ms
         from task`,
    );
    const now = performance.now();
    for (const task of tasks) lookAt(task, now);
    const open = await world.queryNow<{ vendor: string; open: number }>(
      `select vendor, count(*)::int as open from vendor_call where status in ('SUBMITTING', 'SUBMITTED') group by vendor`,
    );
    for (const { vendor, open: count } of open)
      if (count > (SLOTS[vendor] ?? 0)) sins.add(`I10: ${count} calls were open at ${vendor}`);
  }

  const running = (async () => {
    while (!state.isStopped) {
      const startedAt = performance.now();
      await look().catch(() => undefined); // the database is away: there is nothing to see
      await sleep(Math.max(10, LOOK_MS - (performance.now() - startedAt)));
    }
  })();

  return {
    get sins() {
      return [...sins];
    },
    latencies: () => ({
      usual: summedUp(waits.usual),
      bellLost: summedUp(waits.bellLost),
      databaseAway: summedUp(waits.databaseAway),
    }),
    async stop() {
      state.isStopped = true;
      await running;
    },
  };
}

function worseOf(one: Weather, other: Weather): Weather {
  return WORSE.indexOf(one) > WORSE.indexOf(other) ? one : other;
}

function summedUp(waits: readonly number[]): Latencies {
  const sorted = waits.toSorted((one, other) => one - other);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { claims: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
