/**
 * What vendors write is kept in PostgreSQL, which takes neither NUL nor half of a surrogate pair.
 *
 * @param stands for each of them: nothing in texts, U+FFFD in names, so that no other name comes out
 */
export function storable(text: string, stands: '' | '\ufffd'): string {
  return text.replace(/\0|\p{Cs}/gu, stands);
}

/** `JSON.parse`, of which every text can be kept. @throws {SyntaxError} */
export function parseStorable(text: string, stands: '' | '\ufffd'): unknown {
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' ? storable(value, stands) : value,
  ) as unknown;
}
