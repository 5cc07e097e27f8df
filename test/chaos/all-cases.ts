import type { FailpointCase } from './case-list.js';
import { openLane, type CaseResult } from './lane.js';
import type { Ground } from './world.js';

export interface CasesSummary {
  readonly mode: string;
  readonly cases: number;
  readonly passed: number;
  readonly charges: number;
  readonly seconds: number;
  readonly broken: readonly string[];
}

/** Runs the cases, several at a time, each lane in a world of its own; says how each went. */
export async function runCases(
  ground: Ground,
  cases: readonly FailpointCase[],
  { lanes, mode, say }: { lanes: number; mode: string; say: (line: string) => void },
): Promise<CasesSummary> {
  const startedAt = Date.now();
  const left = [...cases];
  const results: CaseResult[] = [];
  async function work(number: number): Promise<void> {
    const lane = await openLane(ground, number);
    for (let one = left.shift(); one; one = left.shift()) {
      const result = await lane.run(one);
      results.push(result);
      say(row(result));
    }
    await lane.close();
  }
  await Promise.all(Array.from({ length: Math.min(lanes, cases.length) }, (_, index) => work(index + 1)));
  return {
    ...{ mode, cases: results.length, passed: results.filter(({ broken }) => broken.length === 0).length },
    charges: results.reduce((sum, { charges }) => sum + charges, 0),
    seconds: Math.round((Date.now() - startedAt) / 1_000),
    broken: results.flatMap(({ plan, vendor, broken }) =>
      broken.map((text) => `${plan} (${vendor}): ${text}`),
    ),
  };
}

function row({ plan, vendor, stage, status, charges, seconds, broken }: CaseResult): string {
  const cells = [
    plan.padEnd(42),
    vendor.padEnd(10),
    stage.padEnd(9),
    status.padEnd(15),
    `${charges} charges`.padEnd(11),
  ];
  return `${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${cells.join(' ')} ${seconds} s`;
}
