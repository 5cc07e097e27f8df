import Fastify from 'fastify';
import mercurius from 'mercurius';
import { obey } from './events.mjs';

/** Mercurius with its own subscriptions, as its documentation shows it. */
const app = Fastify();
await app.register(mercurius, {
  schema: `
    type Query { hello: String }
    type Channel { id: ID! name: String! }
    type Episode { id: ID! topic: String! channel: Channel! }
    type Run { id: ID! status: String! progress: Float! episode: Episode! }
    type RunEvent {
      sequence: Int! kind: String! stage: String message: String occurredAt: String!
      progress: Float! stageProgress: Float etaSeconds: Int run: Run!
    }
    type Subscription { runEvents: RunEvent! }
  `,
  resolvers: {
    Query: { hello: () => 'hello' },
    Subscription: { runEvents: { subscribe: (_root, _args, { pubsub }) => pubsub.subscribe('EVENT') } },
  },
  subscription: true,
});
await app.listen({ port: 0, host: '127.0.0.1' });
obey({ port: app.server.address().port }, (event) => {
  app.graphql.pubsub.publish({ topic: 'EVENT', payload: { runEvents: event } });
});
