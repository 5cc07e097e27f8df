import {
  getVariableValues,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Points, Price, Standing, Taken } from '../../services/points.js';
import { actualCost, expectedCost } from './cost.js';
import { argumentsOf, planOperation, type Plan } from './plan.js';
import { rateLimited, tooCostly } from './refusals.js';

/** What bills are made with. */
export interface Till {
  readonly schema: GraphQLSchema;
  readonly points: Points;
  readonly settings: { readonly costLimit: number };
}

/** An operation that passed validation. */
export interface Order {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As they came. */
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly keyId: string;
}

/**
 * `extensions.cost` of an answer. What the key has left is not in it: the same question has the same answer to the byte,
 * whether something is not there or not yours.
 */
export interface CostExtension {
  /** Points that were expected and taken before the operation was executed. */
  readonly requested: number;
  /** Points that it came to; the difference was given back. */
  readonly actual: number;
}

/** What an operation came to, and what its key has left then. */
export interface Settled {
  readonly cost: CostExtension;
  readonly standing: Standing;
}

/** What one operation costs, from the estimate that let it in to what it came to. */
export class Bill {
  constructor(
    private readonly plan: Plan,
    private readonly requested: number,
    private readonly taken: Taken,
    /** The one to execute instead, for an operation that only asks for its cost. */
    readonly dryRun: DocumentNode | null,
  ) {}

  get price(): Price {
    const { limit, remaining, resetAt } = this.taken;
    return { cost: this.requested, limit, remaining, resetAt };
  }

  /** Gives back what was not used. To be called once. @param data of the answer */
  settle(data: unknown): Settled {
    const { requested, taken } = this;
    if (this.dryRun) return { cost: { requested, actual: 0 }, standing: taken };
    const actual = actualCost(this.plan, data);
    return { cost: { requested, actual }, standing: taken.correct(actual) };
  }

  /** For a subscription: what was taken stays taken, and its events are free. */
  keep(): Settled {
    return { cost: { requested: this.requested, actual: this.requested }, standing: this.taken };
  }
}

/** What an operation will cost. The same for the same document and variables, whoever asks. */
export interface Quote {
  readonly plan: Plan;
  readonly requested: number;
  /** The one to execute instead, for an operation that only asks for its cost. */
  readonly dryRun: DocumentNode | null;
}

/** @returns null for variables that do not fit: the executor refuses them, nothing is charged */
export function quote(
  schema: GraphQLSchema,
  { document, operation, variables }: Pick<Order, 'document' | 'operation' | 'variables'>,
): Quote | null {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, {
    maxErrors: 1,
  });
  if (!coerced) return null;
  const plan = planOperation(schema, document, operation, coerced);
  return { plan, requested: expectedCost(plan), dryRun: onlyTheCost(document, operation, plan, coerced) };
}

/**
 * Takes the points of an operation before it is executed.
 * @returns null for variables that do not fit: the executor refuses them, nothing is charged
 * @throws {GraphQLError} COST_LIMIT when it is too costly for anyone, RATE_LIMITED when the key has too few points left
 */
export async function openBill(till: Till, order: Order): Promise<Bill | null> {
  const quoted = quote(till.schema, order);
  return quoted && charge(till, order.keyId, quoted);
}

/** @throws {GraphQLError} as above */
export async function charge(
  { points, settings }: Pick<Till, 'points' | 'settings'>,
  keyId: string,
  { plan, requested, dryRun }: Quote,
): Promise<Bill> {
  if (dryRun) return new Bill(plan, requested, await points.take(keyId, 0), dryRun);
  if (requested > settings.costLimit) throw tooCostly(requested, settings.costLimit);
  const taken = await points.take(keyId, requested);
  if (taken.retryAfterSeconds !== null) throw rateLimited(requested, taken, taken.retryAfterSeconds);
  return new Bill(plan, requested, taken, null);
}

/** Of an operation with `rateLimit(dryRun: true)` only that field is left; null for others. */
function onlyTheCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { fields }: Plan,
  variables: Readonly<Record<string, unknown>>,
): DocumentNode | null {
  const asking = [...fields.values()].filter(({ field }) => field.name === 'rateLimit');
  if (!asking.some(({ field, nodes }) => argumentsOf({ variables }, field, nodes)['dryRun'] === true))
    return null;
  const selections = asking.flatMap(({ nodes }) => nodes);
  const left = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } as const };
  return {
    ...document,
    definitions: document.definitions.map((each) => (each === operation ? left : each)),
  };
}
