import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConfigError, MediaError } from '../../src/errors.js';
import { prepareFonts } from '../../src/integrations/ffmpeg/fonts.js';
import { createRenderer } from '../../src/integrations/ffmpeg/index.js';
import { runTool } from '../../src/integrations/ffmpeg/run.js';
import { aClip, aNarration, brightness, ffmpeg, FFMPEG, FFPROBE } from '../support/media.js';
import type { Renderer } from '../../src/integrations/contracts.js';
import type { OutputFormat, PictureBody, PictureSpec, VideoSource } from '../../src/video/specs.js';

const { signal } = new AbortController();
let folder: string;
let renderer: Renderer;
let clip: VideoSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "acog renderer's : -"));
  renderer = await createRenderer({
    ffmpegPath: FFMPEG,
    ffprobePath: FFPROBE,
    folder: join(folder, 'renderer'),
  });
  clip = await aClip(folder, 'clip.mp4', 'testsrc2=s=320x180:r=25', 1);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function picture(body: PictureBody, more: Partial<PictureSpec> = {}): PictureSpec {
  return {
    ...{
      body,
      format: 'LANDSCAPE_1080P',
      language: 'en',
      frames: 4,
      speechStartFrame: 0,
      words: [],
      onScreenText: null,
    },
    brand: { primaryColor: '#1B3A6B', accentColor: '#FFC53D', captionStyle: 'clean' },
    ...more,
  };
}

async function render(spec: PictureSpec, name = 'picture.mp4'): Promise<string> {
  const path = join(folder, name);
  await renderer.renderPicture(spec, path, { signal });
  return path;
}

describe('a picture', () => {
  test.each<[OutputFormat, number, number]>([
    ['LANDSCAPE_1080P', 1920, 1080],
    ['PORTRAIT_1080P', 1080, 1920],
    ['SQUARE_1080P', 1080, 1080],
  ])('in %s has its size and exactly its frames', async (format, width, height) => {
    const kinds: PictureBody[] = [
      { kind: 'FOOTAGE_WITH_AVATAR', footage: clip, avatar: clip },
      { kind: 'TITLE_CARD', title: 'Title', subtitle: 'Channel' },
    ];
    for (const body of kinds) {
      const path = await render(picture(body, { format, frames: 5 }));
      expect((await renderer.probe(path, signal)).video).toEqual({
        codec: 'h264',
        width,
        height,
        fps: 30,
        frames: 5,
      });
    }
  });

  test('goes on moving when its footage is far too short', async () => {
    const path = await render(picture({ kind: 'FOOTAGE', footage: clip }, { frames: 120 }));
    expect((await renderer.probe(path, signal)).video?.frames).toBe(120);
    const report = await renderer.inspect(path, { signal });
    expect(report.frozen).toEqual([]);
  });

  test('takes sources of any rate and pixel shape, and fills the frame with them', async () => {
    const odd = join(folder, 'odd.mp4');
    await ffmpeg(
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'color=0x00ff00:s=360x288:r=60000/1001',
      '-t',
      '0.5',
      '-vf',
      'setsar=64/45',
      odd,
    );
    const path = await render(picture({ kind: 'AVATAR', avatar: { ...clip, path: odd } }));
    for (const spot of ['20:20:0:0', '20:20:1900:1060', '20:20:0:1060'])
      for (const luma of await brightness(path, spot)) expect(luma).toBeGreaterThan(100);
  });

  test('is made of the same bytes every time', async () => {
    const spec = picture(
      { kind: 'FOOTAGE_WITH_AVATAR', footage: clip, avatar: clip },
      { frames: 12, onScreenText: 'Same' },
    );
    const hash = async (path: string) =>
      (await ffmpeg('-v', 'error', '-i', path, '-f', 'md5', '-')).stdout.toString();
    expect(await hash(await render(spec, 'one.mp4'))).toBe(await hash(await render(spec, 'two.mp4')));
  });

  test('shows words that look like commands to hide them', async () => {
    const dark = await aClip(folder, 'dark.mp4', 'color=0x202020:s=320x180:r=30', 1);
    const words = [{ text: '{\\alpha&HFF&\\fs1}', startMs: 0, endMs: 900 }];
    const spot = '1200:90:360:880';
    const brightest = async (spec: PictureSpec) => Math.max(...(await brightness(await render(spec), spot)));
    const plain = await brightest(picture({ kind: 'AVATAR', avatar: dark }));
    expect(await brightest(picture({ kind: 'AVATAR', avatar: dark }, { words }))).toBeGreaterThan(plain + 4);
  });

  test('is refused by name when its source is gone or has no picture', async () => {
    const missing = join(folder, 'nothing.mp4');
    const gone = picture({ kind: 'AVATAR', avatar: { ...clip, path: missing } });
    await expect(render(gone)).rejects.toMatchObject({
      code: 'MEDIA',
      message: expect.stringContaining('nothing.mp4'),
    });
    const sound = await aNarration(folder, 'sound.wav', [{ text: 'a', startMs: 0, endMs: 200 }], 400);
    await expect(render(picture({ kind: 'AVATAR', avatar: { ...clip, path: sound } }))).rejects.toThrow(
      'has no picture',
    );
  });
});

