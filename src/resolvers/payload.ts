import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../services/user-errors.js';

/** What every answer of a mutation has. */
@ObjectType()
export abstract class Payload {
  @Field(() => [UserError], { description: 'What is wrong with the input; empty when it was done.' })
  userErrors!: UserError[];
}
