/** Texts that somebody may send, by name. */
export const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['the character NUL', 'three\0hearts'],
  ['half of a pair of surrogates, the first', 'three \ud83d hearts'],
  ['half of a pair of surrogates, the second', 'three \udc19 hearts'],
  ['halves in the wrong order', 'three \udc19\ud83d hearts'],
  ['line breaks', 'three\nhearts\r\n\tand \u2028 more'],
  ['control characters', 'three\u0007\u001b[2J\u007fhearts'],
  ['a script from right to left', 'למה לתמנון שלושה לבבות'],
  ['marks that turn the direction', 'three\u202Egpj.exe\u202C'],
  ['emoji', '🐙 and 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ['letters taken apart', 'cafe\u0301 naı\u0308ve'],
  ['a path', '../../etc/passwd'],
  ['a name from the prototype', '__proto__'],
  ['SQL', `three'; drop table channel; --`],
  ['markup', '<script>alert(1)</script> {{x}} ${x} %s'],
  ['JSON', '{"$ne":null}'],
  ['blanks alone', ' \n\t '],
  ['10,000 characters', 'x'.repeat(10_000)],
  ['10,000 emoji', '🐙'.repeat(10_000)],
];

/** What is wrong with a text where `max` characters may be; null when it is to be kept. */
export function problemOf(text: string, max: number): string | null {
  if (/\0|\p{Surrogate}/u.test(text)) return 'INVALID';
  return Array.from(text).length > max ? 'TOO_LONG' : null;
}

/** `['a', 'b', '0']` and a text make `{ a: { b: [text] } }`. */
export function at(path: readonly string[], text: string): Record<string, unknown> {
  return path.reduceRight<unknown>(
    (inner, step) => (step === '0' ? [inner] : { [step]: inner }),
    text,
  ) as Record<string, unknown>; // paths start with a name
}

/** What `at` put somewhere, as it is there. */
export function valueAt(row: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], row); // arrays have their indexes as names
}
