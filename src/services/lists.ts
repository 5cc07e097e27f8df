import { checkedPage, type Page, type PageArguments } from './page.js';
import { readPage, readPages, type List } from './page-query.js';
import type { Scope } from './scope.js';
import type { Sql } from './sql.js';

/** One page of a list. @throws {GraphQLError} BAD_USER_INPUT for a page beyond the limits */
export async function pageOf<T extends object>(
  { em }: Scope,
  list: List<T>,
  page: PageArguments,
): Promise<Page<T>> {
  return readPage(em, list, checkedPage(page));
}

/** The same page below each of several parents. @param parent the column that names the parent */
export async function pagesBelow<T extends object>(
  { em }: Scope,
  list: List<T>,
  parent: Sql,
  parentIds: readonly string[],
  page: PageArguments,
): Promise<Page<T>[]> {
  return readPages(em, list, parent, parentIds, checkedPage(page));
}
