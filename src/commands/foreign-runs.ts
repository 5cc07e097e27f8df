import { ConfigError } from '../errors.js';
import type { Orm } from '../orm.js';

/** What a demo calls its channel, and how the handle of each starts. */
export const DEMO_CHANNEL = { name: 'Curious Minute', handlePrefix: 'demo-' };

/**
 * Simulated vendors must not work at what real ones began: a worker takes up every run of its database.
 *
 * @throws {ConfigError} when runs have not ended that belong to no demo's channel
 */
export async function refuseForeignRuns(orm: Orm): Promise<void> {
  const em = orm.em.fork();
  const [table] = await em.execute<{ name: string | null }[]>(`select to_regclass('pipeline_run') as name`);
  if (!table?.name) return; // nothing was ever made in it
  const foreign = await em.execute<{ handle: string; number: number }[]>(
    `select c.handle, e.number from pipeline_run r join episode e on e.id = r.episode_id
       join channel c on c.id = r.channel_id
      where r.status not in ('SUCCEEDED', 'FAILED', 'CANCELLED') and not (c.name = ? and c.handle like ?)
      order by r.created_at, r.id`,
    [DEMO_CHANNEL.name, `${DEMO_CHANNEL.handlePrefix}%`],
  );
  const [first] = foreign;
  if (!first) return;
  const count = foreign.length === 1 ? 'a run' : `${foreign.length} runs`;
  throw new ConfigError([
    `The database of DATABASE_URL holds ${count} that no demo made and that ${foreign.length === 1 ? 'has' : 'have'} not ended, first that of episode ${first.number} of channel ${first.handle}; simulated vendors would work at ${foreign.length === 1 ? 'it' : 'them'}. Unset DATABASE_URL or name another database.`,
  ]);
}
