import { badUserInput } from './cursor.js';

/** Paging arguments as they came. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** What is asked for, checked. */
export interface PageRequest {
  readonly size: number;
  readonly backward: boolean;
  readonly after: string | null;
  readonly before: string | null;
}

export const USUAL_PAGE_SIZE = 20;
export const LARGEST_PAGE_SIZE = 100;

/** @throws {GraphQLError} BAD_USER_INPUT naming the argument */
export function checkedPage({ first, after, last, before }: PageArguments): PageRequest {
  const [hasFirst, hasLast] = [first != null, last != null];
  if (hasFirst && hasLast) throw badUserInput('Give first or last, not both.');
  const size = first ?? last ?? USUAL_PAGE_SIZE;
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE_SIZE) {
    throw badUserInput(`${hasLast ? 'last' : 'first'} must be from 1 to ${LARGEST_PAGE_SIZE}; got ${size}.`);
  }
  return { size, backward: hasLast, after: after ?? null, before: before ?? null };
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface PageParts<T> {
  readonly edges: readonly Edge<T>[];
  readonly hasNextPage: () => Promise<boolean>;
  readonly hasPreviousPage: () => Promise<boolean>;
  readonly count: () => Promise<number>;
}

/** One page of a connection. What costs a statement of its own is asked for only when it is read. */
export class Page<T> {
  constructor(private readonly parts: PageParts<T>) {}

  get edges(): readonly Edge<T>[] {
    return this.parts.edges;
  }

  get nodes(): readonly T[] {
    return this.parts.edges.map((edge) => edge.node);
  }

  get totalCount(): Promise<number> {
    return this.parts.count();
  }

  get pageInfo(): PageEnds<T> {
    return new PageEnds(this.parts);
  }
}

/** Of one page. A class, because an object that is written with getters gets a shape of its own that outlives it. */
class PageEnds<T> {
  constructor(private readonly parts: PageParts<T>) {}

  get startCursor(): string | null {
    return this.parts.edges[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.parts.edges.at(-1)?.cursor ?? null;
  }

  get hasNextPage(): Promise<boolean> {
    return this.parts.hasNextPage();
  }

  get hasPreviousPage(): Promise<boolean> {
    return this.parts.hasPreviousPage();
  }
}
