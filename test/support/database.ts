import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOrm, type Orm } from '../../src/orm.js';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

const MIGRATIONS = join(process.cwd(), 'migrations');
const TEMPLATE_LOCK = 7_301_945; // any number of our own

/** A database for one test file, cloned from a migrated template that is made once for each set of migrations. */
export async function createDatabase(): Promise<TestDatabase> {
  const server = process.env['DATABASE_URL'];
  if (!server) throw new Error('DATABASE_URL is not set; run the tests with `npm test`.');
  const template = `acog_template_${digestOfMigrations()}`;
  const name = `acog_test_${randomBytes(6).toString('hex')}`;
  const admin = await createOrm({ databaseUrl: server, poolSize: 1, silenceMs: 120_000 });
  try {
    await withLock(admin, async () => {
      await makeTemplate(admin, server, template);
      await admin.em.execute(`create database "${name}" template "${template}"`);
    });
  } finally {
    await admin.close();
  }
  return {
    url: databaseAt(server, name),
    async drop() {
      const again = await createOrm({ databaseUrl: server, poolSize: 1, silenceMs: 120_000 });
      await again.em.execute(`drop database if exists "${name}" with (force)`);
      await again.close();
    },
  };
}

/** A database as an older release left it: with the migrations up to this one. */
export async function createDatabaseAt(migration: string): Promise<TestDatabase> {
  const database = await createDatabase();
  const orm = await createOrm({ databaseUrl: database.url, poolSize: 2, silenceMs: 120_000 });
  await orm.em.execute('drop schema public cascade; create schema public');
  await orm.migrator.up({ to: migration });
  await orm.close(true);
  return database;
}

async function makeTemplate(admin: Orm, server: string, template: string): Promise<void> {
  const known: unknown[] = await admin.em.execute('select from pg_database where datname = ?', [template]);
  if (known.length > 0) return;
  const half = `${template}_half`;
  await admin.em.execute(`drop database if exists "${half}" with (force)`);
  await admin.em.execute(`create database "${half}"`);
  const orm = await createOrm({ databaseUrl: databaseAt(server, half), poolSize: 2, silenceMs: 120_000 });
  await orm.migrator.up();
  await orm.close();
  await admin.em.execute(`alter database "${half}" rename to "${template}"`); // whole, or not there
}

/** On one connection: an advisory lock belongs to its session. */
async function withLock(admin: Orm, work: () => Promise<void>): Promise<void> {
  await admin.em.execute('select pg_advisory_lock(?::bigint)', [TEMPLATE_LOCK]);
  try {
    await work();
  } finally {
    await admin.em.execute('select pg_advisory_unlock(?::bigint)', [TEMPLATE_LOCK]);
  }
}

function databaseAt(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function digestOfMigrations(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(MIGRATIONS).sort()) hash.update(readFileSync(join(MIGRATIONS, file)));
  return hash.digest('hex').slice(0, 12);
}
