import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../../src/entities/stage.js';
import { startCrew } from './crew.js';
import { createDice } from './dice.js';
import { planFaults } from './fault-plan.js';
import { follow, type Follower } from './follower.js';
import { createInjector } from './inject.js';
import { findStuck, judge } from './judge.js';
import { createOperator, type StartedRun } from './operator.js';
import type { RandomSummary } from './summary.js';
import { watch } from './watch.js';
import { makeWorld, type Ground } from './world.js';

export interface RandomOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly workers: number;
  /** That each vendor takes in a minute; null for so many that nobody waits. */
  readonly requestsPerMinute: number | null;
  /** Runs under way at the same time. */
  readonly runs: number;
  /** Between two faults, on average. */
  readonly faultEveryMs: number;
  /** Kinds of faults; null for all. */
  readonly only: ReadonlySet<string> | null;
  readonly graceSeconds: number;
  /** Says each fault. */
  readonly isLoud: boolean;
  readonly say: (line: string) => void;
}

/** Which parts of the pipeline are made: nothing is rendered. */
const GOALS: readonly Stage[] = ['BROLL', 'AVATAR', 'BROLL', 'AVATAR', 'METADATA'];
const CHANNELS = [
  ['HEYGEN', 'RUNWAY'],
  ['SYNTHESIA', 'PIKA'],
  ['HEYGEN', 'PIKA'],
  ['SYNTHESIA', 'RUNWAY'],
] as const;
const LOOK_MS = 500;

/** Runs under faults for so long, lets everything come to an end, and judges. */
export async function randomRun(ground: Ground, options: RandomOptions): Promise<RandomSummary> {
  const { seed, seconds, say } = options;
  const dice = createDice(seed);
  const plan = planFaults(dice, {
    forMs: seconds * 1_000,
    everyMs: options.faultEveryMs,
    only: options.only,
  });
  const workload = createDice(seed + 1);
  const chance = createDice(seed + 2);
  const world = await makeWorld(ground, 1, () => chance.next(), options.requestsPerMinute);
  const operator = createOperator(world);
  const crew = startCrew(world, options.workers);
  const channels: string[] = [];
  for (const [avatar, footage] of CHANNELS)
    channels.push(
      await operator.makeChannel(`${avatar.toLowerCase()}-${footage.toLowerCase()}`, avatar, footage),
    );
  const followers: Follower[] = [];
  let active: StartedRun[] = [];
  const injector = createInjector({ world, crew, operator, active: () => active });
  const watching = watch(world, () => injector.weather());
  const startedAt = Date.now();
  let number = 0;

  async function startOne(): Promise<void> {
    number += 1;
    const channelId = channels[number % channels.length] ?? '';
    const episodeId = await operator.makeEpisode(
      channelId,
      `${workload.pick(TOPICS)}, part ${number} of ${seed}`,
    );
    const run = await operator.start({ episodeId, until: workload.pick(GOALS) });
    active.push(run);
    followers.push(follow(world, run, createDice(seed + 1_000 + number)));
  }

  async function keepRunsUnderWay(): Promise<void> {
    while (Date.now() - startedAt < seconds * 1_000) {
      const ended = await endedOf(active);
      active = active.filter((run) => !ended.has(run.rowId));
      while (active.length < options.runs && Date.now() - startedAt < seconds * 1_000) await startOne();
      await operator.mend(active);
      await sleep(LOOK_MS);
    }
  }

  async function endedOf(runs: readonly StartedRun[]): Promise<Set<string>> {
    const rows = await world.query<{ id: string }>(
      `select id from pipeline_run where finished_at is not null and id = any(?::uuid[])`,
      [`{${runs.map((run) => run.rowId).join(',')}}`],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Nothing is broken any more: everything has to come to its end. */
  async function drain(): Promise<number> {
    const from = Date.now();
    while (Date.now() - from < options.graceSeconds * 1_000) {
      const mended = await operator.mend(active);
      const ended = await endedOf(active);
      active = active.filter((run) => !ended.has(run.rowId));
      if (active.length === 0) break;
      if (mended === 0 && (await findStuck(world)).length === 0 && Date.now() - from > 15_000) break;
      await sleep(LOOK_MS);
    }
    return Date.now() - from;
  }

  async function breakThings(): Promise<void> {
    for (const fault of plan) {
      await sleep(Math.max(0, startedAt + fault.atMs - Date.now()));
      if (options.isLoud) say(JSON.stringify(fault));
      injector.inject(fault);
    }
  }

  try {
    await Promise.all([keepRunsUnderWay(), breakThings()]);
    await injector.settled();
    crew.calm();
    say(`${seconds} s of faults are over; ${active.length} runs have to end`);
    const drainMs = await drain();
    await untilAtEnd(followers, world);
    await watching.stop();
    const verdict = await judge(world, followers, watching.sins);
    const vendorFaultsLeft = await world.simulator.waiting();
    return {
      ...{
        mode: 'random',
        seed,
        seconds,
        workers: options.workers,
        drainSeconds: Math.round(drainMs / 1_000),
      },
      faults: {
        ...injector.done,
        vendor: (injector.done.vendor ?? 0) - vendorFaultsLeft,
        failpoint: crew.countStrikes(),
      },
      reconnects: followers.reduce((sum, follower) => sum + follower.reconnects, 0),
      webhooks: await world.simulator.webhooksTaken(),
      latencies: watching.latencies(),
      ...verdict,
    };
  } finally {
    for (const follower of followers) follower.stop();
    await watching.stop();
    await crew.close();
    await world.close();
  }
}

const FOLLOWERS_GRACE_MS = 15_000;

/** Those who watch hear of the end a moment later. */
async function untilAtEnd(
  followers: readonly Follower[],
  world: { query: <Row>(sql: string) => Promise<Row[]> },
): Promise<void> {
  const giveUpAt = Date.now() + FOLLOWERS_GRACE_MS;
  const rows = await world.query<{ id: string; last: number }>(
    `select id, last_sequence as last from pipeline_run`,
  );
  const last = new Map(rows.map((row) => [row.id, row.last]));
  const isThere = ({ run, seen, isAtEnd }: Follower): boolean =>
    isAtEnd || seen.at(-1)?.sequence === last.get(run.rowId);
  while (!followers.every(isThere) && Date.now() < giveUpAt) await sleep(200);
}

const TOPICS = [
  'Why octopuses have three hearts',
  'How bees dance',
  'What makes thunder',
  'Why the sea is salt',
  'How bridges stand',
  'Where rivers begin',
];
