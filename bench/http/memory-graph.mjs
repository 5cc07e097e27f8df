import { buildSchema } from 'graphql';

const TEXT = `
  type Query { episodes: [Episode!]! episode(id: ID!): Episode }
  type Episode {
    id: ID! number: Int! title: String! topic: String! language: String! targetSeconds: Int!
    createdAt: String! updatedAt: String! channel: Channel! assets: [Asset!]!
  }
  type Channel { id: ID! handle: String! name: String! }
  type Asset { id: ID! kind: String! contentType: String! sizeBytes: Int! durationMs: Int }
`;
const CHANNELS = Array.from({ length: 5 }, (_, n) => ({
  id: `channel-${n}`,
  handle: `bees-${n}`,
  name: `Bees ${n}`,
}));
const EPISODES = Array.from({ length: 100 }, (_, n) => ({
  id: `episode-${n}`,
  number: n,
  title: `Why bees dance, part ${n}`,
  topic: 'The language of the hive',
  language: 'en',
  targetSeconds: 60,
  createdAt: '2026-11-23T05:00:00.000Z',
  updatedAt: '2026-11-23T05:00:00.000Z',
  channelId: `channel-${n % 5}`,
}));
const asset = (episode, kind) => ({
  id: `${episode.id}-${kind}`,
  kind,
  contentType: 'video/mp4',
  sizeBytes: 1_000_000 + episode.number,
  durationMs: 60_000,
});
const channels = new Map(CHANNELS.map((channel) => [channel.id, channel]));
const assets = new Map(
  EPISODES.map((one) => [one.id, [asset(one, 'EPISODE_VIDEO'), asset(one, 'THUMBNAIL')]]),
);
const episodes = new Map(EPISODES.map((episode) => [episode.id, episode]));

/** Rows in memory behind a schema without anything of a framework; resolvers where there is something to find. */
export function memoryGraph() {
  const schema = buildSchema(TEXT);
  const fields = (type) => schema.getType(type).getFields();
  fields('Query').episodes.resolve = () => EPISODES;
  fields('Query').episode.resolve = (_root, { id }) => episodes.get(id) ?? null;
  fields('Episode').channel.resolve = ({ channelId }) => channels.get(channelId);
  fields('Episode').assets.resolve = ({ id }) => assets.get(id);
  return schema;
}

const PARTS = `id number title topic language targetSeconds createdAt updatedAt channel { id handle name }`;
export const memoryRequests = {
  '34 KB': {
    query: `query Wall { episodes { id number title channel { id name } assets { id kind contentType sizeBytes } } }`,
  },
  '0.4 KB': {
    query: `query One($id: ID!) { episode(id: $id) { ${PARTS} assets { id kind } } }`,
    variables: { id: 'episode-7' },
  },
};
