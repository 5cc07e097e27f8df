import type { EntityManager } from '@mikro-orm/postgresql';

/** A piece of SQL with its values, so that pieces are put together without ever quoting a value by hand. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Value[];
}

type Value = string | number | boolean | Date | null;

/** Values become parameters, pieces are spliced in. */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | Value)[]): Sql {
  let text = strings[0] ?? '';
  const values: Value[] = [];
  parts.forEach((part, index) => {
    const piece = isSql(part) ? part : { text: '?', values: [part] };
    text += piece.text + (strings[index + 1] ?? '');
    values.push(...piece.values);
  });
  return { text, values };
}

/** All must hold; none is true. */
export function every(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : joined(conditions, ' and ');
}

/** One must hold; none is false. */
export function some(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`false` : joined(conditions, ' or ');
}

/** A list as one parameter, for `= any(…)`. */
export function uuids(ids: readonly string[]): Sql {
  return sql`${`{${ids.join(',')}}`}::uuid[]`;
}

export function texts(list: readonly string[]): Sql {
  const quoted = list.map((each) => `"${each.replace(/["\\]/g, '\\$&')}"`);
  return sql`${`{${quoted.join(',')}}`}::text[]`;
}

/** @returns rows by column name. The caller names their shape, which the statement promises. */
export function query<Row extends object>(em: EntityManager, { text, values }: Sql): Promise<Row[]> {
  return em.execute<Row[]>(text, [...values]);
}

function joined(conditions: readonly Sql[], word: string): Sql {
  return {
    text: `(${conditions.map((each) => each.text).join(word)})`,
    values: conditions.flatMap((each) => each.values),
  };
}

function isSql(part: Sql | Value): part is Sql {
  return typeof part === 'object' && part !== null && 'text' in part;
}
