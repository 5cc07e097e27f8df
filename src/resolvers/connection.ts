import { ArgsType, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import type { PageArguments } from '../services/page.js';

@ArgsType()
export class ConnectionArguments implements PageArguments {
  @Field(() => Int, {
    nullable: true,
    description: 'How many from the start, 1 to 100; 20 when nothing is said.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what follows this cursor.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many from the end, 1 to 100.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes before this cursor.' })
  before?: string | null;
}

@ObjectType({ description: 'Where a page lies in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is more before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first entry; null when there is none.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last entry; null when there is none.' })
  endCursor!: string | null;
}

/** The connection of a type, in the shape all connections have. Its values are `Page`s. */
export function connectionOf(node: () => ClassType, name: string, plural: string) {
  @ObjectType(`${name}Edge`, { description: `One entry of a ${name}Connection.` })
  class Edge {
    @Field(() => String, { description: 'Its place in the list, for after and before.' })
    cursor!: string;

    @Field(node, { description: 'The entry itself.' })
    node!: object;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${plural}.` })
  class Connection {
    @Field(() => [Edge], { description: 'The entries with their cursors.' })
    edges!: Edge[];

    @Field(() => [node()], { description: 'The entries.' })
    nodes!: object[];

    @Field(() => PageInfo, { description: 'Where this page lies.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many there are in all; counted only when asked for.' })
    totalCount!: number;
  }

  return Connection;
}
