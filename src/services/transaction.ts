import { DeadlockException } from '@mikro-orm/core';
import { NotFoundError } from '../errors.js';
import { findRows } from './find.js';
import type { Scope } from './scope.js';
import type { Nodes, NodeType } from './visibility.js';

const MOST_TRIES = 3;

/**
 * All or nothing, in an identity map of its own; afterwards the scope has forgotten every row and reads them anew. What
 * the database gave up because two transactions waited for each other is done once more.
 */
export async function inTransaction<T>(scope: Scope, work: (inside: Scope) => Promise<T>): Promise<T> {
  const done = await tried(() =>
    scope.em.fork().transactional(async (em) => {
      const result = await work({ ...scope, em });
      await scope.record?.writeWith(em, result);
      return result;
    }),
  );
  scope.record?.kept();
  scope.em.clear();
  return done;
}

async function tried<T>(change: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof DeadlockException) || tries === MOST_TRIES) throw error;
    }
  }
}

/** Reads a row as it stands after its transaction. */
export async function reread<Type extends NodeType>(
  scope: Scope,
  type: Type,
  id: string,
): Promise<Nodes[Type]> {
  const found = (await findRows(scope, type, [id])).get(id);
  if (!found) throw new NotFoundError(`This ${type} was removed meanwhile.`);
  return found;
}
