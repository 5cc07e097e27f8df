import { setImmediate as turn } from 'node:timers/promises';
import type { Scheduler } from 'fast-check';
import type { Orm } from '../../src/orm.js';

/** Whatever takes part: it goes on only when the scheduler lets it. */
export interface Actor {
  readonly name: string;
  /** Passes when the scheduler picks this actor; never, once it is dead. */
  readonly gate: (label: string) => Promise<void>;
}

export interface WorkerActor extends Actor {
  /** It does nothing any more, as a process after SIGKILL: what it has open is rolled back, nothing is caught or cleaned up. */
  kill(): void;
  /** Rejects when it died. */
  readonly death: Promise<never>;
}

export class Died extends Error {}

/** What `begin` of the driver gives, as far as a death needs it. */
interface OpenTransaction {
  rollback?: () => { execute: () => Promise<unknown> };
}

/** What workers of one process keep for each other: of a worker that dies in the middle of it, the others would wait for ever. */
const KEPT_IN_MEMORY = 'select stage, vendor, avg(';
/** Between two looks whether a statement waits for a lock. */
const LOOK_AFTER_MS = 8;

/**
 * Lets several workers run against one database, and picks before every statement and every commit which of them goes on.
 * The next one is picked only when all others stand at a gate or wait for a lock, so the same picks give the same run.
 */
export class Interleaving {
  #actors = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly watcher: Orm,
  ) {}

  actor(name: string): Actor {
    return { name, gate: (label) => this.scheduler.schedule(Promise.resolve(), `${name}: ${label}`) };
  }

  /** A worker with connections of its own: every statement that goes over them passes its gate. */
  worker(name: string, orm: Orm): WorkerActor {
    const { gate: pass } = this.actor(name);
    const connection = orm.em.getConnection();
    let isDead = false;
    let open: OpenTransaction | null = null;
    let died: (error: Died) => void = () => undefined;
    const death = new Promise<never>((_resolve, reject) => (died = reject));
    death.catch(() => undefined);

    async function gate(label: string): Promise<void> {
      await pass(label);
      if (!isDead) return;
      await open?.rollback?.().execute();
      died(new Died(`${name} was killed`));
      await new Promise<void>(() => undefined); // for ever
    }

    const own = methodsOf(connection);
    Object.assign(connection, {
      async execute(...given: unknown[]) {
        const label = labelOf(given[0]);
        if (!label.startsWith(KEPT_IN_MEMORY)) await gate(label);
        return own.execute.apply(connection, given);
      },
      async begin(...given: unknown[]) {
        const begun = (await own.begin.apply(connection, given)) as OpenTransaction;
        open ??= begun; // what begins inside is a savepoint of it
        return begun;
      },
      async commit(...given: unknown[]) {
        await gate('commit');
        const done = await own.commit.apply(connection, given);
        if (given[0] === open) open = null;
        return done;
      },
      async rollback(...given: unknown[]) {
        if (given[0] === open) open = null;
        return own.rollback.apply(connection, given);
      },
    });
    const kill = (): void => {
      isDead = true;
    };
    return { name, gate, kill, death };
  }

  /** Runs them to their ends, one step at a time. @param afterStep looks whether everything is still as it must be */
  async run(actors: readonly (() => Promise<void>)[], afterStep: () => Promise<void>): Promise<void> {
    this.#actors = actors.length;
    const ends = Promise.all(
      actors.map(async (act) => {
        try {
          await act();
        } finally {
          this.#actors -= 1;
        }
      }),
    );
    const stepping = (async () => {
      for (;;) {
        await this.#quiet();
        if (this.#actors === 0) return;
        if (this.scheduler.count() > 0) await this.scheduler.waitNext(1);
        await afterStep();
      }
    })();
    await Promise.all([ends, stepping]);
  }

  /** Resolves when nobody moves: all stand at a gate, or wait for a lock that one at a gate holds. */
  async #quiet(): Promise<void> {
    for (let since = performance.now(); ;) {
      await turn();
      if (this.scheduler.count() >= this.#actors) return;
      if (performance.now() - since < LOOK_AFTER_MS) continue;
      since = performance.now();
      if (this.scheduler.count() > 0 && this.scheduler.count() + (await this.#waiting()) >= this.#actors)
        return;
    }
  }

  async #waiting(): Promise<number> {
    const [row] = await this.watcher.em
      .fork()
      .execute<{ waiting: number }[]>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
    return row?.waiting ?? 0;
  }
}

type Method = (this: unknown, ...given: unknown[]) => Promise<unknown>;

/** The connection's own methods, whatever was put over them before. */
function methodsOf(connection: object): Record<'execute' | 'begin' | 'commit' | 'rollback', Method> {
  return Object.getPrototypeOf(connection) as Record<'execute' | 'begin' | 'commit' | 'rollback', Method>;
}

function labelOf(query: unknown): string {
  const text = typeof query === 'string' ? query : JSON.stringify(query);
  return text.replace(/\s+/g, ' ').slice(0, 90);
}
