import 'reflect-metadata';
import { specifiedDirectives, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import type { Events } from '../events.js';
import type { AssetStore, Renderer } from '../integrations/contracts.js';
import type { RunControl } from '../jobs/run-control.js';
import { AssetService } from '../services/asset-service.js';
import { ChannelService, type ChannelDefaults } from '../services/channel-service.js';
import { EpisodeService } from '../services/episode-service.js';
import type { KeyService } from '../services/key-service.js';
import { PipelineService } from '../services/pipeline-service.js';
import { ReviewService } from '../services/review-service.js';
import { ScriptService } from '../services/script-service.js';
import { UploadService } from '../services/upload-service.js';
import { VendorCallService } from '../services/vendor-call-service.js';
import { InputUserError, StateUserError } from '../services/user-errors.js';
import { AssetResolver } from './asset-resolver.js';
import { AuditResolver } from './audit-resolver.js';
import { guardRoots } from './auth.js';
import { BrandResolver } from './brand-resolver.js';
import { ChannelResolver } from './channel-resolver.js';
import { COST_DIRECTIVES } from './cost-directives.js';
import { declareCosts } from './costs.js';
import { EpisodeResolver } from './episode-resolver.js';
import { EventResolver } from './event-resolver.js';
import { KeyResolver } from './key-resolver.js';
import { NodeResolver } from './node-resolver.js';
import { PipelineResolver } from './pipeline-resolver.js';
import { dropPlainResolvers, nameTypesAtOnce } from './plain-fields.js';
import { attachStreams, ProgressResolver } from './progress-resolver.js';
import { RateLimitResolver } from './rate-limit-resolver.js';
import { ReviewResolver } from './review-resolver.js';
import { RunResolver } from './run-resolver.js';
import { SpendResolver } from './spend-resolver.js';
import { AttentionResolver, StageRunResolver, StageTaskResolver } from './stage-resolver.js';
import { UploadResolver } from './upload-resolver.js';
import { StateUserErrorResolver } from './user-error-resolver.js';
import { VendorCallResolver } from './vendor-call-resolver.js';
import { ViewerResolver } from './viewer-resolver.js';

/** What the graph works with. */
export interface GraphParts {
  readonly control: RunControl;
  readonly defaults: ChannelDefaults;
  readonly events: Events;
  readonly store: AssetStore;
  readonly renderer: Pick<Renderer, 'probeUpload'>;
  /** Uploads are looked at in here. */
  readonly workFolder: string;
  readonly keys: KeyService;
}

/** The whole graph: its types, and the one instance of each resolver behind them. */
export function buildGraph(parts: GraphParts): GraphQLSchema {
  const { control, defaults, events, store, renderer, workFolder, keys } = parts;
  const resolvers = [
    new AssetResolver(new AssetService(store)),
    new AttentionResolver(),
    new AuditResolver(),
    new BrandResolver(),
    new ChannelResolver(new ChannelService(control, defaults)),
    new EpisodeResolver(new EpisodeService(control, defaults)),
    new EventResolver(),
    new KeyResolver(keys),
    new NodeResolver(),
    new PipelineResolver(new PipelineService(control), control),
    new ProgressResolver(),
    new RateLimitResolver(),
    new ReviewResolver(new ReviewService(control), new ScriptService(control)),
    new RunResolver(control),
    new SpendResolver(),
    new StageRunResolver(),
    new StageTaskResolver(),
    new StateUserErrorResolver(),
    new UploadResolver(new UploadService({ store, renderer, folder: workFolder })),
    new VendorCallResolver(new VendorCallService(control)),
    new ViewerResolver(),
  ];
  const byClass = new Map(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const [first, ...rest] = [...byClass.keys()];
  if (!first) throw new Error('the graph has no resolvers');
  const schema = buildSchemaSync({
    resolvers: [first, ...rest],
    container: { get: (wanted) => byClass.get(wanted as () => void) }, // as: a class, as all keys are
    orphanedTypes: [InputUserError, StateUserError],
    validate: false, // our own rules answer with userErrors
    pubSub: NO_PUBSUB,
    directives: [...specifiedDirectives, ...COST_DIRECTIVES],
  });
  for (const [type, description] of ROOTS) Object.assign(schema.getType(type) ?? {}, { description });
  dropPlainResolvers(schema);
  nameTypesAtOnce(schema);
  attachStreams(schema, { events, control });
  guardRoots(schema);
  declareCosts(schema);
  return schema;
}

const ROOTS = [
  ['Query', 'What can be read. Needs the role VIEWER where nothing else is said.'],
  ['Mutation', 'What can be changed. Needs the role EDITOR where nothing else is said.'],
  ['Subscription', 'What can be listened to, over graphql-transport-ws. Needs the role VIEWER.'],
] as const;

/** Subscriptions bring their own streams; nothing is published through the framework. */
const NO_PUBSUB = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Subscriptions bring their own streams.');
  },
};
