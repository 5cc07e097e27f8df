import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;

/** A moment. Text outside, always in UTC with milliseconds; a `Date` inside. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A moment as RFC 3339 with offset, such as "2026-11-22T09:30:00Z".',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new GraphQLError('DateTime cannot represent this value.');
  },
  parseValue: moment,
  parseLiteral: (node) => moment(node.kind === Kind.STRING ? node.value : null),
});

function moment(value: unknown): Date {
  const [, year, month, day] = (typeof value === 'string' && RFC_3339.exec(value)) || [];
  const parsed = new Date(String(value));
  // day 0 of the next month is the last day of this one; a parser would take February 31 for March 3
  const isDay =
    Number(day) >= 1 && Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  // an offset may lead beyond the years that can be written, and that PostgreSQL takes
  if (
    isDay &&
    !Number.isNaN(parsed.getTime()) &&
    RFC_3339.test(parsed.toISOString()) &&
    parsed.getUTCFullYear() > 0
  )
    return parsed;
  throw new GraphQLError('DateTime must be RFC 3339 with offset, such as "2026-11-22T09:30:00Z".', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
