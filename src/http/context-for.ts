import { Context } from '../resolvers/context.js';
import type { Scope, Viewer } from '../services/scope.js';
import { behindWall } from '../services/wall.js';
import type { HttpParts } from './parts.js';
import type { QueryDeadline } from './query-deadline.js';

/**
 * What one operation, or one event of a subscription, is executed with. Many short answers need no row: the entity
 * manager is made for the first that does.
 *
 * @param deadline by which its statements end; without one each ends by itself
 */
export function contextFor(
  { orm, logger }: Pick<HttpParts, 'orm' | 'logger'>,
  viewer: Viewer,
  deadline?: QueryDeadline,
): Context {
  let em: Scope['em'] | undefined;
  return new Context({
    viewer,
    logger,
    get em() {
      if (em) return em;
      em = orm.em.fork(deadline && { signal: deadline.signal, inflightQueryAbortStrategy: 'cancel query' });
      return behindWall(em, viewer, logger);
    },
  });
}
