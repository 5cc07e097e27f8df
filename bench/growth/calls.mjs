import { percentile } from '../engine/measures.mjs';

const WARM_UP = 10;
const PAGE = `pageInfo { hasNextPage endCursor } nodes { id number title topic status createdAt channel { id handle } runs(first: 1) { nodes { id status } } }`;
const pageOf = (args) =>
  `query Page($after: String, $where: EpisodeWhere) { episodes(first: 50, after: $after, where: $where${args}) { ${PAGE} } }`;
const PLAIN = pageOf('');
const CHANNEL = `query Channel($after: String) { channels(first: 1) { nodes { episodes(first: 50, after: $after) { ${PAGE} } } } }`;
const COUNT = 'query Count { episodes(first: 1) { totalCount } }';
const FIELDS = ['CREATED_AT', 'NUMBER', 'PRIORITY', 'TITLE', 'UPDATED_AT'];

/** Asks each side the same things, in turns. Yields the figures of one after the other, in the order of the sides. */
export async function* measureCalls(sides, adminKey, rounds) {
  const askers = sides.map(({ url }) => createAsker(url, adminKey));
  const [scoped, middle, end] = await Promise.all([
    Promise.all(askers.map(scopedKey)),
    Promise.all(askers.map((ask) => middleCursor(ask))),
    Promise.all(askers.map((ask) => lastCursor(ask))),
  ]);
  const calls = [
    ['first page', () => ({ query: PLAIN })],
    ['a page in the middle', (side) => ({ query: PLAIN, variables: { after: middle[side] } })],
    ['the last page', (side) => ({ query: PLAIN, variables: { after: end[side] } })],
    ['first page of a channel', () => ({ query: CHANNEL })],
    [
      'first page, status FAILED',
      () => ({ query: PLAIN, variables: { where: { status: { eq: 'FAILED' } } } }),
    ],
    [
      'first page, status NEEDS_ATTENTION (10)',
      () => ({ query: PLAIN, variables: { where: { status: { eq: 'NEEDS_ATTENTION' } } } }),
    ],
    ...FIELDS.flatMap((field) =>
      ['ASC', 'DESC'].map((direction) => [
        `first page by ${field} ${direction}`,
        () => ({ query: pageOf(`, orderBy: { field: ${field}, direction: ${direction} }`) }),
      ]),
    ),
    ['first page, key of one channel', (side) => ({ query: PLAIN, key: scoped[side] })],
    ['totalCount, which counts', () => ({ query: COUNT }), { isPage: false }],
  ];
  for (const [name, requestOf, { isPage = true } = {}] of calls) {
    const times = askers.map(() => []);
    const many = isPage ? rounds : Math.min(rounds, 10);
    for (let round = 0; round < many + WARM_UP; round += 1) {
      for (const [side, ask] of askers.entries()) {
        const from = performance.now();
        await ask(requestOf(side));
        if (round >= WARM_UP) times[side].push(performance.now() - from);
      }
    }
    const [medianMs, p95Ms] = [0.5, 0.95].map((share) => times.map((all) => percentile(all, share)));
    yield { name, medianMs, p95Ms, isPage };
  }
}

function createAsker(url, adminKey) {
  return async ({ query, variables = {}, key = adminKey }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return data;
  };
}

async function scopedKey(ask) {
  const { channels } = await ask({ query: '{ channels(first: 1) { nodes { id } } }' });
  const { createApiKey } = await ask({
    query:
      'mutation Key($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { message } } }',
    variables: { input: { name: 'one channel', role: 'VIEWER', channelIds: [channels.nodes[0].id] } },
  });
  return createApiKey.secret;
}

/** A cursor from the middle: of the first episode that is as old as half of them. */
async function middleCursor(ask) {
  const edge = async (direction) => {
    const args = `first: 1, orderBy: { field: CREATED_AT, direction: ${direction} }`;
    const { episodes } = await ask({ query: `{ episodes(${args}) { nodes { createdAt } } }` });
    return Date.parse(episodes.nodes[0].createdAt);
  };
  const half = new Date(((await edge('ASC')) + (await edge('DESC'))) / 2).toISOString();
  const query = `query Middle($where: EpisodeWhere) { episodes(first: 1, where: $where) { pageInfo { endCursor } } }`;
  const { episodes } = await ask({ query, variables: { where: { createdAt: { lt: half } } } });
  return episodes.pageInfo.endCursor;
}

async function lastCursor(ask) {
  const { episodes } = await ask({ query: '{ episodes(last: 51) { edges { cursor } } }' });
  return episodes.edges[0].cursor;
}
