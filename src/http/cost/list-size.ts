import type { ListSize } from '../../resolvers/cost-directives.js';
import { LARGEST_PAGE_SIZE } from '../../services/page.js';

/**
 * How many entries are counted. What a resolver refuses never counts less than what is usual, nothing more than the
 * largest page, so that no number in an argument can make an operation cheaper than it is.
 * @param given arguments, coerced
 */
export function listSizeOf(
  { assumedSize, slicingArguments }: ListSize,
  given: Record<string, unknown>,
): number {
  const sizes = (slicingArguments ?? []).map((name) => sizeIn(given[name])).filter((size) => size !== null);
  return sizes.length === 0 ? assumedSize : Math.max(...sizes);
}

/** @returns null when it says no size: it is absent, null, or no size at all */
function sizeIn(value: unknown): number | null {
  if (Array.isArray(value)) return Math.min(value.length, LARGEST_PAGE_SIZE);
  if (typeof value !== 'number' || !(value >= 1)) return null;
  return Math.min(Math.ceil(value), LARGEST_PAGE_SIZE);
}
