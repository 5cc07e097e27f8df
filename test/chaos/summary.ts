import type { Verdict } from './judge.js';
import type { Latencies, Weather } from './watch.js';

export interface RandomSummary extends Verdict {
  readonly mode: string;
  readonly seed: number;
  readonly seconds: number;
  readonly workers: number;
  /** From the last fault to the end of the last run. */
  readonly drainSeconds: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly reconnects: number;
  /** Messages of vendors that the API took. */
  readonly webhooks: number;
  readonly latencies: Readonly<Record<Weather, Latencies>>;
}

/** One line of JSON, and what broke, each with its place. */
export function tell({
  broken,
  ...rest
}: Readonly<Record<string, unknown>> & { readonly broken: readonly string[] }): string {
  const lines = broken.map((text) => `BROKEN ${text}`);
  return [...lines, JSON.stringify({ ...rest, broken: broken.length })].join('\n');
}
