import { Field, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import type { ConflictError } from '../errors.js';

export const UserErrorCode = {
  INVALID: 'INVALID',
  REQUIRED: 'REQUIRED',
  TOO_LONG: 'TOO_LONG',
  OUT_OF_RANGE: 'OUT_OF_RANGE',
  TAKEN: 'TAKEN',
  NOT_FOUND: 'NOT_FOUND',
  WRONG_STATE: 'WRONG_STATE',
  CONFLICT: 'CONFLICT',
  BUDGET_EXCEEDED: 'BUDGET_EXCEEDED',
  IDEMPOTENCY_MISMATCH: 'IDEMPOTENCY_MISMATCH',
  VENDOR_UNAVAILABLE: 'VENDOR_UNAVAILABLE',
} as const;
export type UserErrorCode = (typeof UserErrorCode)[keyof typeof UserErrorCode];

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'What is wrong with an input.',
  valuesConfig: {
    INVALID: { description: 'It is not of the form that is wanted.' },
    REQUIRED: { description: 'It must be there.' },
    TOO_LONG: { description: 'It has too many characters or entries.' },
    OUT_OF_RANGE: { description: 'It is too small or too large.' },
    TAKEN: { description: 'Something else has it already.' },
    NOT_FOUND: { description: 'Nothing with this id exists for you.' },
    WRONG_STATE: { description: 'The state it is in does not allow this.' },
    CONFLICT: { description: 'Somebody else changed it in between.' },
    BUDGET_EXCEEDED: { description: 'It would pass a limit of spending.' },
    IDEMPOTENCY_MISMATCH: { description: 'The key was used with another input before.' },
    VENDOR_UNAVAILABLE: { description: 'The vendor cannot be used now.' },
  },
});

/** Something about the content of an input that a person can mend. */
@InterfaceType({ description: 'Something about the content of an input that a person can mend.' })
export abstract class UserError {
  @Field(() => UserErrorCode, { description: 'What is wrong, for programs.' })
  readonly code: UserErrorCode;

  @Field(() => String, { description: 'What is wrong and what to do, for people.' })
  readonly message: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Into the input, list indexes as text; null for all of it.',
  })
  readonly path: readonly string[] | null;

  constructor(code: UserErrorCode, message: string, path: readonly string[]) {
    this.code = code;
    this.message = message;
    this.path = path.length === 0 ? null : path;
  }
}

@ObjectType({ implements: UserError, description: 'A problem of the input itself.' })
export class InputUserError extends UserError {}

@ObjectType({
  implements: UserError,
  description: 'The input is well, but the state of things does not allow it.',
})
export class StateUserError extends UserError {
  /** Read when it is asked for. */
  readonly about: ConflictError['about'];

  constructor({ code, message, path, about }: ConflictError) {
    super(code, message, path);
    this.about = about;
  }
}
