import { parseEventCursor } from '../../entities/event-cursor.js';
import { FINAL_KINDS, RunEvent, TRANSIENT_KINDS } from '../../entities/run-event.js';
import { PipelineRun } from '../../entities/run.js';
import { NotFoundError } from '../../errors.js';
import type { Events } from '../../events.js';
import type { RunControl } from '../../jobs/run-control.js';
import { findNode } from '../find.js';
import type { Scope } from '../scope.js';
import { query, sql } from '../sql.js';
import { freshBehindWall } from '../wall.js';
import { eventOf, standOf } from './live-event.js';
import { Mailbox } from './mailbox.js';
import { endable } from './stream.js';

export interface FeedParts {
  readonly events: Events;
  readonly control: Pick<RunControl, 'etaSeconds'>;
}

/** Lost messages are found in the rows at the latest after this. */
const REREAD_MS = 5_000;
const BATCH = 200;

/** The last durable event that was delivered; run number 0 is before the first run. */
interface Position {
  readonly runId: string;
  readonly runNumber: number;
  readonly sequence: number;
}

/** Which runs are followed. */
interface Track {
  readonly episodeId: string;
  /** Only this run; null for all of the episode. */
  readonly only: PipelineRun | null;
}

/** Every durable event of a run in order, none missing and none twice, until its last one. */
export async function followRun(
  parts: FeedParts,
  scope: Scope,
  runId: string,
  after: string | null,
): Promise<AsyncGenerator<RunEvent, void>> {
  const run = await findNode(scope, 'PipelineRun', runId);
  if (!run) throw new NotFoundError('There is no run with this id.');
  return follow(parts, scope, { episodeId: run.episode.id, only: run }, after);
}

/** The same over all runs of an episode, for as long as somebody listens. */
export async function followEpisode(
  parts: FeedParts,
  scope: Scope,
  episodeId: string,
  after: string | null,
): Promise<AsyncGenerator<RunEvent, void>> {
  const episode = await findNode(scope, 'Episode', episodeId);
  if (!episode) throw new NotFoundError('There is no episode with this id.');
  return follow(parts, scope, { episodeId: episode.id, only: null }, after);
}

async function follow(
  parts: FeedParts,
  scope: Scope,
  track: Track,
  after: string | null,
): Promise<AsyncGenerator<RunEvent, void>> {
  // first listen, then read: what happens in between comes twice and is told apart by its number
  const mailbox = await Mailbox.open(
    parts.events,
    `episode:${track.episodeId}`,
    ({ runId }) => track.only === null || runId === track.only.id,
  );
  return endable(mailbox, read(parts, scope, track, after, mailbox));
}

async function* read(
  parts: FeedParts,
  scope: Scope,
  track: Track,
  after: string | null,
  mailbox: Mailbox,
): AsyncGenerator<RunEvent, void> {
  try {
    let at = after === null ? null : await positionOf(scope, track, after);
    if (at === null) {
      const run = await newestRun(scope, track);
      if (run) {
        const etaSeconds = await parts.control.etaSeconds(scope.em.fork(), run);
        if (after !== null) yield standOf(run, 'STREAM_RESET', etaSeconds);
        yield standOf(run, 'SNAPSHOT', etaSeconds);
        if (track.only && run.hasEnded) return;
      }
      at = { runId: run?.id ?? '', runNumber: run?.number ?? 0, sequence: run?.lastSequence ?? 0 };
    } else if (track.only) {
      const run = await newestRun(scope, track);
      if (run?.hasEnded && at.sequence === run.lastSequence) return;
    }
    for (;;) {
      for (let rows = await rowsAfter(scope, track, at); rows.length > 0;) {
        for (const { event, runNumber } of rows) {
          yield event;
          at = { runId: event.runId, runNumber, sequence: event.sequence };
          if (track.only && FINAL_KINDS.includes(event.kind)) return;
        }
        rows = rows.length < BATCH ? [] : await rowsAfter(scope, track, at);
      }
      for (;;) {
        const taken = await mailbox.take(REREAD_MS);
        if (taken === 'CLOSED') return;
        if (taken === 'QUIET' || taken === 'MISSED') break;
        if (TRANSIENT_KINDS.includes(taken.kind)) {
          const isAhead = taken.runId !== at.runId || taken.sequence > at.sequence;
          if (isAhead) break; // what it follows was lost on its way: the rows know
          if (taken.sequence === at.sequence) yield eventOf(taken); // an old tick says nothing
        } else if (taken.runId !== at.runId || taken.sequence > at.sequence + 1) {
          break; // something is missing in between, or a new run has begun: the rows know
        } else if (taken.sequence === at.sequence + 1) {
          yield eventOf(taken);
          at = { ...at, sequence: taken.sequence };
          if (track.only && FINAL_KINDS.includes(taken.kind)) return;
        }
      }
    }
  } finally {
    mailbox.close();
  }
}

/** @returns null for a cursor that is foreign, from the future, or older than the rows that are kept */
async function positionOf(scope: Scope, track: Track, after: string): Promise<Position | null> {
  const cursor = parseEventCursor(after);
  if (!cursor) return null;
  if (track.only && cursor.runId !== track.only.id) return null;
  const run = await freshBehindWall(scope).findOne(PipelineRun, {
    id: cursor.runId,
    episode: track.episodeId,
  });
  if (!run || cursor.sequence > run.lastSequence) return null;
  const at = { runId: run.id, runNumber: run.number, sequence: cursor.sequence };
  const [next] = await rowsAfter(scope, track, at, 1);
  const isWhole = cursor.sequence === run.lastSequence || next?.event.sequence === cursor.sequence + 1;
  return isWhole ? at : null;
}

async function newestRun(scope: Scope, { episodeId, only }: Track): Promise<PipelineRun | null> {
  const which = only ? { id: only.id } : { episode: episodeId };
  return freshBehindWall(scope).findOne(PipelineRun, which, { orderBy: { number: 'desc' } });
}

async function rowsAfter(
  scope: Scope,
  { episodeId, only }: Track,
  { runNumber, sequence }: Position,
  limit = BATCH,
): Promise<{ event: RunEvent; runNumber: number }[]> {
  const em = freshBehindWall(scope);
  const which = only ? sql`r.id = ${only.id}` : sql`r.episode_id = ${episodeId}`;
  const rows = await query<{ run_number: number }>(
    em,
    sql`select r.number as run_number, t.* from pipeline_run r join run_event t on t.run_id = r.id
      where ${which} and (r.number, t.sequence) > (${runNumber}::int, ${sequence}::int)
      order by r.number, t.sequence limit ${limit}`,
  );
  return rows.map(({ run_number, ...row }) => ({ event: em.map(RunEvent, row), runNumber: run_number }));
}
