import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { types as t } from '@mikro-orm/core';
import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import { v7 as uuidv7 } from 'uuid';
import { DateTime } from './date-time.js';
import { toGlobalId } from './global-id.js';

/** Anything with an id of its own, so that it can be asked for again with `node(id:)`. */
@InterfaceType('Node', {
  autoRegisterImplementations: false,
  // The name of the class, as in the global id; looked for by instance, everything would be the abstract Entity.
  resolveType: (value: object) => value.constructor.name,
  description: 'An object with an opaque id that stays the same for its whole life.',
})
export abstract class Node {
  abstract id: string;

  /** Global id: opaque, unique over all types. */
  @Field(() => ID, { name: 'id', description: 'Opaque id, unique over all types.' })
  get globalId(): string {
    return toGlobalId(this.constructor.name, this.id);
  }
}

/** Row id made by us, in the order of time, so that it is known before anything is written. */
@ObjectType({ implements: Node })
export abstract class Entity extends Node {
  @PrimaryKey({ type: t.uuid })
  id: string = uuidv7();

  @Field(() => DateTime, { description: 'When it was made.' })
  @Property({ type: t.datetime, columnType: 'timestamptz' })
  createdAt: Date = new Date();
}

export { DateTime };
