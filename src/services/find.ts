import { parseGlobalId } from '../entities/global-id.js';
import { NotFoundError } from '../errors.js';
import type { Scope } from './scope.js';
import { query, sql, uuids } from './sql.js';
import { isNodeType, nodeTables, type Nodes, type NodeType } from './visibility.js';

/**
 * `SHARE`: nobody may change it until we are done. `HOLD`: nor may anybody else hold it. `UPDATE`: and we may change it.
 * Only within a transaction.
 */
export type Lock = 'NONE' | 'SHARE' | 'HOLD' | 'UPDATE';
const LOCKS: Record<Lock, string> = {
  NONE: '',
  SHARE: 'for share of t',
  HOLD: 'for no key update of t',
  UPDATE: 'for update of t',
};

/** @returns what exists for this viewer, by row id; one statement for all */
export async function findRows<Type extends NodeType>(
  { em, viewer, record }: Scope,
  type: Type,
  ids: readonly string[],
  lock: Lock = 'NONE',
): Promise<Map<string, Nodes[Type]>> {
  if (ids.length === 0) return new Map();
  const { entity, table, visible } = nodeTables[type];
  const condition = sql`t.id = any(${uuids([...new Set(ids)])}) and ${visible(viewer)}`;
  const text = `select t.* from "${table}" t where ${condition.text} ${LOCKS[lock]}`;
  const found = new Map<string, Nodes[Type]>();
  for (const row of await query<{ id: string }>(em, { ...condition, text })) {
    // as: the entity of this type, of which the ORM loses sight through the table
    const node = em.map(entity, row as object) as Nodes[Type];
    found.set(row.id, node);
    if (lock === 'UPDATE') record?.touch(type, row.id);
  }
  return found;
}

/** @returns null for what does not exist, what is not the viewer's, and what is no id of this type */
export async function findNode<Type extends NodeType>(
  scope: Scope,
  type: Type,
  globalId: string,
  lock: Lock = 'NONE',
): Promise<Nodes[Type] | null> {
  const parsed = parseGlobalId(globalId);
  if (parsed?.typeName !== type) return null;
  return (await findRows(scope, type, [parsed.id], lock)).get(parsed.id) ?? null;
}

/** @throws {NotFoundError} with the path into the input, also when it is not the viewer's */
export async function findOwned<Type extends NodeType>(
  scope: Scope,
  type: Type,
  globalId: string,
  path: readonly string[],
  lock: Lock = 'NONE',
): Promise<Nodes[Type]> {
  const found = await findNode(scope, type, globalId, lock);
  if (!found) throw new NotFoundError(`There is no ${nounOf[type]} with this id.`, path);
  return found;
}

/** In the order of the ids, null where there is nothing; one statement for each type among them. */
export async function findNodes(
  scope: Scope,
  globalIds: readonly string[],
): Promise<(Nodes[NodeType] | null)[]> {
  const parsed = globalIds.map((globalId) => {
    const id = parseGlobalId(globalId);
    return id && isNodeType(id.typeName) ? { type: id.typeName, id: id.id } : null;
  });
  const types = [...new Set(parsed.flatMap((each) => (each ? [each.type] : [])))];
  const found = new Map<string, Nodes[NodeType]>();
  for (const type of types) {
    const ids = parsed.flatMap((each) => (each?.type === type ? [each.id] : []));
    for (const [id, node] of await findRows<NodeType>(scope, type, ids)) found.set(`${type}:${id}`, node);
  }
  return parsed.map((each) => (each ? (found.get(`${each.type}:${each.id}`) ?? null) : null));
}

const nounOf: Record<NodeType, string> = {
  ApiKey: 'API key',
  Asset: 'asset',
  AuditEntry: 'audit entry',
  Channel: 'channel',
  Episode: 'episode',
  PipelineRun: 'run',
  StageRun: 'stage run',
  StageTask: 'task',
  VendorCall: 'vendor call',
};
