import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createOrm, type Orm } from '../../src/orm.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let orm: Orm;
beforeAll(async () => {
  database = await createDatabase();
  orm = await createOrm({ databaseUrl: database.url, poolSize: 2 });
});
afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

test('the migrations make exactly the tables that the entities describe', async () => {
  expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
});

test('every migration can be taken back and applied again', async () => {
  const applied = await orm.migrator.getExecuted();
  for (const _migration of applied) await orm.migrator.down();
  expect(await orm.migrator.getExecuted()).toEqual([]);
  await orm.migrator.up();
  expect(await orm.migrator.getPending()).toEqual([]);
});
