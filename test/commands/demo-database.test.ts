import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { refuseForeignRuns } from '../../src/commands/foreign-runs.js';
import { Channel } from '../../src/entities/channel.js';
import type { PipelineRun, RunStatus } from '../../src/entities/run.js';
import { createOrm, type Orm } from '../../src/orm.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { aChannel, anEpisode, aRun } from '../support/rows.js';
import { aPlace, type Place } from './command-line.js';

jest.setTimeout(120_000);

let database: TestDatabase;
let orm: Orm;
let place: Place;
beforeAll(async () => {
  database = await createDatabase();
  orm = await createOrm({ databaseUrl: database.url, poolSize: 2 });
});
beforeEach(async () => {
  place = await aPlace();
});
afterEach(async () => {
  await orm.em.fork().execute('truncate channel cascade');
  await place.remove();
});
afterAll(async () => {
  await orm.close();
  await database.drop();
});

async function aRunOf(facts: Partial<Channel>, status: RunStatus): Promise<PipelineRun> {
  const em = orm.em.fork();
  const { id } = await aChannel(orm);
  const channel = Object.assign(await em.findOneOrFail(Channel, id), facts);
  await em.flush();
  const run = await aRun(orm, await anEpisode(orm, channel, 4));
  await em.execute('update pipeline_run set status = ? where id = ?', [status, run.id]);
  return run;
}

describe('a demo on a database that somebody named', () => {
  test('works at no run of somebody else: it refuses, and changes nothing', async () => {
    const run = await aRunOf({ handle: 'bees' }, 'NEEDS_ATTENTION');
    const all = () =>
      orm.em
        .fork()
        .execute(
          'select r.*, (select count(*) from channel) channels, (select count(*) from api_key) keys from pipeline_run r',
        );
    const before = await all();
    const ended = await place.acog(['demo', '--out', place.out, '--seconds', '10'], {
      environment: { DATABASE_URL: database.url, REDIS_URL: process.env['REDIS_URL'] ?? '' },
    });
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'The database of DATABASE_URL holds a run that no demo made and that has not ended, first that of episode 4 of channel bees; simulated vendors would work at it. Unset DATABASE_URL or name another database.\n',
    });
    expect(await all()).toEqual(before);
    expect(before).toMatchObject([{ id: run.id, status: 'NEEDS_ATTENTION' }]);
    expect(await place.files(place.out)).toEqual([]);
    await place.nobodyLeft();
  });

  test('is not kept from it by runs that have ended, nor by what an earlier demo left', async () => {
    for (const status of ['SUCCEEDED', 'FAILED', 'CANCELLED'] as const) await aRunOf({}, status);
    await aRunOf({ handle: 'demo-m9x2k1', name: 'Curious Minute' }, 'RUNNING');
    await expect(refuseForeignRuns(orm)).resolves.toBeUndefined();
    await aRunOf({ handle: 'demo-of-mine', name: 'My own' }, 'QUEUED');
    await expect(refuseForeignRuns(orm)).rejects.toThrow(/channel demo-of-mine;/);
  });

  test('is not kept from an empty one', async () => {
    const other = await createDatabase();
    const empty = await createOrm({ databaseUrl: other.url, poolSize: 1 });
    await empty.em.fork().execute('drop schema public cascade; create schema public');
    await expect(refuseForeignRuns(empty)).resolves.toBeUndefined();
    await empty.close();
    await other.drop();
  });
});
