import type { Engine } from './engine.js';

const BATCH = 5_000;

/** Removes audit entries that are older than so many days. */
export async function forgetOldAudit({ orm }: Pick<Engine, 'orm'>, auditDays: number): Promise<void> {
  const em = orm.em.fork();
  for (let removed = BATCH; removed === BATCH;) {
    const rows = await em.execute<unknown[]>(
      `delete from audit_entry where id in (
         select id from audit_entry where created_at < now() - make_interval(days => ?) limit ?) returning id`,
      [auditDays, BATCH],
    );
    removed = rows.length;
  }
}
