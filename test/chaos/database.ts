import { setTimeout as sleep } from 'node:timers/promises';
import { createOrm, type Orm } from '../../src/orm.js';

/** Migrated. @returns its address */
export async function makeDatabase(serverUrl: string, name: string): Promise<string> {
  const admin = await createOrm({ databaseUrl: serverUrl, poolSize: 1 });
  await admin.em.fork().execute(`create database "${name}"`);
  await admin.close(true);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const orm = await createOrm({ databaseUrl: url.href, poolSize: 2 });
  await orm.migrator.up();
  await orm.close(true);
  return url.href;
}

const GIVE_UP_MS = 30_000;
const ONE_TRY_MS = 5_000;

/** Gives up after some seconds: what is looked at may be away. */
export async function oneTry<Row>(orm: Orm, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  const tooLate = new AbortController();
  const late = sleep(ONE_TRY_MS, undefined, { signal: tooLate.signal }).then(() => {
    throw new Error(`no answer from the database within ${ONE_TRY_MS} ms: ${sql.slice(0, 100)}`);
  });
  try {
    return await Promise.race([orm.em.fork().execute<Row[]>(sql, [...parameters]), late]);
  } finally {
    late.catch(() => undefined);
    tooLate.abort();
  }
}

/** Waits while the database is away. @throws what is wrong with the question itself */
export async function patiently<Row>(orm: Orm, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await oneTry<Row>(orm, sql, parameters);
    } catch (error) {
      const isOurs =
        error instanceof Error && /syntax|does not exist|operator|invalid input/i.test(error.message);
      if (isOurs || Date.now() > giveUpAt) throw error;
      await sleep(200);
    }
  }
}
