import type { ExecutionArgs } from 'graphql';
import type { Viewer } from '../services/scope.js';
import type { Connection } from './connection.js';
import type { EventGroups } from './event-groups.js';
import type { HttpParts } from './parts.js';
import type { SocketMetrics } from './socket-metrics.js';

/** A subscription that was let in. */
export interface LiveOrder {
  readonly args: ExecutionArgs;
  /** The client's, of the operation. */
  readonly id: string;
  readonly viewer: Viewer;
  readonly connection: Connection;
  /** What the first event says of the cost; null when nothing is to be said. */
  readonly settle: () => object | null;
}

export interface LiveParts {
  readonly parts: HttpParts;
  readonly groups: EventGroups;
  readonly metrics: SocketMetrics;
}
