import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { aPlace, type Place } from './command-line.js';
import { canMount, mountSmallDisk } from './small-disk.js';

// Skipped where this machine lets nobody mount a small disk: it takes root, outside of most containers.

jest.setTimeout(240_000);

const onMounts = canMount() ? test : test.skip;
let database: TestDatabase;
let place: Place;
beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(async () => {
  place = await aPlace();
});
afterEach(() => place.remove());
afterAll(() => database.drop());

onMounts('a demo whose data folder runs full says so, exits 1, and leaves nothing', async () => {
  const disk = mountSmallDisk(place.data, 'size=70m,mode=0755');
  try {
    const ended = await place.acog(['demo', '--out', place.out, '--seconds', '10'], {
      environment: {
        DATABASE_URL: database.url,
        REDIS_URL: process.env['REDIS_URL'] ?? '',
        ACOG_ATTEMPTS: '2',
      },
    });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /^The run ended as FAILED\.\n(?:[A-Z]+: The disk of \S+ is full; free some space, then try again\.\n)+$/,
    );
    expect(await place.files(place.out)).toEqual([]);
    await place.nobodyLeft();
  } finally {
    disk.unmount();
  }
});
