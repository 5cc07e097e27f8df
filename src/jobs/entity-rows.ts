import type { EntityClass, EntityDictionary } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Rows as entities of this entity manager, as they are now: one that it knows already is refreshed. On the way of every
 * change of every task, where building the same query again each time costs more than the query.
 *
 * @param sql selects whole rows of the entity's table
 */
export async function readRows<T extends object>(
  em: EntityManager,
  entity: EntityClass<T>,
  sql: string,
  parameters: readonly unknown[],
): Promise<T[]> {
  const rows = await em.execute<EntityDictionary<T>[]>(sql, [...parameters]);
  return rows.map((row) => em.map(entity, row));
}
