import 'reflect-metadata';
import { createServer } from 'node:http';
import { createPubSub } from '@graphql-yoga/subscription';
import {
  Field,
  Float,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
  buildSchema,
} from 'type-graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { obey } from './events.mjs';

/** graphql-ws with type-graphql and its createPubSub, as the documentation of both shows it. */
function objectType(name, fields) {
  const type = { [name]: class {} }[name];
  for (const [field, [of, nullable]] of Object.entries(fields))
    Field(of, { nullable })(type.prototype, field);
  ObjectType(name)(type);
  return type;
}
const Channel = objectType('Channel', { id: [() => ID, false], name: [() => String, false] });
const Episode = objectType('Episode', {
  ...{ id: [() => ID, false], topic: [() => String, false], channel: [() => Channel, false] },
});
const Run = objectType('Run', {
  ...{ id: [() => ID, false], status: [() => String, false] },
  ...{ progress: [() => Float, false], episode: [() => Episode, false] },
});
const RunEvent = objectType('RunEvent', {
  ...{ sequence: [() => Int, false], kind: [() => String, false], stage: [() => String, true] },
  ...{ message: [() => String, true], occurredAt: [() => String, false], progress: [() => Float, false] },
  ...{ stageProgress: [() => Float, true], etaSeconds: [() => Int, true], run: [() => Run, false] },
});

class EventResolver {
  hello() {
    return 'hello';
  }
  runEvents(event) {
    return event;
  }
}
Query(() => String)(EventResolver.prototype, 'hello', {});
Reflect.defineMetadata('design:paramtypes', [Object], EventResolver.prototype, 'runEvents');
Root()(EventResolver.prototype, 'runEvents', 0);
Subscription(() => RunEvent, { topics: 'EVENT' })(EventResolver.prototype, 'runEvents', {});
Resolver()(EventResolver);

const pubSub = createPubSub();
const schema = await buildSchema({ resolvers: [EventResolver], pubSub, validate: false });
const server = createServer();
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(0, '127.0.0.1', () => {
  obey({ port: server.address().port }, (event) => pubSub.publish('EVENT', event));
});
