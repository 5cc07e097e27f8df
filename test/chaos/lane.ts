import { setTimeout as sleep } from 'node:timers/promises';
import type { FailpointCase, Target } from './case-list.js';
import { FREEZE_MS, hasStruck, isWorking, startWorker, type Worker } from './crew.js';
import { judge } from './judge.js';
import { createOperator, type StartedRun } from './operator.js';
import { makeWorld, type Ground, type World } from './world.js';

export interface CaseResult {
  readonly plan: string;
  readonly vendor: string;
  readonly stage: string;
  /** As the run ended, or NEEDS_ATTENTION. */
  readonly status: string;
  readonly charges: number;
  readonly seconds: number;
  readonly broken: readonly string[];
}

/** A world of its own in which one case follows the other. */
export interface Lane {
  run(one: FailpointCase): Promise<CaseResult>;
  close(): Promise<void>;
}

const STRIKE_MS = 60_000;
const END_MS = 150_000;
const LOOK_MS = 200;
const SLOW_JOB_SECONDS = 4;
const JOB_SECONDS = 0.5;

export async function openLane(ground: Ground, number: number): Promise<Lane> {
  const world = await makeWorld(ground, number, () => 1);
  const operator = createOperator(world);
  const episodes = new Map<string, string>();
  const known = new Set<string>();
  let hired = 0;

  function hire(plan: string | null): Worker {
    hired += 1;
    return startWorker(world, plan, `worker-${hired}`);
  }

  async function until(patienceMs: number, look: () => Promise<boolean> | boolean): Promise<boolean> {
    const giveUpAt = Date.now() + patienceMs;
    while (Date.now() < giveUpAt) {
      if (await look()) return true;
      await sleep(LOOK_MS);
    }
    return false;
  }

  async function statusOf(run: StartedRun): Promise<{ status: string; hasEnded: boolean }> {
    const [row] = await world.query<{ status: string; ended: boolean }>(
      `select status, finished_at is not null as ended from pipeline_run where id = ?`,
      [run.rowId],
    );
    return { status: row?.status ?? 'gone', hasEnded: row?.ended ?? false };
  }

  /** A person mends what needs one; then it goes on. */
  function toItsEnd(run: StartedRun): Promise<boolean> {
    return until(END_MS, async () => {
      if ((await statusOf(run)).hasEnded) return true;
      await operator.mend([run]);
      return false;
    });
  }

  /** An episode of a channel with this vendor, made up to the voice: each case makes one more stage of it. */
  async function episodeFor({ vendor }: Target): Promise<string> {
    const isSecond = vendor === 'SYNTHESIA' || vendor === 'PIKA';
    const key = isSecond ? 'second' : 'first';
    const found = episodes.get(key);
    if (found !== undefined) return found;
    const [avatar, footage] = isSecond ? (['SYNTHESIA', 'PIKA'] as const) : (['HEYGEN', 'RUNWAY'] as const);
    const channelId = await operator.makeChannel(key, avatar, footage);
    const episodeId = await operator.makeEpisode(channelId, `How bees dance in lane ${number}, ${key}`);
    episodes.set(key, episodeId);
    const worker = hire(null);
    await toItsEnd(await operator.start({ episodeId, until: 'VOICE' }));
    await fire(worker);
    return episodeId;
  }

  async function cancelInTheMiddle(run: StartedRun, { vendor }: Target): Promise<void> {
    await until(STRIKE_MS, async () => {
      const open = await world.query(
        `select from vendor_call where run_id = ? and vendor = ? and status in ('SUBMITTING', 'SUBMITTED')`,
        [run.rowId, vendor],
      );
      return open.length > 0;
    });
    await operator.cancel(run);
  }

  async function strike(one: FailpointCase): Promise<{ run: StartedRun; broken: string[] }> {
    const { action, target, plan, cancels } = one;
    const { stage } = target;
    const episodeId = await episodeFor(target);
    if (cancels) await makeSlow(world, target);
    const struck = hire(plan);
    const workers = [struck];
    try {
      await until(STRIKE_MS, () => isWorking(struck));
      const run = await operator.start({ episodeId, from: stage, until: stage, force: [stage] });
      if (cancels) await cancelInTheMiddle(run, target);
      const hit = await until(STRIKE_MS, () => hasStruck(struck));
      if (action === 'kill') await until(STRIKE_MS, () => struck.child.hasEnded || !hit);
      if (action !== 'throw' || !hit) workers.push(hire(null));
      if (action === 'stop') {
        await sleep(FREEZE_MS);
        struck.child.signal('SIGCONT');
      }
      await toItsEnd(run);
      if (action === 'stop') await sleep(1_000); // what it still does, it does now
      return { run, broken: hit ? [] : [`${plan} never struck`] };
    } finally {
      if (cancels) await world.simulator.setJobSeconds(JOB_SECONDS);
      await Promise.all(workers.map(fire));
    }
  }

  /** A case that cannot be carried out is broken, and the next one begins afresh. */
  async function tryStrike(one: FailpointCase): Promise<{ run: StartedRun | null; broken: string[] }> {
    try {
      return await strike(one);
    } catch (error) {
      episodes.clear();
      return { run: null, broken: [`the case could not be carried out: ${String(error)}`] };
    }
  }

  return {
    async run(one) {
      const startedAt = Date.now();
      const chargesBefore = (await world.simulator.ledger()).length;
      const { run, broken } = await tryStrike(one);
      const verdict = await judge(world, [], []);
      const news = verdict.broken.filter((text) => !known.has(text));
      for (const text of news) known.add(text);
      return {
        ...{ plan: one.plan, vendor: one.target.vendor, stage: one.target.stage },
        status: run ? (await statusOf(run)).status : 'none',
        charges: (await world.simulator.ledger()).length - chargesBefore,
        seconds: Math.round((Date.now() - startedAt) / 1_000),
        broken: [...broken, ...news],
      };
    },
    close: () => world.close(),
  };
}

async function fire({ child }: Worker): Promise<void> {
  child.signal('SIGKILL');
  await child.ended;
}

async function makeSlow(world: World, { dawdle }: Target): Promise<void> {
  if (dawdle) await world.simulator.plant(dawdle);
  await world.simulator.setJobSeconds(SLOW_JOB_SECONDS);
}
