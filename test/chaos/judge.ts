import { join } from 'node:path';
import { createFileStore } from '../../src/integrations/storage/files.js';
import type { Follower } from './follower.js';
import { judgeMoney } from './judge-money.js';
import type { World } from './world.js';

/** What the tables, the ledger and those who watched say in the end. */
export interface Verdict {
  /** Each with its invariant, and where. */
  readonly broken: readonly string[];
  readonly tasks: number;
  readonly runs: Readonly<Record<string, number>>;
  readonly charges: number;
  readonly overCharges: number;
  readonly lost: number;
  readonly flagged: number;
  readonly stuck: number;
  readonly gaps: number;
  readonly doubledSuccesses: number;
}

/** A worker learns of a cancel by its next heartbeat. */
const CANCEL_HEARD_SECONDS = 1;
const MAX_ATTEMPTS = 5;

/** Rows that should not be there, each as one text. */
const QUESTIONS: Readonly<Record<string, string>> = {
  I2: `select 'task ' || task_id || ' has ' || count(*) || ' open calls of ' || step as text from vendor_call
        where status in ('INTENDED', 'SUBMITTING', 'SUBMITTED', 'UNCERTAIN') group by task_id, step having count(*) > 1`,
  'I4 success': `select 'run ' || run_id || ' has ' || count(*) || ' STAGE_SUCCEEDED of ' || stage as text from run_event
        where kind = 'STAGE_SUCCEEDED' group by run_id, stage having count(*) > 1`,
  'I4 asset': `select 'run ' || run_id || ' made ' || count(*) || ' ' || kind || ' of scene ' || coalesce(scene_id, '-') as text from asset
        where run_id is not null group by run_id, kind, scene_id, format having count(*) > 1`,
  I7: `select 'run ' || r.id || ' has ' || count(e.*) || ' events up to number ' || r.last_sequence as text from pipeline_run r
        left join run_event e on e.run_id = r.id group by r.id having count(e.*) <> r.last_sequence or max(e.sequence) <> r.last_sequence`,
  'I7 end': `select 'run ' || e.run_id || ' has events after its end' as text from run_event e join pipeline_run r on r.id = e.run_id
        where e.kind in ('RUN_SUCCEEDED', 'RUN_FAILED', 'RUN_CANCELLED') and e.sequence < r.last_sequence`,
  'I7 final': `select 'run ' || r.id || ' is ' || r.status || ' without an event that says so' as text from pipeline_run r
        where r.finished_at is not null and not exists (select from run_event e where e.run_id = r.id and e.kind = 'RUN_' || r.status)`,
  I8: `select 'task ' || t.id || ' (' || t.stage || ') started before task ' || n.id || ' (' || n.stage || ', ' || n.status || ')' as text
        from task_need d join task t on t.id = d.task_id join task n on n.id = d.needs_id
       where t.started_at is not null and (n.status not in ('SUCCEEDED', 'REUSED', 'SKIPPED') or n.finished_at > t.started_at)`,
  I11: `select 'call ' || c.key || ' (' || c.vendor || ') was sent ' || round(extract(epoch from c.started_at - r.cancel_requested_at)::numeric, 1)
               || ' s after the cancel of run ' || r.id as text
        from vendor_call c join pipeline_run r on r.id = c.run_id
       where c.started_at > r.cancel_requested_at + make_interval(secs => ${CANCEL_HEARD_SECONDS})`,
  'I11 open': `select 'call ' || c.key || ' (' || c.vendor || ') is ' || c.status || ' in the cancelled run ' || r.id as text
        from vendor_call c join pipeline_run r on r.id = c.run_id
       where r.status = 'CANCELLED' and c.status in ('INTENDED', 'SUBMITTING', 'SUBMITTED')`,
  'calls of the done': `select 'call ' || c.key || ' is ' || c.status || ' and its task ' || t.status as text from vendor_call c join task t on t.id = c.task_id
       where t.status in ('SUCCEEDED', 'REUSED', 'SKIPPED', 'FAILED', 'CANCELLED') and c.status in ('INTENDED', 'SUBMITTING', 'SUBMITTED')`,
  I13: `select 'task ' || id || ' was tried ' || attempt || ' times' as text from task where attempt > ${MAX_ATTEMPTS}`,
  costs: `select 'run ' || r.id || ' says it cost ' || r.cost_micro_usd || ', its calls ' || sum(c.cost_micro_usd) as text
        from pipeline_run r join vendor_call c on c.run_id = r.id group by r.id having r.cost_micro_usd <> coalesce(sum(c.cost_micro_usd), 0)`,
};