describe('the sound', () => {
  test('of music lies 12 to 18 dB under the speech while it runs', async () => {
    const words = Array.from({ length: 8 }, (_, index) => ({
      text: 'a',
      startMs: index * 500,
      endMs: index * 500 + 480,
    }));
    const speech = await aNarration(folder, 'speech.wav', words, 4000);
    const music = join(folder, 'music.wav');
    await ffmpeg('-v', 'error', '-f', 'lavfi', '-i', 'sine=6000:d=1.7:r=48000', music);
    const mix = join(folder, 'mix.aac');
    await renderer.renderMix(
      { speech: [{ path: speech, startFrame: 30 }], musicPath: music, frames: 180 },
      mix,
      { signal },
    );
    const level = async (filter: string, from: number, to: number) => {
      const { stderr } = await ffmpeg(
        '-i',
        mix,
        '-af',
        `atrim=${from}:${to},${filter},ebur128`,
        '-f',
        'null',
        '-',
      );
      return Number(/Summary:[^]*?I:\s+(-?[\d.]+) LUFS/.exec(stderr)?.[1]);
    };
    const apart =
      (await level('lowpass=3000:poles=2,lowpass=3000', 1.5, 4.5)) -
      (await level('highpass=5000,highpass=5000', 1.5, 4.5));
    expect(apart).toBeGreaterThan(12);
    expect(apart).toBeLessThan(18);
    const alone = await level('highpass=5000', 0.45, 0.95);
    expect(alone).toBeGreaterThan((await level('highpass=5000', 1.5, 4.5)) + 2);
  });

  test('of silent narration is refused', async () => {
    const silence = await aNarration(folder, 'silence.wav', [], 900);
    const spec = { speech: [{ path: silence, startFrame: 0 }], musicPath: null, frames: 30 };
    await expect(renderer.renderMix(spec, join(folder, 'no.aac'), { signal })).rejects.toThrow(
      'The narration is silent',
    );
  });
});

describe('a still', () => {
  test('skips the dark beginning, has the size of its format and stays under 2 MB', async () => {
    const fading = await aClip(folder, 'fading.mp4', 'testsrc2=s=320x180:r=25,fade=t=in:st=1.2:d=0.2', 3);
    const path = join(folder, 'still.jpg');
    const brand = { primaryColor: '#1B3A6B', accentColor: '#FFC53D', captionStyle: 'bold' };
    await renderer.renderStill(
      {
        videoPath: fading.path,
        atMs: 0,
        format: 'LANDSCAPE_1080P',
        text: "{\\an8} it's 100%",
        brand,
        language: 'en',
      },
      path,
      { signal },
    );
    const { video, sizeBytes } = await renderer.probe(path, signal);
    expect(video).toMatchObject({ codec: 'mjpeg', width: 1920, height: 1080 });
    expect(sizeBytes).toBeLessThan(2_000_000);
    expect((await brightness(path, '1600:500:160:40'))[0]).toBeGreaterThan(60);
  });
});

describe('joining', () => {
  test('refuses what this renderer did not make, and a wrong sum of frames', async () => {
    const one = await render(picture({ kind: 'FOOTAGE', footage: clip }));
    const spec = {
      ...{ mixPath: one, frames: 4, chapters: [] },
      tags: { title: 't', comment: 'c', language: 'en', createdAt: '2026-01-01T00:00:00Z' },
    };
    const to = join(folder, 'joined.mp4');
    await expect(renderer.join({ ...spec, picturePaths: [clip.path] }, to, { signal })).rejects.toThrow(
      'is no picture made by this renderer',
    );
    await expect(renderer.join({ ...spec, picturePaths: [one, one] }, to, { signal })).rejects.toThrow(
      'The pictures have 8 frames together; the programme has 4.',
    );
  });
});

