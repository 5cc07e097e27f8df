import type { Plan, PlannedField } from './plan.js';

/** No cost is more: it is an `Int` of the graph. */
export const MOST_POINTS = 2 ** 31 - 1;

/** What an operation may cost at most, as far as lists are as long as expected: whole points, 1 or more. */
export function expectedCost(plan: Plan): number {
  return wholePoints(expected(plan));
}

/**
 * What an operation did cost: the same, with the lists of the answer.
 * @param data of the answer; null or undefined when there is none
 */
export function actualCost(plan: Plan, data: unknown): number {
  return wholePoints(isObject(data) ? actual(plan, data) : sum(plan, ({ weight }) => weight));
}

function expected(plan: Plan): number {
  return sum(plan, ({ weight, size, below }) => capped(size * capped(weight + most(below, expected))));
}

function actual(plan: Plan, data: Answer): number {
  return sum(plan, (planned, key) => actualOf(planned, data[key]));
}

function actualOf(planned: PlannedField, value: unknown): number {
  const { weight, below } = planned;
  if (Array.isArray(value) && below.size > 0)
    return value.reduce<number>((total, each) => capped(total + actualOf(planned, each)), 0);
  if (!isObject(value) || below.size === 0) return weight;
  return capped(weight + most(possible(below, value), (plan) => actual(plan, value)));
}

type Answer = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Answer => typeof value === 'object' && value !== null;

/** Of an interface only the type is left that the answer fits: what was asked of it is there. */
function possible(below: ReadonlyMap<string, Plan>, answer: Answer): ReadonlyMap<string, Plan> {
  if (below.size === 1) return below;
  const keys = Object.keys(answer).length;
  return new Map(
    [...below].filter(([type, plan]) =>
      [...plan].every(([key, { field }]) =>
        field.name === '__typename' ? answer[key] === type : Object.hasOwn(answer, key) && plan.size === keys,
      ),
    ),
  );
}

function most(plans: ReadonlyMap<string, Plan>, cost: (plan: Plan) => number): number {
  return Math.max(0, ...[...plans.values()].map(cost));
}

function sum(plan: Plan, cost: (planned: PlannedField, key: string) => number): number {
  let total = 0;
  for (const [key, planned] of plan) total = capped(total + cost(planned, key));
  return total;
}

const capped = (points: number): number => Math.min(points, MOST_POINTS);
const wholePoints = (points: number): number => Math.max(1, Math.ceil(points - 1e-9));
