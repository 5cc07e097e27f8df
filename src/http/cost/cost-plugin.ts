import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { execute, OperationTypeNode, type ExecutionArgs } from 'graphql';
import type { Context } from '../../resolvers/context.js';
import { openBill, type Bill, type Till } from './bill.js';
import { standingHeaders } from './standing-headers.js';

/** Has every operation over HTTP paid for: before it is executed, and settled by its answer. */
export function createCostPlugin(till: Till): ApolloServerPlugin<Context> {
  return {
    requestDidStart() {
      let bill: Bill | null = null;
      return Promise.resolve({
        async didResolveOperation({ document, operation, request, contextValue }) {
          if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return; // others say so
          const { keyId } = contextValue.scope.viewer;
          bill = await openBill(till, { document, operation, variables: request.variables, keyId });
          contextValue.price = bill?.price ?? null;
        },
        responseForOperation({ request, contextValue }) {
          if (!bill?.dryRun) return Promise.resolve(null);
          return answerOf({
            schema: till.schema,
            document: bill.dryRun,
            contextValue,
            operationName: request.operationName,
            variableValues: request.variables,
          });
        },
        willSendResponse({ response: { body, http } }) {
          if (bill && body.kind === 'single') {
            const { data, extensions } = body.singleResult;
            const { cost, standing } = bill.settle(data);
            body.singleResult.extensions = { ...extensions, cost };
            for (const [name, value] of standingHeaders(standing)) http.headers.set(name, value);
          }
          return Promise.resolve();
        },
      });
    },
  };
}

async function answerOf(args: ExecutionArgs): Promise<GraphQLResponse> {
  const { data } = await execute(args);
  return {
    http: { headers: new HeaderMap() },
    body: { kind: 'single', singleResult: { data: data ?? null } },
  };
}
