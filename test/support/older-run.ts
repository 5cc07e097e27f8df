import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineRun } from '../../src/entities/run.js';
import type { RunEventKind } from '../../src/entities/run-event.js';
import type { JsonObject } from '../../src/integrations/contracts.js';
import { createDatabaseAt } from './database.js';
import { createTestPipeline, type TestPipeline } from './pipeline.js';

const FOLDER = join(process.cwd(), 'test/fixtures/release-0.1.0');
const ITS_LAST_MIGRATION = '20261122000000_first';
/** As if nobody had worked for so long: the leases of those who did are over. */
const AWAY_SECONDS = 90;

type Row = Readonly<Record<string, unknown>>;

interface Snapshot {
  readonly takenAt: string;
  /** Parents before children. */
  readonly tables: Readonly<Record<string, readonly Row[]>>;
}

/** A run that an older release left, in a pipeline of the present one that does not work yet. */
export interface OlderRun {
  readonly pipeline: TestPipeline;
  readonly run: PipelineRun;
  /** Kinds of the events that the older release wrote. */
  readonly kinds: readonly RunEventKind[];
  /** Keys of calls that the vendors had taken by then. */
  readonly paid: ReadonlySet<string>;
  /** Rows in the new simulator's ledger that stand for jobs of before. */
  readonly billedBefore: number;
}

export async function anOlderRun(name: string): Promise<OlderRun> {
  const snapshot = JSON.parse(await readFile(join(FOLDER, `${name}.json`), 'utf8')) as Snapshot; // recorded by us
  const database = await createDatabaseAt(ITS_LAST_MIGRATION);
  const pipeline = await createTestPipeline({ database, idle: true });
  await load(pipeline, snapshot);
  await cp(join(FOLDER, 'objects'), join(pipeline.folder, 'assets', 'objects'), { recursive: true });
  await pipeline.app.migrate();
  await teachSimulator(pipeline);
  const calls = snapshot.tables['vendor_call'] ?? [];
  const events = [...(snapshot.tables['run_event'] ?? [])].sort(
    (a, b) => Number(a['sequence']) - Number(b['sequence']),
  );
  return {
    pipeline,
    run: await pipeline.em().findOneOrFail(PipelineRun, { number: 1 }),
    kinds: events.map((row) => row['kind'] as RunEventKind), // as: the column's own
    paid: new Set(
      calls
        .filter((row) => ['SUBMITTED', 'COLLECTED', 'UNCERTAIN'].includes(String(row['status'])))
        .map((row) => String(row['key'])),
    ),
    billedBefore: pipeline.billed().length,
  };
}

async function load(pipeline: TestPipeline, { tables, takenAt }: Snapshot): Promise<void> {
  const db = pipeline.em();
  for (const [table, rows] of Object.entries(tables)) {
    await db.execute(
      `insert into "${table}" select * from jsonb_populate_recordset(null::"${table}", ?::jsonb)`,
      [JSON.stringify(rows)],
    );
  }
  const columns = await db.execute<{ table: string; column: string }[]>(
    `select table_name as "table", column_name as "column" from information_schema.columns
      where table_schema = 'public' and data_type = 'timestamp with time zone' and table_name = any(?)`,
    [`{${Object.keys(tables).join(',')}}`],
  );
  for (const { table, column } of columns) {
    await db.execute(
      `update "${table}" set "${column}" = "${column}" + (now() - ?::timestamptz - make_interval(secs => ?))`,
      [takenAt, AWAY_SECONDS],
    );
  }
}

/**
 * A real vendor still has what it took before; a simulator that was just started has nothing. So files are brought and
 * jobs ordered once more through the adapters, and their new ids take the places of the old ones in the rows.
 */
async function teachSimulator(pipeline: TestPipeline): Promise<void> {
  const { app, folder } = pipeline;
  const { vendors, store } = app.engine;
  const db = pipeline.em();
  const signal = AbortSignal.timeout(60_000);
  const rows = await db.execute<
    {
      id: string;
      key: string;
      vendor: string;
      status: string;
      prepared: JsonObject | null;
      sound: string | null;
    }[]
  >(
    `select c.id, c.key, c.vendor, c.status, c.prepared, v.output -> 'file' ->> 'storageKey' as sound
       from vendor_call c join task t on t.id = c.task_id
       left join task v on v.run_id = t.run_id and v.stage = 'VOICE' and v.scene_id = t.scene_id
      where c.vendor in ('HEYGEN', 'RUNWAY') and c.status in ('INTENDED', 'SUBMITTING', 'SUBMITTED')`,
  );
  for (const { id, key, vendor, status, prepared, sound } of rows) {
    const call = { callKey: key, signal };
    let submitted = null;
    if (vendor === 'RUNWAY' && status === 'SUBMITTED') {
      const wanted = { prompt: 'a reef', aspectRatio: '16:9', durationMs: 5_000, seed: 1 } as const;
      submitted = await vendors.footage('RUNWAY').submit(wanted, call);
    }
    if (vendor === 'HEYGEN' && prepared && sound !== null) {
      const path = join(folder, `${id}.mp3`);
      await store.fetch(sound, path, signal);
      const heygen = vendors.avatar('HEYGEN');
      const wanted = {
        ...{
          avatarId: 'Anna_public_studio',
          script: 'As before.',
          language: 'en',
          aspectRatio: '16:9' as const,
        },
        ...{
          audio: { path, contentType: 'audio/mpeg', durationMs: 5_000 },
          backgroundColor: '#1B2A4A',
          title: key,
        },
      } as const;
      const brought = await heygen.prepare?.(wanted, null, signal);
      await db.execute(`update vendor_call set prepared = ?::jsonb where id = ?`, [
        JSON.stringify(brought?.prepared),
        id,
      ]);
      if (status === 'SUBMITTED') submitted = await heygen.submit(wanted, call, brought?.prepared);
    }
    if (submitted)
      await db.execute(`update vendor_call set external_id = ?, vendor_operation = ?::jsonb where id = ?`, [
        submitted.externalId,
        JSON.stringify(submitted.operation),
        id,
      ]);
  }
}
