import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Crew } from './crew.js';
import type { FaultName, PlannedFault } from './fault-plan.js';
import type { Operator, StartedRun } from './operator.js';
import { tellRedis } from './services.js';
import type { Weather } from './watch.js';
import { leadStoreTo, STORE, type Network, type World } from './world.js';

/** Makes things go wrong, one after the other or at once, and right again. */
export interface Injector {
  readonly done: Readonly<Partial<Record<FaultName, number>>>;
  weather(): { kind: Weather; wellSince: number };
  inject(fault: PlannedFault): void;
  /** Resolves when nothing is broken any more. */
  settled(): Promise<void>;
}

interface Parts {
  readonly world: World;
  readonly crew: Crew;
  readonly operator: Operator;
  /** Those that have not ended. */
  readonly active: () => readonly StartedRun[];
}

/** After Redis is back its clients find it again within so long. */
const REDIS_ECHO_MS = 4_000;
/** What was being written is written again within so long. */
const DATABASE_ECHO_MS = 3_000;
/** After so long without a word a connection to PostgreSQL is given up. */
const SILENCE_MS = 10_000;

export function createInjector({ world, crew, operator, active }: Parts): Injector {
  const done: Partial<Record<FaultName, number>> = {};
  const under = new Set<Promise<unknown>>();
  const failures: unknown[] = [];
  let databaseFaults = 0;
  let bellFaults = 0;
  let wellSince = performance.now();
  const busy = new Set<string>();

  /** One at a time of each kind that takes something away. */
  async function alone(what: string, work: () => Promise<unknown>): Promise<boolean> {
    if (busy.has(what)) return false;
    busy.add(what);
    try {
      await work();
    } finally {
      busy.delete(what);
    }
    return true;
  }

  /** @param echoMs until connections that fell silent are noticed */
  async function withoutDatabase(work: () => Promise<void>, echoMs: number): Promise<void> {
    databaseFaults += 1;
    try {
      await work();
    } finally {
      wellSince = performance.now();
      void sleep(echoMs).then(() => (databaseFaults -= 1));
    }
  }

  async function withoutBell(work: () => Promise<unknown>): Promise<void> {
    bellFaults += 1;
    try {
      await work();
      void sleep(REDIS_ECHO_MS).then(() => (bellFaults -= 1));
    } catch (error) {
      bellFaults -= 1;
      throw error;
    }
  }

  async function strikeNetwork(network: Network, fault: PlannedFault & { kind: 'network' }): Promise<void> {
    const work = async (): Promise<void> => {
      world.networks[network].strike(fault.fault, fault.share);
      await sleep(fault.forMs);
      world.networks[network].heal();
    };
    if (network === 'postgres') return withoutDatabase(work, SILENCE_MS);
    return network === 'redis' ? withoutBell(work) : work();
  }

  async function storageAway(forMs: number): Promise<void> {
    await writeFile(join(world.folder, 'no-store'), 'a file where the folder was');
    await leadStoreTo(world.folder, 'no-store');
    await sleep(forMs);
    await leadStoreTo(world.folder, STORE);
  }

  const { postgres, redis } = world.ground;
  const bringBack = async (service: typeof postgres, signal: 'SIGKILL' | 'SIGQUIT', forMs: number) => {
    await service.down(signal);
    await sleep(forMs);
    await service.up();
  };

  /** @returns whether it was done */
  async function act(fault: PlannedFault): Promise<boolean> {
    switch (fault.kind) {
      case 'workerKilled':
        return crew.kill(fault.place);
      case 'workerFrozen':
        return crew.freeze(fault.place, fault.forMs);
      case 'failpoint':
        return crew.replace(fault.place, fault.plan);
      case 'redisKilled':
        return alone('redis', () => withoutBell(() => bringBack(redis, 'SIGKILL', fault.forMs)));
      case 'postgresKilled':
        return alone('postgres', () =>
          withoutDatabase(() => bringBack(postgres, 'SIGQUIT', fault.forMs), DATABASE_ECHO_MS),
        );
      case 'redisFlushed':
        return alone('redis', () => withoutBell(() => tellRedis(redis.url, 'FLUSHALL')));
      case 'scriptsFlushed':
        return alone('redis', () => tellRedis(redis.url, 'SCRIPT FLUSH'));
      case 'connectionsTerminated':
        return alone('postgres', () => withoutDatabase(() => terminateConnections(world), DATABASE_ECHO_MS));
      case 'storageAway':
        return alone('storage', () => storageAway(fault.forMs));
      case 'network':
        return alone(fault.network, () => strikeNetwork(fault.network, fault));
      case 'vendor':
        await world.simulator.plant(fault.fault);
        return true;
      case 'apiKilled':
        return alone('api', () => world.restartApi());
      case 'cancel': {
        const runs = active();
        const run = runs[fault.which % Math.max(1, runs.length)];
        if (run) await operator.cancel(run);
        return run !== undefined;
      }
    }
  }

  return {
    done,
    weather: () => ({
      kind: databaseFaults > 0 ? 'databaseAway' : bellFaults > 0 ? 'bellLost' : 'usual',
      wellSince,
    }),
    inject(fault) {
      const work = act(fault)
        .then((wasDone) => {
          if (wasDone) done[fault.kind] = (done[fault.kind] ?? 0) + 1;
        })
        .catch((error: unknown) => failures.push(error))
        .finally(() => under.delete(work));
      under.add(work);
    },
    async settled() {
      await Promise.all(under);
      if (failures.length > 0) throw new AggregateError(failures, 'faults could not be made');
    },
  };
}

async function terminateConnections(world: World): Promise<void> {
  await world.queryNow(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
}
