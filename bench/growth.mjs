import { findFreePorts } from '../scripts/bootstrap/ports.mjs';
import { measureCalls } from './growth/calls.mjs';
import { fill } from './growth/rows.mjs';
import { startServices } from './engine/services.mjs';
import { given, say, withClosers } from './live/closers.mjs';
import { ADMIN_KEY, startNode } from './live/node.mjs';
import { requireBuild } from './live/requirements.mjs';

/**
 * `npm run bench -- growth [--rows 1000000] [--rounds 60]`: the same pages of episodes from a database with a thousand and
 * from one with a million, over HTTP, with key, cost and row-level security, in turns. A page may take 1.2 times as
 * long; what counts all rows (`totalCount`) is only told. After `npm run build`.
 */
requireBuild();
const sizes = [1_000, Number(given('--rows', '1000000'))];
const rounds = Number(given('--rounds', '60'));
const MOST = 1.2;

await withClosers(async (kept) => {
  const services = await startServices();
  kept(services, () => services.close());
  const ports = await findFreePorts(sizes.length);
  const sides = [];
  for (const [index, rows] of sizes.entries()) {
    const databaseUrl = await fill(services.databaseUrl, `growth_${rows}`, rows);
    const env = { ACOG_POINTS_PER_HOUR: '1000000000' };
    const node = await startNode({ ...services, databaseUrl, port: ports[index], env });
    kept(node, () => node.stop('SIGKILL'));
    sides.push({ url: `${node.url}/graphql`, rows });
  }
  say(`${sizes.map((rows) => `${rows} episodes`).join(' beside ')}, ${rounds} rounds, 50 to a page\n`);
  say(
    `${''.padEnd(44)} ${sizes.map((rows) => `${rows}`.padStart(9)).join(' ')}   ratio     p95   of ms, median`,
  );
  let worst = 0;
  for await (const { name, medianMs, p95Ms, isPage } of measureCalls(sides, ADMIN_KEY, rounds)) {
    const ratio = medianMs[1] / medianMs[0];
    if (isPage) worst = Math.max(worst, ratio);
    const figures = medianMs.map((ms) => ms.toFixed(1).padStart(9)).join(' ');
    say(`${name.padEnd(44)} ${figures} ${ratio.toFixed(2).padStart(7)} ${p95Ms[1].toFixed(1).padStart(7)}`);
  }
  say(`\nthe slowest page beside its small one: ${worst.toFixed(2)} times\n`);
  say(`npm run bench -- growth --rows ${sizes[1]} --rounds ${rounds}`);
  return worst <= MOST ? 0 : 1;
});
