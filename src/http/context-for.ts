import type { Logger } from '../logger.js';
import { Context } from '../resolvers/context.js';
import type { ChangeRecord, Scope, Viewer } from '../services/scope.js';
import { behindWall } from '../services/wall.js';
import type { HttpParts } from './parts.js';
import type { QueryDeadline } from './query-deadline.js';

type Parts = Pick<HttpParts, 'orm' | 'logger'>;

/**
 * What one operation, or one event of a subscription, is executed with.
 *
 * @param deadline by which its statements end; without one each ends by itself
 */
export function contextFor(parts: Parts, viewer: Viewer, deadline?: QueryDeadline): Context {
  return new Context(new OperationScope(parts, viewer, deadline));
}

/**
 * Many short answers need no row: the entity manager is made for the first that does. A class, because an object that is
 * written with a getter gets a shape of its own, which keeps all it knows in memory until the next full collection.
 */
class OperationScope implements Scope {
  readonly logger: Logger;
  record?: ChangeRecord | undefined;
  private made: Scope['em'] | null = null;

  constructor(
    private readonly parts: Parts,
    readonly viewer: Viewer,
    private readonly deadline: QueryDeadline | undefined,
  ) {
    this.logger = parts.logger;
  }

  get em(): Scope['em'] {
    this.made ??= this.make();
    return this.made;
  }

  private make(): Scope['em'] {
    const { parts, viewer, deadline } = this;
    const em = parts.orm.em.fork(
      deadline && { signal: deadline.signal, inflightQueryAbortStrategy: 'cancel query' },
    );
    return behindWall(em, viewer, parts.logger);
  }
}
