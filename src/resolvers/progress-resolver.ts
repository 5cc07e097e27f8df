import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import { RunEvent } from '../entities/run-event.js';
import { followChannels } from '../services/live/channel-feed.js';
import { followEpisode, followRun, type FeedParts } from '../services/live/run-feed.js';
import type { Context } from './context.js';

/** The framework wants a topic; the streams of `attachStreams` take its place. */
const OWN_STREAM = 'own stream';

type Stream<Arguments> = GraphQLFieldResolver<unknown, Context, Arguments>;

/** Gives each subscription its stream. Decorators are written before there is anything to listen to. */
export function attachStreams(schema: GraphQLSchema, parts: FeedParts): void {
  const runEvents: Stream<{ runId: string; after?: string | null }> = (_root, args, { scope }) =>
    followRun(parts, scope, args.runId, args.after ?? null);
  const episodeEvents: Stream<{ episodeId: string; after?: string | null }> = (_root, args, { scope }) =>
    followEpisode(parts, scope, args.episodeId, args.after ?? null);
  const channelEvents: Stream<{ channelId?: string | null; after?: string | null }> = (
    _root,
    args,
    { scope },
  ) => followChannels(parts, scope, args.channelId ?? null, args.after ?? null);
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  for (const [name, subscribe] of Object.entries({ runEvents, episodeEvents, channelEvents })) {
    const field = fields[name];
    if (!field) throw new Error(`the graph has no subscription ${name}`);
    field.subscribe = subscribe;
  }
}

const AFTER = 'A cursor: everything that followed it comes first. Without one a SNAPSHOT does.';

@Resolver()
export class ProgressResolver {
  @Subscription(() => RunEvent, {
    description: 'What happens in a run, to its end: every durable event in order, none missing, none twice.',
    topics: OWN_STREAM,
  })
  runEvents(
    @Root() event: RunEvent,
    @Arg('runId', () => ID, { description: 'The run.' }) _runId: string,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string | null,
  ): RunEvent {
    return event;
  }

  @Subscription(() => RunEvent, {
    description: 'What happens in all runs of an episode, those to come included.',
    topics: OWN_STREAM,
  })
  episodeEvents(
    @Root() event: RunEvent,
    @Arg('episodeId', () => ID, { description: 'The episode.' }) _episodeId: string,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string | null,
  ): RunEvent {
    return event;
  }

  @Subscription(() => RunEvent, {
    description:
      'Run and stage changes of one channel, or of all that you may see; no STAGE_PROGRESS, no LOG. Misses nothing, may repeat around a reconnect.',
    topics: OWN_STREAM,
  })
  channelEvents(
    @Root() event: RunEvent,
    @Arg('channelId', () => ID, { nullable: true, description: 'The channel; absent for all.' })
    _channelId?: string | null,
    @Arg('after', () => String, { nullable: true, description: `${AFTER} Cursors of this stream only.` })
    _after?: string | null,
  ): RunEvent {
    return event;
  }
}
