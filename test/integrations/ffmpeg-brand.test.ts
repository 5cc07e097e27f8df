import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRenderer } from '../../src/integrations/ffmpeg/index.js';
import type { Renderer } from '../../src/integrations/contracts.js';
import { layoutOf } from '../../src/video/format.js';
import type { OutputFormat, PictureBody, VideoSource } from '../../src/video/specs.js';
import { aClip, ffmpeg, FFMPEG, FFPROBE } from '../support/media.js';

const { signal } = new AbortController();
let folder: string;
let renderer: Renderer;
let clip: VideoSource;
beforeAll(async () => {
  folder = process.env['ACOG_KEEP'] ?? (await mkdtemp(join(tmpdir(), 'acog-brand-')));
  renderer = await createRenderer({
    ...{ ffmpegPath: FFMPEG, ffprobePath: FFPROBE },
    folder: join(folder, 'renderer'),
  });
  clip = await aClip(folder, 'clip.mp4', 'color=#203040:s=320x180:r=25', 1);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Mean colour of a spot in the last frame. */
async function colorAt(path: string, crop: string): Promise<number[]> {
  const { stdout } = await ffmpeg(
    ...['-v', 'error', '-i', path, '-vf', `crop=${crop},scale=1:1:flags=area,format=rgb24`],
    ...['-f', 'rawvideo', '-'],
  );
  return [...stdout.subarray(-3)];
}

async function render(body: PictureBody, format: OutputFormat, logo: { width: number; height: number }) {
  const path = join(folder, 'logo.png');
  const shape = `color=#FF0000:s=${logo.width}x${logo.height}`;
  await ffmpeg('-v', 'error', '-f', 'lavfi', '-i', shape, '-frames:v', '1', path);
  const out = join(folder, `${format}.mp4`);
  await renderer.renderPicture(
    {
      ...{ body, format, language: 'en', frames: 40, speechStartFrame: 0, words: [], onScreenText: null },
      brand: { primaryColor: '#1B3A6B', accentColor: '#FFC53D', captionStyle: 'clean' },
      logo: { ...logo, path },
    },
    out,
    { signal },
  );
  return out;
}

test.each<[OutputFormat, PictureBody['kind']]>([
  ['LANDSCAPE_1080P', 'FOOTAGE'],
  ['PORTRAIT_1080P', 'AVATAR'],
  ['SQUARE_1080P', 'FOOTAGE_WITH_AVATAR'],
])(
  'a logo stands in the corner of %s until the last frame, in its own colour and shape',
  async (format, kind) => {
    const bodies = { FOOTAGE: { footage: clip }, AVATAR: { avatar: clip } };
    const both = { footage: clip, avatar: clip };
    const body = {
      kind,
      ...(kind === 'FOOTAGE_WITH_AVATAR' ? both : bodies[kind as 'FOOTAGE']),
    } as PictureBody; // as: kind names its fields
    const { logo } = layoutOf(format);
    const path = await render(body, format, { width: 4 * logo.height, height: 4 * logo.height });
    const side = logo.height;
    const [red = 0, green = 255, blue = 255] = await colorAt(
      path,
      `${side - 12}:${side - 12}:${logo.x + 6}:${logo.y + 6}`,
    );
    expect(red).toBeGreaterThan(205);
    expect(Math.max(green, blue)).toBeLessThan(40);
    const beside = await colorAt(path, `40:${side}:${logo.x + side + 10}:${logo.y}`);
    expect(beside[0]).toBeLessThan(80);
  },
);

test('a logo that is hardly higher than a line, or smaller than its place, is shown all the same', async () => {
  const { logo } = layoutOf('LANDSCAPE_1080P');
  const line = await render({ kind: 'FOOTAGE', footage: clip }, 'LANDSCAPE_1080P', {
    width: 8000,
    height: 2,
  });
  expect((await colorAt(line, `${logo.width - 8}:2:${logo.x + 4}:${logo.y}`))[0]).toBeGreaterThan(60);
  const dot = await render({ kind: 'FOOTAGE', footage: clip }, 'LANDSCAPE_1080P', { width: 20, height: 20 });
  expect((await colorAt(dot, `16:16:${logo.x + 2}:${logo.y + 2}`))[0]).toBeGreaterThan(190);
  expect((await colorAt(dot, `60:60:${logo.x + 26}:${logo.y + 26}`))[0]).toBeLessThan(80);
});
