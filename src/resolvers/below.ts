import type { Page, PageArguments } from '../services/page.js';
import { pagesBelow } from '../services/lists.js';
import type { List } from '../services/page-query.js';
import type { Sql } from '../services/sql.js';
import type { Context } from './context.js';

/**
 * A connection below one of many parents: what is asked of all of them in the same words is read in one statement.
 * @param words all arguments besides the page, so that different questions stay apart
 */
export function below<T extends object>(
  context: Context,
  name: string,
  parent: { column: Sql; id: string },
  list: List<T>,
  page: PageArguments,
  ...words: unknown[]
): Promise<Page<T>> {
  const { first, after, last, before } = page;
  const question = `${name} ${JSON.stringify([first, after, last, before, ...words])}`;
  return context.batched(question, parent.id, (ids) =>
    pagesBelow(context.scope, list, parent.column, ids, page),
  );
}