describe('ffmpeg as a child', () => {
  test('ends with the signal and leaves no file behind', async () => {
    const controller = new AbortController();
    const target = join(folder, 'cancelled.mp4');
    const run = renderer.renderPicture(
      picture({ kind: 'FOOTAGE', footage: clip }, { frames: 3000 }),
      target,
      {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('enough')),
      },
    );
    await expect(run).rejects.toMatchObject({
      code: 'MEDIA',
      retryable: true,
      message: expect.stringMatching(/cancelled\.$/),
    });
    expect((await readdir(folder)).filter((name) => name.startsWith('cancelled'))).toEqual([]);
    expect((await readdir(join(folder, 'renderer'))).toSorted()).toEqual(['fonts']);
  });

  test('is killed when it takes too long, and the failure may be tried again', async () => {
    const endless = {
      command: [FFMPEG],
      arguments: ['-f', 'lavfi', '-i', 'testsrc2', '-f', 'null', '-'],
      signal,
      timeoutMs: 300,
    };
    await expect(runTool(endless)).rejects.toMatchObject({ code: 'MEDIA', retryable: true });
  });

  test('that fails says with which arguments, which code and why', async () => {
    const error: unknown = await runTool({
      command: [FFPROBE],
      arguments: ['-v', 'error', '/'],
      signal,
      timeoutMs: 5000,
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toMatchObject({
      retryable: false,
      detail: {
        arguments: ['-v', 'error', '/'],
        exitCode: 1,
        stderr: expect.stringContaining('Is a directory'),
      },
    });
  });

  test('cannot be led to other files by a playlist that somebody calls a video', async () => {
    const playlist = join(folder, 'evil.mp4');
    await writeFile(playlist, '#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/secret\n');
    const refused = await renderer.probe(playlist, signal).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(MediaError);
    expect(String(refused)).not.toContain(folder); // people read it who have no business on this disk
  });

  test('that lacks a filter or is not there is named when the renderer is made', async () => {
    await expect(
      createRenderer({ ffmpegPath: join(folder, 'none'), ffprobePath: FFPROBE, folder: join(folder, 'x') }),
    ).rejects.toMatchObject({
      problems: [expect.stringMatching(/^ffmpeg cannot be run at .*none\. Install ffmpeg/)],
    });
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const poor = join(bin, 'ffmpeg');
    await writeFile(
      poor,
      '#!/bin/sh\necho " ... scale V->V x"; echo " V....D libx264 x"; echo " A....D aac x"\n',
      { mode: 0o755 },
    );
    const error: unknown = await createRenderer({
      ffmpegPath: poor,
      ffprobePath: FFPROBE,
      folder: join(folder, 'x'),
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      problems: [
        expect.stringMatching(/^ffmpeg lacks the filters ass,/),
        expect.stringMatching(/the encoder mjpeg\./),
      ],
    });
  });
});

test('every typeface is our own file, not what the system takes for it', async () => {
  const fonts = await prepareFonts(join(folder, 'fonts'));
  const names = ['Inter\\b700', 'Inter ExtraBold\\b800', 'Anton\\b400', 'DejaVu Sans\\b700'];
  const body = names.map((name) => `{\\fn${name}}x`).join('');
  await writeFile(
    join(folder, 'f.ass'),
    `[Script Info]\nScriptType: v4.00+\n[V4+ Styles]\nFormat: Name,Fontname,Fontsize\nStyle: P,Anton,40\n[Events]\n` +
      `Format: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text\nDialogue: 0,0:00:00.00,0:00:05.00,P,,0,0,0,,${body}\n`,
  );
  const plain = await mkdtemp(join(tmpdir(), 'acog-fonts-'));
  await symlink(fonts.folder, join(plain, 'fonts'));
  await symlink(join(folder, 'f.ass'), join(plain, 'f.ass'));
  const { stderr } = await ffmpeg(
    ...['-f', 'lavfi', '-i', 'color=s=64x64', '-vf', `ass=filename=${plain}/f.ass:fontsdir=${plain}/fonts`],
    ...['-frames:v', '1', '-f', 'null', '-'],
  );
  await rm(plain, { recursive: true });
  for (const [asked, got] of [
    ['Inter, 700', 'Inter-Bold'],
    ['Inter ExtraBold, 800', 'Inter-ExtraBold'],
    ['Anton, 400', 'Anton-Regular'],
    ['DejaVu Sans, 700', 'DejaVuSans-Bold'],
  ])
    expect(stderr).toContain(`fontselect: (${asked ?? ''}, 0) -> ${got ?? ''}`);
});
