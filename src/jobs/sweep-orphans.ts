import type { EntityManager } from '@mikro-orm/postgresql';
import type { Engine } from './engine.js';

/** Where files of tasks lie. */
const PREFIX = 'cas/';
const BATCH = 500;
/** A file that nothing refers to is only remembered at first: it may belong to work that is under way or comes back. */
const REMEMBERED_DAYS = 7;

/** How many files were looked at, found without a use, and removed. */
export interface Sweep {
  readonly seen: number;
  readonly orphans: number;
  readonly removed: number;
}

/**
 * Finds stored files that no asset, task or paid call of an episode that is there refers to, and removes those that were found a week ago.
 * Young files are left alone: they are stored before anything can refer to them. Whoever needs a removed file again
 * stores it again, under the same key.
 */
export async function sweepOrphans(engine: Engine, now = Date.now()): Promise<Sweep> {
  const sweep = { seen: 0, orphans: 0, removed: 0 };
  await engine.orm.em.fork().transactional(async (tx) => {
    const em = tx as EntityManager; // the driver's own
    const [alone] = await em.execute<{ locked: boolean }[]>(
      `select pg_try_advisory_xact_lock(hashtext('acog sweep')) as locked`,
    );
    if (!alone?.locked) return;
    await listUsed(em);
    let batch: string[] = [];
    const finish = async (): Promise<void> => {
      const { orphans, removable } = await sortOut(em, batch);
      for (const key of removable) await engine.store.remove(key);
      sweep.orphans += orphans;
      sweep.removed += removable.length;
      batch = [];
    };
    for await (const { key, modifiedAt } of engine.store.list(PREFIX)) {
      sweep.seen += 1;
      if (now - modifiedAt.getTime() < engine.orphanHours * 3_600_000) continue;
      batch.push(key);
      if (batch.length === BATCH) await finish();
    }
    await finish();
  });
  if (sweep.removed > 0) engine.logger.info(sweep, 'removed files that nothing refers to');
  return sweep;
}

/** Every key that something refers to, for as long as the transaction lasts. */
async function listUsed(em: EntityManager): Promise<void> {
  await em.execute(`create temporary table used_object on commit drop as
    select a.storage_key from asset a join channel c on c.id = a.channel_id left join episode e on e.id = a.episode_id
     where a.deleted_at is null and c.deleted_at is null and e.deleted_at is null
    union select a.storage_key from asset a join task_asset l on l.asset_id = a.id join task t on t.id = l.task_id
      join pipeline_run r on r.id = t.run_id join episode e on e.id = r.episode_id
     where a.deleted_at is null and e.deleted_at is null
    union select (regexp_matches(t.output::text, 'cas/[0-9a-f]{2}/[0-9a-f]{64}', 'g'))[1]
      from task t join pipeline_run r on r.id = t.run_id join episode e on e.id = r.episode_id
     where t.output is not null and e.deleted_at is null
    union select (regexp_matches(c.result::text, 'cas/[0-9a-f]{2}/[0-9a-f]{64}', 'g'))[1]
      from vendor_call c join pipeline_run r on r.id = c.run_id join episode e on e.id = r.episode_id
     where c.result is not null and e.deleted_at is null`);
  await em.execute(`create index on used_object (storage_key)`);
}

async function sortOut(
  em: EntityManager,
  keys: readonly string[],
): Promise<{ orphans: number; removable: string[] }> {
  if (keys.length === 0) return { orphans: 0, removable: [] };
  const list = `{${keys.join(',')}}`; // keys of ours have nothing that needs quoting
  await em.execute(
    `delete from orphan_object where storage_key = any(?) and storage_key in (select storage_key from used_object)`,
    [list],
  );
  const orphans = await em.execute<unknown[]>(
    `insert into orphan_object (storage_key, found_at)
       select key, now() from unnest(?::text[]) key where key not in (select storage_key from used_object)
     on conflict (storage_key) do update set found_at = orphan_object.found_at returning storage_key`,
    [list],
  );
  const removable = await em.execute<{ storage_key: string }[]>(
    `delete from orphan_object where storage_key = any(?) and found_at < now() - make_interval(days => ?) returning storage_key`,
    [list, REMEMBERED_DAYS],
  );
  return { orphans: orphans.length, removable: removable.map((row) => row.storage_key) };
}
