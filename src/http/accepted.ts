import Negotiator from 'negotiator';

/** Of `application/json; charset=utf-8; q=0.5` the middle one; what stands in quotes is passed over. */
const PARAMETER = /;\s*(?!q\s*=)[^\s;,=]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*)/gi;
const TYPES = ['application/json', 'application/graphql-response+json'];

/**
 * Whether an answer can be given in a type that is accepted. Apollo Server finds out when it has executed what was asked,
 * which is too late for a change. @param accept the header
 */
export function isAccepted(accept: string | undefined): boolean {
  return !accept || new Negotiator({ headers: { accept } }).mediaType(TYPES) !== undefined;
}

/**
 * The same without what clients write behind a type that changes nothing for us: our answers are always UTF-8. Weights stay.
 * @param accept the header
 */
export function withoutParameters(accept: string | undefined): string | undefined {
  return accept?.replace(PARAMETER, '');
}

export const NOT_ACCEPTED = `Accept ${TYPES.join(' or ')}: answers come in no other type.`;
