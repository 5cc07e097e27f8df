import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ConflictError, InvalidInputError, InvalidInputsError, NotFoundError } from '../errors.js';
import { InputUserError, StateUserError, type UserError } from './user-errors.js';

type Made<P> = Omit<P, 'userErrors'>;

/**
 * The answer of a mutation: what was made, or what is wrong with the input.
 * @param nothing the answer's fields when nothing was made
 */
export async function payload<P extends { userErrors: readonly UserError[] }>(
  nothing: Made<P>,
  make: () => Promise<Made<P>>,
): Promise<P> {
  try {
    return { ...(await make()), userErrors: [] } as unknown as P; // both halves of P are here
  } catch (error) {
    return { ...nothing, userErrors: toUserErrors(error) } as unknown as P; // as above
  }
}

/** @throws whatever is no matter of the input */
function toUserErrors(error: unknown): readonly UserError[] {
  if (error instanceof InvalidInputsError) return error.problems.map(toInputError);
  if (error instanceof InvalidInputError) return [toInputError(error)];
  if (error instanceof NotFoundError) return [new InputUserError('NOT_FOUND', error.message, error.path)];
  if (error instanceof ConflictError) return [new StateUserError(error)];
  if (error instanceof UniqueConstraintViolationException && error.message.includes('channel_handle')) {
    return [new InputUserError('TAKEN', 'Another channel has this handle.', ['handle'])];
  }
  throw error;
}

function toInputError({ code, message, path }: InvalidInputError): UserError {
  return new InputUserError(code, message, path);
}
