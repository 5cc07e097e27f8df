import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

type Summary = Readonly<Record<string, unknown>>;

/**
 * The harness as `npm run chaos` starts it: everything in processes of its own.
 *
 * @throws what it said, if it found something broken or failed itself
 */
async function chaos(...args: string[]): Promise<Summary> {
  const child = spawn(process.execPath, [join(process.cwd(), 'scripts/chaos.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const [answer, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null]; // as: Node's own event
  const lines = answer.trim().split('\n');
  const last = lines.at(-1) ?? '';
  if (code !== 0 || !last.startsWith('{'))
    throw new Error(`The harness ended with ${code}:\n${said}\n${answer}`);
  return JSON.parse(last) as Summary; // as: its last line is one object
}

test('under random faults nothing is paid twice or lost, nothing is stuck, and no event is missed', async () => {
  const summary = await chaos('--seconds', '35', '--seed', '7', '--every', '900', '--runs', '6');

  expect(summary).toMatchObject({
    ...{ broken: 0, overCharges: 0, lost: 0, stuck: 0, gaps: 0, doubledSuccesses: 0 },
  });
  const faults = Object.values(summary['faults'] as Record<string, number>); // as: counts by kind
  expect(faults.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(15);
  expect(summary['tasks']).toBeGreaterThan(10);
  expect(summary['webhooks']).toBeGreaterThan(0);
});

test('a worker may be killed at each failpoint: another one goes on, and nothing is paid twice', async () => {
  const summary = await chaos('--one-per-failpoint', '--lanes', '3');

  expect(summary).toMatchObject({ broken: 0 });
  expect(summary['passed']).toBe(summary['cases']);
});
