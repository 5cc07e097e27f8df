import type { Angle, Domain } from './domain.js';
import { upperFirst } from './noun-phrases.js';
import type { Topic } from './topic.js';

/** What a sentence may mention. Verbs stand so that no number is needed, or behind a modal. */
export interface Refs {
  readonly form: Topic['form'];
  /** The subject: "octopuses". */
  readonly t: string;
  readonly T: string;
  /** What is asked about it: "three hearts". */
  readonly f: string;
  readonly F: string;
  /** Behind "understand", "explain", "see", "show": "why octopuses have three hearts". */
  readonly q: string;
  /** The direct question. */
  readonly Q: string;
  /** The angle, and another one. */
  readonly a: string;
  readonly A: string;
  readonly b: string;
  readonly experts: string;
  readonly Experts: string;
}

export type Say = (w: Refs) => string;

export function refsOf(topic: Topic, domain: Domain, angle: Angle, other: Angle): Refs {
  return {
    form: topic.form,
    ...{ t: topic.phrase, T: upperFirst(topic.phrase), f: topic.focus, F: upperFirst(topic.focus) },
    ...{ q: topic.clause, Q: topic.question },
    ...{ a: angle.name, A: upperFirst(angle.name), b: other.name },
    ...{ experts: domain.experts, Experts: upperFirst(domain.experts) },
  };
}