/** Once everything was given time to come to an end: what has not is stuck. */
export async function judge(
  world: World,
  followers: readonly Follower[],
  sins: readonly string[],
): Promise<Verdict> {
  const money = await judgeMoney(world);
  const broken = [...sins, ...money.broken];
  for (const [invariant, sql] of Object.entries(QUESTIONS)) {
    const rows = await world.query<{ text: string }>(sql);
    broken.push(...rows.map(({ text }) => `${invariant}: ${text}`));
  }
  const stuck = await findStuck(world);
  broken.push(...stuck.map((text) => `stuck: ${text}`));
  const gaps = (await Promise.all(followers.map((follower) => compareStream(world, follower)))).flat();
  broken.push(...gaps, ...(await findMissingFiles(world)));
  const [counts] = await world.query<{ tasks: number }>(`select count(*)::int as tasks from task`);
  const runs = await world.query<{ status: string; runs: number }>(
    `select status, count(*)::int as runs from pipeline_run group by status order by status`,
  );
  return {
    broken,
    tasks: counts?.tasks ?? 0,
    runs: Object.fromEntries(runs.map((row) => [row.status, row.runs])),
    charges: money.charges,
    overCharges: money.overCharges,
    lost: money.lost,
    flagged: money.flagged,
    stuck: stuck.length,
    gaps: gaps.length + broken.filter((text) => text.startsWith('I7')).length,
    doubledSuccesses: broken.filter((text) => text.startsWith('I4')).length,
  };
}

/** Tasks that have neither ended nor wait for a person; those that wait for such a task are no fault of theirs. */
export async function findStuck(world: World): Promise<string[]> {
  const rows = await world.query<{ text: string }>(
    `select 'task ' || t.id || ' (' || t.stage || ') of run ' || t.run_id || ' is ' || t.status || ', attempt ' || t.attempt || ', crashes ' || t.crashes
            || ', due ' || coalesce(round(extract(epoch from t.wake_at - now())::numeric, 1)::text, 'never') || ' s, lease '
            || coalesce(round(extract(epoch from t.lease_until - now())::numeric, 1)::text, 'none') || ' s, waits for ' || coalesce(t.waiting_for, 'nothing')
            || coalesce(', error ' || (t.error_row ->> 'message'), '') || coalesce(', attention ' || (t.attention_row ->> 'reason'), '') as text
       from task t where t.status in ('QUEUED', 'RUNNING', 'WAITING')
          or (t.status = 'NEEDS_ATTENTION' and t.attention_row ->> 'reason' <> 'UNCERTAIN_CALL')
          or (t.status = 'PENDING' and not exists (select from task o where o.run_id = t.run_id and o.status in ('QUEUED', 'RUNNING', 'WAITING', 'NEEDS_ATTENTION')))
      union all
     select 'run ' || r.id || ' is ' || r.status || ' and all its tasks have ended' from pipeline_run r
      where r.finished_at is null and not exists (select from task t where t.run_id = r.id and t.status not in ('SUCCEEDED', 'REUSED', 'SKIPPED', 'FAILED', 'CANCELLED'))`,
  );
  return rows.map(({ text }) => text);
}

/** Whoever came back with the last cursor saw each durable event once, in order. */
async function compareStream(world: World, { run, seen, resets }: Follower): Promise<string[]> {
  const rows = await world.query<{ sequence: number; kind: string }>(
    `select sequence, kind from run_event where run_id = ? order by sequence`,
    [run.rowId],
  );
  const startedAt = Number(Buffer.from(run.eventCursor, 'base64url').toString().split(':').at(-1));
  const wanted = rows.filter((row) => row.sequence > startedAt).map((row) => `${row.sequence} ${row.kind}`);
  const got = seen.map((event) => `${event.sequence} ${event.kind}`);
  const faults = resets > 0 ? [`I7 stream: run ${run.rowId} was reset ${resets} times`] : [];
  if (wanted.join() === got.join()) return faults;
  const place = wanted.findIndex((text, index) => text !== got[index]);
  const where = `at place ${place}: "${wanted[place] ?? 'the end'}" was to come, "${got[place] ?? 'nothing'}" came`;
  return [...faults, `I7 stream: run ${run.rowId} sent ${got.length} of ${wanted.length} events; ${where}`];
}

/** I12 */
async function findMissingFiles(world: World): Promise<string[]> {
  const assets = await world.query<{ id: string; storage_key: string; size_bytes: string }>(
    `select id, storage_key, size_bytes::text from asset`,
  );
  const folder = join(world.folder, 'assets');
  const store = createFileStore({ folder, publicUrl: () => '', secret: 'links are not asked for' });
  const found = await Promise.all(
    assets.map(async ({ id, storage_key: key, size_bytes: size }) => {
      const file = await store.stat(key);
      if (file === null) return `I12: asset ${id} has no file ${key}`;
      return file.sizeBytes === Number(size)
        ? null
        : `I12: the file of asset ${id} has ${file.sizeBytes} bytes instead of ${size}`;
    }),
  );
  return found.filter((text) => text !== null);
}
