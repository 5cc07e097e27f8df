import 'reflect-metadata';
import { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import type { ChannelDefaults } from '../services/channel-service.js';
import { ChannelService } from '../services/channel-service.js';
import type { Events } from '../events.js';
import type { AssetStore } from '../integrations/contracts.js';
import type { KeyService } from '../services/key-service.js';
import type { RunControl } from '../jobs/run-control.js';
import { guardRoots } from './auth.js';
import { ChannelResolver } from './channel-resolver.js';
import { ViewerResolver } from './viewer-resolver.js';

/** What the graph works with. */
export interface GraphParts {
  readonly control: RunControl;
  readonly defaults: ChannelDefaults;
  readonly events: Events;
  readonly store: AssetStore;
  readonly keys: KeyService;
}

/** The whole graph: its types, and the one instance of each resolver behind them. */
export function buildGraph({ control, defaults }: GraphParts): GraphQLSchema {
  const instances = new Map<unknown, unknown>([
    [ChannelResolver, new ChannelResolver(new ChannelService(control, defaults))],
    [ViewerResolver, new ViewerResolver()],
  ]);
  const schema = buildSchemaSync({
    resolvers: [ChannelResolver, ViewerResolver],
    container: { get: (resolver) => instances.get(resolver) },
    validate: false, // our own rules answer with userErrors
    pubSub: NO_PUBSUB,
  });
  guardRoots(schema);
  return schema;
}

/** Subscriptions bring their own iterators; nothing is published through the framework. */
const NO_PUBSUB = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Subscriptions bring their own iterators.');
  },
};
