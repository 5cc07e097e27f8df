import { getOperationAST, GraphQLError, OperationTypeNode, type ExecutionArgs } from 'graphql';
import type { Context } from '../../resolvers/context.js';
import { openBill, type Bill, type CostExtension, type Till } from './bill.js';

/** What is to be executed on a socket, with a context of its own. */
export type SocketOrder = ExecutionArgs & { readonly contextValue: Context };

/** Has every operation on a socket paid for, as on HTTP. A subscription is paid when it begins. */
export interface SocketCosts {
  /** @returns what to execute, or why not */
  charge(order: SocketOrder): Promise<ExecutionArgs | readonly GraphQLError[]>;
  /**
   * @param args as `charge` gave them
   * @returns what the answer says of it; null for all events of a subscription but the first
   */
  settle(args: ExecutionArgs, data: unknown): { readonly cost: CostExtension } | null;
}

export function createSocketCosts(till: Till): SocketCosts {
  const open = new WeakMap<ExecutionArgs, Bill>();
  return {
    async charge(order) {
      const { document, operationName, variableValues, contextValue } = order;
      const operation = getOperationAST(document, operationName);
      if (!operation) return order;
      const { keyId } = contextValue.scope.viewer;
      try {
        const bill = await openBill(till, { document, operation, variables: variableValues, keyId });
        if (!bill) return order;
        contextValue.price = bill.price;
        const args = bill.dryRun ? { ...order, document: bill.dryRun } : order;
        open.set(args, bill);
        return args;
      } catch (error) {
        if (error instanceof GraphQLError) return [error];
        throw error;
      }
    },
    settle(args, data) {
      const bill = open.get(args);
      if (!bill) return null;
      open.delete(args);
      const { operation } = getOperationAST(args.document, args.operationName) ?? {};
      const { cost } = operation === OperationTypeNode.SUBSCRIPTION ? bill.keep() : bill.settle(data);
      return { cost };
    },
  };
}
