import type { EntityManager } from '@mikro-orm/postgresql';

/** Asks a statement with values, in the transaction of `em` where there is one. @throws what `em.execute` throws */
export type Prepared<Row> = (em: EntityManager, values: readonly unknown[]) => Promise<Row[]>;

/**
 * A statement that comes again and again: its values travel beside it, so that each connection parses and plans it once.
 * `em.execute` writes the values into the text, and planning one of those takes longer than executing it.
 *
 * Rows that are given as JSON count as a hundred for the planner, which then reads a whole table for a handful of them:
 * a statement names them again in an array, whose length it knows.
 *
 * @param text with a `?` for each value
 */
export function prepared<Row>(text: string): Prepared<Row> {
  let count = 0;
  const sql = text.replace(/\?/g, () => `$${String((count += 1))}`);
  const query = { kind: 'RawNode', sqlFragments: [sql], parameters: [] } as const;
  return async (em, values) => {
    if (values.length !== count)
      throw new Error(`${String(values.length)} values for ${String(count)} places`);
    await em.getConnection().ensureConnection();
    try {
      const asked = { sql, parameters: values, query, queryId: { queryId: '' } };
      const { rows } = await em.getKysely().executeQuery<Row>(asked);
      return rows;
    } catch (error) {
      throw error instanceof Error ? em.getDriver().convertException(error) : error;
    }
  };
}
