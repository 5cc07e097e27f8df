import Negotiator from 'negotiator';

const TYPES = ['application/json', 'application/graphql-response+json'];

/**
 * Whether an answer can be given in a type that is accepted. Apollo Server finds out when it has executed what was asked,
 * which is too late for a change. @param accept the header
 */
export function isAccepted(accept: string | undefined): boolean {
  return !accept || new Negotiator({ headers: { accept } }).mediaType(TYPES) !== undefined;
}

export const NOT_ACCEPTED = `Accept ${TYPES.join(' or ')}: answers come in no other type.`;
