import type { Phone } from './flite.js';

/** When a token sounds, in seconds from the start of its chunk. */
export interface TokenTime {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/**
 * Finds each token in the sounds of a whole chunk: said alone a token has nearly the sounds it has in company,
 * so the cheapest alignment of the two rows tells where it begins and ends.
 *
 * @param phones of the chunk, pauses included
 * @param tokenPhones names of the sounds of each token said alone
 */
export function timeTokens(
  phones: readonly Phone[],
  tokenPhones: readonly (readonly string[])[],
): TokenTime[] {
  const heard = phones.filter((phone) => phone.name !== 'pau');
  const expected = tokenPhones.flatMap((names, token) => names.map((name) => ({ name, token })));
  const tokenOfHeard = alignRows(
    heard.map((phone) => phone.name),
    expected.map((phone) => phone.name),
  ).map((index) => (index === null ? null : (expected[index]?.token ?? null)));

  const bounds = tokenPhones.map((): { startSeconds: number; endSeconds: number } | null => null);
  let token = 0;
  heard.forEach((phone, index) => {
    token = Math.max(token, tokenOfHeard[index] ?? token);
    const bound = bounds[token];
    if (bound) bound.endSeconds = phone.endSeconds;
    else bounds[token] = { startSeconds: phone.startSeconds, endSeconds: phone.endSeconds };
  });
  let previousEndSeconds = heard[0]?.startSeconds ?? 0;
  return bounds.map((bound) => {
    const time = bound ?? { startSeconds: previousEndSeconds, endSeconds: previousEndSeconds };
    previousEndSeconds = time.endSeconds;
    return time;
  });
}

const VOWEL = /^[aeiou]/;
const GAP_COST = 1;

function exchangeCost(one: string, other: string): number {
  if (one === other) return 0;
  return VOWEL.test(one) === VOWEL.test(other) ? 0.8 : 1.7;
}

/** For each heard sound the index of the expected one it stands for, null for an extra sound. */
function alignRows(heard: readonly string[], expected: readonly string[]): (number | null)[] {
  const width = expected.length + 1;
  const cost = new Float64Array((heard.length + 1) * width);
  const at = (row: number, column: number): number => cost[row * width + column] ?? 0;
  for (let row = 0; row <= heard.length; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if (row === 0 || column === 0) cost[row * width + column] = (row + column) * GAP_COST;
      else {
        const exchange =
          at(row - 1, column - 1) + exchangeCost(heard[row - 1] ?? '', expected[column - 1] ?? '');
        const gap = Math.min(at(row - 1, column), at(row, column - 1)) + GAP_COST;
        cost[row * width + column] = Math.min(exchange, gap);
      }
    }
  }
  const pairs: (number | null)[] = heard.map(() => null);
  let row = heard.length;
  let column = expected.length;
  while (row > 0 && column > 0) {
    const exchange = at(row - 1, column - 1) + exchangeCost(heard[row - 1] ?? '', expected[column - 1] ?? '');
    if (at(row, column) === exchange) pairs[--row] = --column;
    else if (at(row, column) === at(row - 1, column) + GAP_COST) row -= 1;
    else column -= 1;
  }
  return pairs;
}
