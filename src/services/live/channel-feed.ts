import { RunEvent } from '../../entities/run-event.js';
import { NotFoundError } from '../../errors.js';
import type { Channel } from '../../entities/channel.js';
import type { EventMessage } from '../../events.js';
import { findNode } from '../find.js';
import { pageOf } from '../lists.js';
import { runList } from '../run-reads.js';
import type { Scope } from '../scope.js';
import { every, query, sql, uuids, type Sql } from '../sql.js';
import { freshBehindWall } from '../wall.js';
import { eventOf, shared, standOf } from './live-event.js';
import { Mailbox } from './mailbox.js';
import { Recent } from './recent.js';
import type { FeedParts } from './run-feed.js';
import { endable } from './stream.js';

const REREAD_MS = 5_000;
const LONGEST_REPLAY = 5_000;
const CURSOR = /^c:(\d{1,18})$/;

/** Its cursor holds a transaction number below which everything was delivered: going on from it misses nothing. */
class ChannelEvent extends RunEvent {
  bound = 0;

  override get cursor(): string {
    return Buffer.from(`c:${this.bound}`, 'utf8').toString('base64url');
  }
}

/** Run and stage changes of one channel, or of all that the viewer may see. Misses nothing, may repeat after a reconnect. */
export async function followChannels(
  parts: FeedParts,
  scope: Scope,
  channelId: string | null,
  after: string | null,
): Promise<AsyncGenerator<RunEvent, void>> {
  const channel = channelId === null ? null : await findNode(scope, 'Channel', channelId);
  if (channelId !== null && !channel) throw new NotFoundError('There is no channel with this id.');
  const allowed = channel ? [channel.id] : scope.viewer.channelIds;
  const mailbox = await Mailbox.open(
    parts.events,
    'channels',
    (message) => allowed === null || allowed.includes(message.channelId),
  );
  return endable(mailbox, read(parts, scope, { channel, allowed }, after, mailbox));
}

interface Which {
  readonly channel: Channel | null;
  /** Rows of channels; null for all. */
  readonly allowed: readonly string[] | null;
}

async function* read(
  parts: FeedParts,
  scope: Scope,
  which: Which,
  after: string | null,
  mailbox: Mailbox,
): AsyncGenerator<RunEvent, void> {
  try {
    const recent = new Recent();
    let next = await lowestOpenTransaction(scope); // before the rows: what is below it is in them
    let bound = after === null ? next : boundIn(after, next);
    if (bound === null) yield* stands(parts, scope, which, ['STREAM_RESET'], next);
    else if (after === null) yield* stands(parts, scope, which, [], next);
    bound ??= next;
    for (;;) {
      const rows = await rowsFrom(scope, which, bound);
      if (rows === null) yield* stands(parts, scope, which, ['STREAM_RESET'], next);
      // a cursor from within these rows leads to their beginning: whoever leaves in the middle gets the rest
      for (const row of rows ?? []) if (recent.add(row)) yield bounded(row, bound);
      bound = next;
      const until = Date.now() + REREAD_MS; // also while there is much to tell: what was lost shows in the rows alone
      for (let leftMs = REREAD_MS; leftMs > 0; leftMs = until - Date.now()) {
        const taken = await mailbox.take(leftMs);
        if (taken === 'CLOSED') return;
        if (taken === 'QUIET' || taken === 'MISSED') break;
        if (recent.add(taken)) yield boundedForAll(taken, bound);
      }
      next = await sharedBound(parts, scope);
    }
  } finally {
    mailbox.close();
  }
}

/** Every run that is under way, or else the latest one, so that a late comer knows where things stand. */
async function* stands(
  { control }: FeedParts,
  scope: Scope,
  { channel }: Which,
  before: readonly 'STREAM_RESET'[],
  bound: number,
): AsyncGenerator<RunEvent, void> {
  const fresh = { ...scope, em: freshBehindWall(scope) };
  const list = runList(scope.viewer, channel ? { channel: { eq: channel.globalId } } : null);
  const active = sql`t.status not in ('SUCCEEDED', 'FAILED', 'CANCELLED')`;
  const page = { ...list, condition: every([list.condition, active]) };
  const { nodes } = await pageOf(fresh, page, { first: 100 });
  const newest = nodes[0] ?? (await pageOf(fresh, list, { first: 1 })).nodes[0];
  if (newest) for (const kind of before) yield bounded(standOf(newest, kind, null), bound);
  const shown = nodes.length === 0 && newest ? [newest] : nodes;
  for (const run of shown) {
    yield bounded(standOf(run, 'SNAPSHOT', await control.etaSeconds(scope.em.fork(), run)), bound);
  }
}

/** @returns null for a cursor that is no cursor of this stream, or from the future */
function boundIn(after: string, now: number): number | null {
  const text = after.length > 100 ? '' : Buffer.from(after, 'base64url').toString('utf8');
  const bound = Number(CURSOR.exec(text)?.[1] ?? Number.NaN);
  return bound <= now ? bound : null;
}

const bounds = new WeakMap<FeedParts, { readonly asOf: number; readonly bound: Promise<number> }>();

/** The same for all readers of a process for a while, so that their events are the same too. Not newer than now. */
function sharedBound(parts: FeedParts, scope: Scope): Promise<number> {
  const known = bounds.get(parts);
  if (known && Date.now() - known.asOf < REREAD_MS) return known.bound;
  const bound = lowestOpenTransaction(scope);
  const fresh = { asOf: Date.now(), bound };
  bounds.set(parts, fresh);
  bound.catch(() => bounds.delete(parts)); // whoever waits for it hears of it; the next one asks again
  return bound;
}

/** Every transaction below it has ended, and whatever it wrote can be seen. */
async function lowestOpenTransaction(scope: Scope): Promise<number> {
  const [row] = await query<{ lowest: string }>(
    scope.em.fork(),
    sql`select pg_snapshot_xmin(pg_current_snapshot())::text as lowest`,
  );
  return Number(row?.lowest);
}

/** In the order in which they happened, those of a run by number. @returns null when there are too many to repeat */
async function rowsFrom(scope: Scope, { allowed }: Which, bound: number): Promise<RunEvent[] | null> {
  const em = freshBehindWall(scope);
  const mine: Sql = allowed === null ? sql`true` : sql`t.channel_id = any(${uuids(allowed)})`;
  const rows = await query<{ at: Date }>(
    em,
    sql`select x.* from (
        select t.*, max(t.occurred_at) over (partition by t.run_id order by t.sequence) as at from run_event t
        where t.transaction_id >= ${bound}::bigint and ${mine} and t.kind <> 'LOG'
          and exists (select from channel c where c.id = t.channel_id and c.deleted_at is null)
        limit ${LONGEST_REPLAY + 1}
      ) x order by x.at, x.run_id, x.sequence`,
  );
  if (rows.length > LONGEST_REPLAY) return null;
  return rows.map(({ at: _, ...row }) => em.map(RunEvent, row));
}

const forAll = new WeakMap<EventMessage, Map<number, ChannelEvent>>();

/** As it came over Redis: one object for all who go on from the same bound. */
function boundedForAll(message: EventMessage, bound: number): ChannelEvent {
  const known = forAll.get(message) ?? new Map<number, ChannelEvent>();
  forAll.set(message, known);
  const event = known.get(bound) ?? shared(bounded(eventOf(message), bound));
  known.set(bound, event);
  return event;
}

function bounded(event: RunEvent, bound: number): ChannelEvent {
  const { cursor: _cursor, costUsd: _costUsd, ...rest } = event;
  return Object.assign(new ChannelEvent(), rest, { bound });
}
