import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * `npm run bench -- simulator-media [--dist FOLDER] [--keep FOLDER]`: how fast the simulator makes its media, on what
 * `npm run build` made. Each figure is seconds of media per second of the clock, and per second of one core (user and
 * system, of this process and of the programs it ran): the second one holds on a machine that others use, too.
 */
const args = process.argv.slice(2);
const given = (name, fallback) => (args.includes(name) ? args[args.indexOf(name) + 1] : fallback);
const dist = given('--dist', join(import.meta.dirname, '..', 'dist'));
const keep = given('--keep', null);
const folder = keep ?? mkdtempSync(join(tmpdir(), 'acog-bench-'));
const { createMedia } = await import(pathToFileURL(join(dist, 'src/simulator/media/media.js')).href);
const media = createMedia({ folder, speed: () => ({ jobSeconds: 0, media: 'FULL' }) });

const SENTENCES = [
  'Why do octopuses have three hearts? The answer begins in cold water.',
  'Two hearts push blood through the gills, and a third sends it around the body.',
  'When an octopus swims, that third heart stops, which is why it would rather crawl.',
  'Its blood is blue, because copper carries the oxygen where we use iron.',
];
const PROMPTS = [
  'an octopus under water',
  'a city at night',
  'a planet in space',
  'a misty forest',
  'a growth chart',
  'a beating heart',
  'a network of computers',
  'coffee by the fire',
  'mountains at sunrise',
  'music in the air',
  'the idea of justice',
];
const FOOTAGE_SECONDS = 8;

try {
  console.log(`machine: ${availableParallelism()} cores, load before ${loadavg()[0].toFixed(1)}`);
  const spoken = await measure('speech', () =>
    Promise.all(SENTENCES.map((text) => media.speak({ text, voiceId: 'v', language: 'en', speed: 1 }))),
  );
  for (const [width, height] of [
    [1280, 720],
    [1920, 1080],
  ]) {
    const picture = { width, height, backgroundColor: '#1f3b57', lookId: 'bench' };
    await measure(`avatar ${width}x${height}`, () =>
      Promise.all(spoken.map(({ wavPath }) => media.renderAvatar({ ...picture, audioPath: wavPath }))),
    );
  }
  const scenery = { width: 1280, height: 720, seconds: FOOTAGE_SECONDS, seed: 1 };
  await measure('footage 1280x720', () =>
    Promise.all(PROMPTS.map((prompt) => media.renderFootage({ ...scenery, prompt }))),
  );
} finally {
  await media.close();
  if (keep === null) rmSync(folder, { recursive: true, force: true });
}

async function measure(name, make) {
  const coreBefore = coreSeconds();
  const from = performance.now();
  const made = await make();
  const clock = (performance.now() - from) / 1000;
  const core = coreSeconds() - coreBefore;
  const seconds = made.reduce((sum, { durationMs }) => sum + durationMs / 1000, 0);
  console.log(
    `${name}: ${made.length} clips of ${seconds.toFixed(1)} s in ${clock.toFixed(1)} s of the clock (${(seconds / clock).toFixed(1)} x real time), ${core.toFixed(1)} s of a core (${(seconds / core).toFixed(1)} x)`,
  );
  return made;
}

/** User and system time so far: ours, and that of every program we waited for (Linux says it in /proc). */
function coreSeconds() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1e6 + coreSecondsOfChildren();
}

function coreSecondsOfChildren() {
  const TICKS_PER_SECOND = 100;
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
