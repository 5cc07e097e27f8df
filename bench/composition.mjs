/**
 * How fast a programme is made: one minute of 1080p30 with presenter, footage, inset, lower thirds, word captions and
 * music, all sources synthetic. Run after `npm run build`:
 *
 *   node bench/composition.mjs [dist/src or dist] [pictures at once, default: cores]
 *
 * Prints real-time factors (seconds of programme per second), per core and by wall clock. The goal is 0.45 per core.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const given = process.argv[2] ?? 'dist';
const root = [given, join(given, 'src')]
  .map((path) => resolve(path))
  .find((path) => existsSync(join(path, 'video')));
if (root === undefined) throw new Error(`No compiled program in ${given}; run npm run build first.`);
const load = (file) => import(pathToFileURL(join(root, file)).href);
const { createRenderer } = await load('integrations/ffmpeg/index.js');
const { planTimeline, framesToMilliseconds } = await load('video/timeline.js');
const { timedWords } = await load('video/words.js');

const parallel = Number(process.argv[3] ?? availableParallelism());
const folder = await mkdtemp(join(tmpdir(), 'composition-bench-'));
const { signal } = new AbortController();
const text =
  'Bees speak without a sound. When a forager finds flowers, she returns to the hive and dances on the comb, and every ' +
  'sister that follows her learns how far the flowers are.';

/** CPU seconds of all children that have ended: Linux only, NaN elsewhere. */
function childSeconds() {
  if (process.platform !== 'linux') return Number.NaN;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function timed(work) {
  const [wall, cpu] = [performance.now(), childSeconds()];
  const value = await work();
  return { value, wall: (performance.now() - wall) / 1000, cpu: childSeconds() - cpu };
}

try {
  const lavfi = (source, name, ...more) =>
    run('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      source,
      ...more,
      '-pix_fmt',
      'yuv420p',
      join(folder, name),
    ]);
  await Promise.all([
    lavfi('mandelbrot=s=1280x720:r=24', 'footage.mp4', '-t', '6', '-preset', 'ultrafast'),
    lavfi('testsrc2=s=1280x720:r=25', 'avatar.mp4', '-t', '10', '-preset', 'ultrafast'),
    run('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'anoisesrc=c=pink:a=0.4:d=9.2',
      '-af',
      'tremolo=f=3:d=0.9',
      join(folder, 'speech.wav'),
    ]),
    run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=220:d=20', join(folder, 'music.wav')]),
  ]);
  const renderer = await createRenderer({
    ffmpegPath: 'ffmpeg',
    ffprobePath: 'ffprobe',
    folder: join(folder, 'work'),
  });
  const speechMs = 9200;
  const timeline = planTimeline({
    scenes: Array.from({ length: 6 }, (_, index) => ({ sceneId: String(index), speechMs })),
    targetMs: 63_000,
    hasCards: true,
  });
  const source = (name, durationMs) => ({ path: join(folder, name), durationMs, width: 1280, height: 720 });
  const avatar = source('avatar.mp4', 10_000);
  const footage = source('footage.mp4', 6000);
  const bodyOf = (item) =>
    item.kind !== 'SCENE'
      ? {
          kind: item.kind,
          title: 'How bees tell each other where the flowers are',
          subtitle: 'The Curious Hive',
        }
      : Number(item.sceneId) % 2 === 0
        ? { kind: 'AVATAR', avatar }
        : { kind: 'FOOTAGE_WITH_AVATAR', footage, avatar };
  const picturePaths = timeline.items.map((_, index) => join(folder, `p${index}.mp4`));
  const pictureOf = (item, index) =>
    renderer.renderPicture(
      {
        body: bodyOf(item),
        format: 'LANDSCAPE_1080P',
        brand: { primaryColor: '#1B3A6B', accentColor: '#FFC53D', captionStyle: 'clean' },
        language: 'en',
        frames: item.frames,
        speechStartFrame: item.speechStartFrame,
        words: item.kind === 'SCENE' ? timedWords(text, 'en', null, speechMs) : [],
        onScreenText: item.kind === 'SCENE' ? 'The dance language of bees' : null,
      },
      picturePaths[index],
      { signal },
    );

  const pictures = await timed(async () => {
    const waiting = timeline.items.map((item, index) => () => pictureOf(item, index));
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await next();
      }),
    );
  });
  const mixPath = join(folder, 'mix.aac');
  const speech = timeline.items
    .filter(({ kind }) => kind === 'SCENE')
    .map((item) => ({
      path: join(folder, 'speech.wav'),
      startFrame: item.startFrame + item.speechStartFrame,
    }));
  const mix = await timed(() =>
    renderer.renderMix({ speech, musicPath: join(folder, 'music.wav'), frames: timeline.frames }, mixPath, {
      signal,
    }),
  );
  const videoPath = join(folder, 'video.mp4');
  const tags = { title: 'Bench', comment: 'bench', language: 'en', createdAt: new Date().toISOString() };
  const join_ = await timed(() =>
    renderer.join({ picturePaths, mixPath, frames: timeline.frames, chapters: [], tags }, videoPath, {
      signal,
    }),
  );
  const inspection = await timed(() =>
    renderer.inspect(videoPath, { signal, expected: { frames: timeline.frames } }),
  );
  const oneScene = await timed(() => pictureOf(timeline.items[1], 1));

  const seconds = framesToMilliseconds(timeline.frames) / 1000;
  const row = (name, { wall, cpu }) =>
    console.log(
      `${name.padEnd(28)} ${cpu.toFixed(1).padStart(7)} CPU-s ${(seconds / cpu).toFixed(2).padStart(8)} x per core ` +
        `${wall.toFixed(1).padStart(7)} s ${(seconds / wall).toFixed(2).padStart(7)} x by the clock`,
    );
  const parts = [pictures, mix, join_, inspection];
  const total = {
    wall: parts.reduce((sum, { wall }) => sum + wall, 0),
    cpu: parts.reduce((sum, { cpu }) => sum + cpu, 0),
  };
  console.log(`${seconds} s of 1080p30, ${parallel} pictures at once, ${renderer.version}`);
  row('pictures', pictures);
  row('mix', mix);
  row('join', join_);
  row('inspection', inspection);
  row('all', total);
  console.log(
    `one scene again, mix and join: ${(((oneScene.cpu + mix.cpu + join_.cpu) / total.cpu) * 100).toFixed(0)} % of the whole`,
  );
  console.log(`faults: ${inspection.value.faults.length === 0 ? 'none' : inspection.value.faults.join(' ')}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
