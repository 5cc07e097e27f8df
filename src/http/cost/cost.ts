import { SchemaMetaFieldDef, TypeMetaFieldDef } from 'graphql';
import type { Plan, PlannedField } from './plan.js';

/** No cost is more: it is an `Int` of the graph. */
export const MOST_POINTS = 2 ** 31 - 1;

/** What an operation may cost at most, as far as lists are as long as expected: whole points, 1 or more. */
export function expectedCost(plan: Plan): number {
  return wholePoints(expected(plan));
}

/**
 * What an operation did cost: the same, with the lists of the answer. Reading the schema costs what was expected.
 * @param data of the answer; null or undefined when there is none
 */
export function actualCost(plan: Plan, data: unknown): number {
  return wholePoints(actual(plan, isObject(data) ? data : {}));
}

function expected({ priced }: Plan): number {
  let total = 0;
  for (const [, planned] of priced) total = capped(total + expectedOf(planned));
  return total;
}

function expectedOf({ weight, size, below }: PlannedField): number {
  let most = 0;
  for (const plan of below.values()) most = Math.max(most, expected(plan));
  return capped(size * capped(weight + most));
}

function actual({ priced }: Plan, answer: Answer): number {
  let total = 0;
  for (const [key, planned] of priced) {
    const isSchema = planned.field === SchemaMetaFieldDef || planned.field === TypeMetaFieldDef;
    total = capped(total + (isSchema ? expectedOf(planned) : actualOf(planned, answer[key])));
  }
  return total;
}

function actualOf(planned: PlannedField, value: unknown): number {
  const { weight, below, only } = planned;
  if (below.size === 0 || !isObject(value)) return weight;
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    if (only?.priced.length === 0 && !Array.isArray(first)) return capped(weight * value.length);
    let total = 0;
    for (const each of value) total = capped(total + actualOf(planned, each));
    return total;
  }
  if (only) return capped(weight + actual(only, value));
  let most = 0;
  for (const [type, plan] of below)
    if (couldBe(type, plan, value)) most = Math.max(most, actual(plan, value));
  return capped(weight + most);
}

type Answer = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Answer => typeof value === 'object' && value !== null;

/** Of an interface only the types are left that the answer fits: what was asked of them is there, and nothing else. */
function couldBe(type: string, { fields }: Plan, answer: Answer): boolean {
  if (fields.size !== Object.keys(answer).length) return false;
  for (const [key, { field }] of fields) {
    if (!Object.hasOwn(answer, key)) return false;
    if (field.name === '__typename' && answer[key] !== type) return false;
  }
  return true;
}

const capped = (points: number): number => Math.min(points, MOST_POINTS);
const wholePoints = (points: number): number => Math.max(1, Math.ceil(points - 1e-9));
