import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Node } from '../entities/base.js';
import { badUserInput } from '../services/cursor.js';
import { findNodes } from '../services/find.js';
import { Context } from './context.js';

const MOST_IDS = 100;

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: 'Anything by its id; null when there is nothing.' })
  async node(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Node | null> {
    const [found] = await findNodes(scope, [id]);
    return found ?? null;
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'Many things by their ids, in that order; null where there is nothing.',
  })
  nodes(
    @Ctx() { scope }: Context,
    @Arg('ids', () => [ID], { description: 'At most 100 ids.' }) ids: string[],
  ): Promise<(Node | null)[]> {
    if (ids.length > MOST_IDS) throw badUserInput(`ids may list at most ${MOST_IDS}; got ${ids.length}.`);
    return findNodes(scope, ids);
  }
}
