import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const MICRO_PER_UNIT = 1_000_000;
const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;

/** 12_300_000 → `12.3`: no more digits than are needed, at most six behind the point. */
export function decimalFromMicro(micro: number): string {
  const sign = micro < 0 ? '-' : '';
  const absolute = Math.abs(micro);
  const whole = Math.floor(absolute / MICRO_PER_UNIT);
  const fraction = String(absolute % MICRO_PER_UNIT)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${sign}${String(whole)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** `12.3` → 12_300_000. @throws {GraphQLError} for more than six places or what is no number */
export function microFromDecimal(text: string): number {
  if (!DECIMAL.test(text))
    throw badInput(`Decimal must be a string such as "12.50", at most 6 places; got ${quote(text)}.`);
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const micro = Number(whole) * MICRO_PER_UNIT + Number(fraction.padEnd(6, '0'));
  if (!Number.isSafeInteger(micro)) throw badInput(`Decimal ${quote(text)} is too large.`);
  return text.startsWith('-') ? -micro : micro;
}

/** Money and units as text, so that no client rounds them through binary fractions. Inside: the text itself. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'A decimal number as a string with at most 6 places, such as "12.5". Money is in US dollars.',
  serialize: (value) => {
    if (typeof value === 'string' && DECIMAL.test(value)) return value;
    throw new GraphQLError('Decimal cannot represent this value.');
  },
  parseValue: (value) => checkedDecimal(typeof value === 'number' ? String(value) : value),
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT)
      return checkedDecimal(node.value);
    throw badInput('Decimal must be a string such as "12.50".');
  },
});

/** Sizes of files pass the 32 bits of Int. */
export const ByteCount = new GraphQLScalarType<number, number>({
  name: 'ByteCount',
  description: 'A number of bytes: an integer from 0 to 2^53 - 1, beyond the range of Int.',
  serialize: (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw new GraphQLError('ByteCount cannot represent this value.');
  },
  parseValue: (value) => checkedByteCount(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.INT) return checkedByteCount(Number(node.value));
    throw badInput('ByteCount must be a whole number of bytes.');
  },
});

/** Languages that scripts can be written and spoken in, as BCP 47 tags. */
export const LANGUAGES = [
  'ar', 'bg', 'cs', 'da', 'de', 'el', 'en', 'en-GB', 'en-US', 'es', 'es-MX', 'fi', 'fr', 'fr-CA', 'he', 'hi', 'hr', 'hu', 'id',
  'it', 'ja', 'ko', 'ms', 'nb', 'nl', 'pl', 'pt', 'pt-BR', 'ro', 'ru', 'sk', 'sv', 'ta', 'th', 'tr', 'uk', 'vi', 'zh',
] as const; // prettier-ignore

export const LanguageTag = new GraphQLScalarType<string, string>({
  name: 'LanguageTag',
  description: `A BCP 47 language tag, one of: ${LANGUAGES.join(', ')}.`,
  specifiedByURL: 'https://www.rfc-editor.org/info/bcp47',
  serialize: String,
  parseValue: (value) => checkedLanguage(value),
  parseLiteral: (node) => checkedLanguage(node.kind === Kind.STRING ? node.value : null),
});

export const UrlScalar = new GraphQLScalarType<string, string>({
  name: 'URL',
  description: 'An absolute http or https address.',
  specifiedByURL: 'https://url.spec.whatwg.org/',
  serialize: String,
  parseValue: (value) => checkedUrl(value),
  parseLiteral: (node) => checkedUrl(node.kind === Kind.STRING ? node.value : null),
});

function checkedDecimal(value: unknown): string {
  if (typeof value !== 'string') throw badInput('Decimal must be a string such as "12.50".');
  return decimalFromMicro(microFromDecimal(value));
}

function checkedByteCount(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw badInput('ByteCount must be a whole number of bytes from 0 to 2^53 - 1.');
}

function checkedLanguage(value: unknown): string {
  const known =
    typeof value === 'string' && LANGUAGES.find((tag) => tag.toLowerCase() === value.toLowerCase());
  if (known) return known;
  throw badInput(`LanguageTag must be one of ${LANGUAGES.join(', ')}; got ${quote(value)}.`);
}

function checkedUrl(value: unknown): string {
  if (typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value)) return new URL(value).href;
  throw badInput('URL must be an absolute http or https address.');
}

function quote(value: unknown): string {
  return (JSON.stringify(value) as string | undefined)?.slice(0, 60) ?? 'nothing';
}

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
