import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UPLOAD_PREFIX } from '../entities/asset-upload.js';
import type { Engine } from './engine.js';

const HEARD_WEBHOOKS_DAYS = 30;
const LEFTOVERS_MS = 24 * 3_600_000;
const BATCH = 5_000;
/** An upload that was begun in time may still be completed for so long after its link expired. */
const ABANDONED_UPLOADS_MS = 24 * 3_600_000;

/**
 * Forgets what is only of use for a while: events of runs that ended long ago, answers to idempotency keys, webhooks that
 * were heard. Paid calls are the account book: they are never removed.
 */
export async function forgetOldRows({ orm, eventDays }: Engine): Promise<void> {
  const em = orm.em.fork();
  for (let removed = BATCH; removed === BATCH;) {
    const rows = await em.execute<unknown[]>(
      `delete from run_event where (run_id, sequence) in (
         select e.run_id, e.sequence from pipeline_run r join run_event e on e.run_id = r.id
          where r.finished_at < now() - make_interval(days => ?) limit ?) returning sequence`,
      [eventDays, BATCH],
    );
    removed = rows.length;
  }
  await em.execute(`delete from idempotent_answer where created_at < now() - interval '24 hours'`);
  await em.execute(`delete from webhook_event where received_at < now() - make_interval(days => ?)`, [
    HEARD_WEBHOOKS_DAYS,
  ]);
}

/** Removes folders of attempts whose worker died: no attempt takes a day. */
export async function removeLeftovers({ workFolder, logger }: Engine, now = Date.now()): Promise<void> {
  const names = await readdir(workFolder).catch(() => []); // nothing was ever worked at here
  for (const name of names) {
    const path = join(workFolder, name);
    const found = await stat(path).catch(() => null); // its own worker was quicker
    if (!found || now - found.mtimeMs < LEFTOVERS_MS) continue;
    await rm(path, { recursive: true, force: true });
    logger.info({ path }, 'removed what a dead worker left');
  }
}

/** Removes uploads that nobody completed, and files that were put where no upload is awaited any more. */
export async function removeAbandonedUploads(
  { orm, store, logger }: Engine,
  now = Date.now(),
): Promise<void> {
  const em = orm.em.fork();
  const abandoned = new Date(now - ABANDONED_UPLOADS_MS);
  await em.execute(`delete from asset_upload where expires_at < ?`, [abandoned]);
  for await (const { key, modifiedAt } of store.list(UPLOAD_PREFIX)) {
    if (modifiedAt > abandoned) continue;
    const id = key.slice(UPLOAD_PREFIX.length);
    const awaited = await em.execute<unknown[]>(`select from asset_upload where id::text = ?`, [id]);
    if (awaited.length > 0) continue;
    await store.remove(key);
    logger.info({ key }, 'removed an upload that nobody completed');
  }
}
