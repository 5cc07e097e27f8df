import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 as uuidv7 } from 'uuid';
import type { AuditOutcome } from '../entities/audit-entry.js';
import { Node } from '../entities/base.js';
import { parseGlobalId, toGlobalId } from '../entities/global-id.js';
import type { ChangeRecord, Scope, Viewer } from './scope.js';
import { query, sql, texts, uuids, type Sql } from './sql.js';
import { isNodeType } from './visibility.js';

const MOST_IDS = 100;
const DEEPEST_INPUT = 5;
/** Rows that an answer to an idempotency key names. */
const NAMED_ROWS: Readonly<Record<string, string>> = { episodeId: 'Episode', runId: 'PipelineRun' };

/** What is taken down about one mutation: who, what, on which ids, with which outcome, and from where. Only ids, no content. */
export class AuditTrail implements ChangeRecord {
  private readonly touched = new Map<string, string>();
  private state: 'OPEN' | 'WRITTEN' | 'KEPT' = 'OPEN';

  /** @param input of the mutation: the ids in it are kept */
  constructor(
    private readonly viewer: Viewer,
    private readonly mutation: string,
    input: unknown,
  ) {
    for (const globalId of idsIn(input)) {
      const parsed = parseGlobalId(globalId);
      if (parsed && isNodeType(parsed.typeName)) this.touch(parsed.typeName, parsed.id);
    }
  }

  touch(typeName: string, rowId: string): void {
    if (this.touched.size < MOST_IDS) this.touched.set(toGlobalId(typeName, rowId), rowId);
  }

  async writeWith(em: EntityManager, result: unknown): Promise<void> {
    const made = [...em.getUnitOfWork().getPersistStack()];
    for (const each of [...made, result, ...entriesOf(result).map(([, value]) => value)])
      if (each instanceof Node) this.touch(each.constructor.name, each.id);
    for (const [name, value] of entriesOf(result)) {
      const typeName = NAMED_ROWS[name];
      if (typeName !== undefined && typeof value === 'string') this.touch(typeName, value);
    }
    if (this.state !== 'OPEN') return; // a second transaction of the same mutation
    await em.flush(); // what was made is looked up below
    await this.insertInside(em);
    this.state = 'WRITTEN';
  }

  kept(): void {
    if (this.state === 'WRITTEN') this.state = 'KEPT';
  }

  /** When the mutation is over: what was not written together with a change is written now. */
  async finish({ em, logger }: Scope, outcome: AuditOutcome, codes: readonly string[]): Promise<void> {
    try {
      if (this.state !== 'KEPT') await this.insert(em, outcome, codes);
      else if (outcome !== 'SUCCEEDED') await this.insert(em, outcome, codes); // what is written stays as it is
    } catch (error) {
      const { actorId } = this.viewer;
      logger.error({ error, mutation: this.mutation, outcome, actorId }, 'a mutation could not be audited');
    }
  }

  private async insert(em: EntityManager, outcome: AuditOutcome, codes: readonly string[]): Promise<void> {
    await query(em, this.entry(outcome, codes));
  }

  private entry(outcome: AuditOutcome, codes: readonly string[]): Sql {
    const { kind, actorId, name, role, origin } = this.viewer;
    return sql`insert into audit_entry (id, created_at, actor_kind, actor_id, actor_name, role, mutation, outcome, codes,
        node_ids, channel_ids, address, user_agent, request_id)
      values (${uuidv7()}, now(), ${kind}, ${actorId}, ${name}, ${role}, ${this.mutation}, ${outcome}, ${texts(codes)},
        ${texts([...this.touched.keys()])}, ${channelsOf([...this.touched.values()])},
        ${origin?.address ?? null}, ${origin?.userAgent ?? null}, ${origin?.requestId ?? null})`;
  }

  /** The second wall of changes: of one that reaches into channels of others nothing stays. */
  private async insertInside(em: EntityManager): Promise<void> {
    const { actorId, channelIds } = this.viewer;
    const inside = channelIds === null ? sql`true` : sql`channel_ids <@ ${uuids(channelIds)}`;
    const [row] = await query<{ inside: boolean }>(
      em,
      sql`${this.entry('SUCCEEDED', [])} returning ${inside} as inside`,
    );
    if (!row?.inside) throw new Error(`${this.mutation} of ${actorId} reached into channels of others`);
  }
}

/** The channels of rows whose tables need not be known: no two have the same id. */
function channelsOf(rowIds: readonly string[]): Sql {
  const ids = sql`any(${uuids(rowIds)})`;
  return sql`(select coalesce(array_agg(distinct x.channel_id order by x.channel_id), '{}') from (
      select id as channel_id from channel where id = ${ids}
      union all select channel_id from episode where id = ${ids}
      union all select channel_id from asset where id = ${ids}
      union all select channel_id from asset_upload where id = ${ids}
      union all select channel_id from pipeline_run where id = ${ids}
      union all select channel_id from vendor_call where id = ${ids}
      union all select unnest(channel_ids) from api_key where id = ${ids}
      union all select r.channel_id from stage_run s join pipeline_run r on r.id = s.run_id where s.id = ${ids}
      union all select r.channel_id from task t join pipeline_run r on r.id = t.run_id where t.id = ${ids}
    ) x)`;
}

/** Every text in an input; what is no id is left out later. */
function idsIn(input: unknown, depth = 0): string[] {
  if (typeof input === 'string') return [input];
  if (depth > DEEPEST_INPUT) return [];
  return entriesOf(input).flatMap(([, value]) => idsIn(value, depth + 1));
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !(value instanceof Node) ? Object.entries(value) : [];
}
