import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayText, HELD, LostClaimError, type Claim } from './claim.js';
import { sourcesOf, taskMoves } from './moves.js';
import { prepared } from './prepared.js';

/**
 * The commit of this statement does not wait for the disk. The next one that does, of anybody, takes it along: a call
 * is written down before it is sent, so what it was made from is kept whenever money was spent. Lost alone, it is noted
 * again by the next attempt.
 */
const SOON = `(select set_config('synchronous_commit', 'off', true)) as soon`;

const noteProgress = prepared<{ id: string }>(
  `update task set progress = greatest(progress, ?::float8), waiting_for = coalesce(?, waiting_for) from ${SOON}
      where ${HELD} returning id`,
);

/** Notes how far a task is. @throws {LostClaimError} */
export async function note(
  em: EntityManager,
  held: Claim,
  facts: { progress?: number | null; waitingFor?: string | null },
): Promise<void> {
  const rows = await noteProgress(em, [
    facts.progress ?? null,
    facts.waitingFor ?? null,
    held.taskId,
    held.fence,
  ]);
  if (!rows[0]) throw new LostClaimError(held);
}

/** What a held task is made from, and whether the same, made before, is good enough. */
export interface Beginning {
  readonly held: Claim;
  /** SHA-256. */
  readonly digest: string;
  readonly mayReuse: boolean;
}

/** What is taken instead of being made: from an earlier task of the same inputs, or from a person. */
export interface EarlierTask {
  /** Null when a person made it. */
  readonly id: string | null;
  readonly output: unknown;
  /** Whether a person let it pass before, or made it. */
  readonly isApproved: boolean;
}

const noteInputs = prepared<EarlierTask & { place: number; isHeld: boolean }>(
  `with given as materialized (
       select * from json_to_recordset(?::json) as g(place int, id uuid, fence int, digest text, "mayReuse" boolean)),
     noted as (
       update task t set input_digest = g.digest from given g, ${SOON}
        where t.id = g.id and t.fence = g.fence and t.lease_until is not null and t.status in ${sourcesOf(taskMoves.released)}
          and t.id = any(?) returning t.id)
     select g.place, exists (select from noted n where n.id = g.id) as "isHeld", e.id, e.output, e.is_approved as "isApproved"
       from given g left join lateral (
         select t.id, t.output, t.approved_at is not null as is_approved
           from task t join pipeline_run r on r.id = t.run_id join episode e on e.id = r.episode_id
          where g."mayReuse" and t.input_digest = g.digest and t.status = 'SUCCEEDED' and e.deleted_at is null
          order by t.approved_at is null, t.finished_at desc limit 1) e on true
      order by g.place`,
);

/**
 * Notes what tasks are made from, and looks for what was made from the same before.
 * @returns in the order given: the earlier task, null where there is none, or a `LostClaimError`
 */
export async function beginAll(
  em: EntityManager,
  beginnings: readonly Beginning[],
): Promise<(EarlierTask | null | LostClaimError)[]> {
  const given = beginnings.map(({ held, digest, mayReuse }, place) => ({
    place,
    digest,
    mayReuse,
    id: held.taskId,
    fence: held.fence,
  }));
  const rows = await noteInputs(em, [JSON.stringify(given), arrayText(given.map(({ id }) => id))]);
  return beginnings.map(({ held }, place) => {
    const row = rows[place];
    if (!row?.isHeld) return new LostClaimError(held);
    return row.id === null ? null : { id: row.id, output: row.output, isApproved: row.isApproved };
  });
}
