import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRenderer } from '../../src/integrations/ffmpeg/index.js';
import { planCues } from '../../src/video/captions.js';
import { framesToMilliseconds, planTimeline, type Timeline } from '../../src/video/timeline.js';
import { aClip, aNarration, brightness, ffmpeg, FFMPEG, FFPROBE, soundOnsets } from '../support/media.js';
import type { Renderer } from '../../src/integrations/contracts.js';
import type { PictureBody, QualityReport, TimedWord } from '../../src/video/specs.js';

const { signal } = new AbortController();
const BRAND = { primaryColor: '#1B3A6B', accentColor: '#FFC53D', captionStyle: 'clean' };
/** Words every half second: the presenter flashes and the narration sounds on each. */
const wordsOf = (...texts: string[]): TimedWord[] =>
  texts.map((text, index) => ({ text, startMs: index * 500, endMs: index * 500 + 330 }));
const SCENES = [
  { words: wordsOf('Every', 'flash', 'has', 'its', 'sound.'), speechMs: 2417 },
  { words: wordsOf('{\\an8}', "it's", '\\N', '%{pts}'), speechMs: 1983 },
];

let folder: string;
let renderer: Renderer;
let timeline: Timeline;
let report: QualityReport;
const videoPath = () => join(folder, 'video.mp4');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acog-programme-'));
  renderer = await createRenderer({
    ffmpegPath: FFMPEG,
    ffprobePath: FFPROBE,
    folder: join(folder, 'renderer'),
  });
  timeline = planTimeline({
    scenes: SCENES.map(({ speechMs }, index) => ({ sceneId: String(index), speechMs })),
    targetMs: 7500,
    hasCards: true,
  });
  const flashes = "color=0x505050:s=320x180:r=30,drawbox=t=fill:c=white:enable='lt(mod(n,15),3)'";
  const avatar = await aClip(folder, 'avatar.mp4', flashes, 3);
  const footage = await aClip(folder, 'footage.mp4', 'testsrc2=s=320x240:r=24', 1);
  const bodies: PictureBody[] = [
    { kind: 'AVATAR', avatar },
    { kind: 'FOOTAGE_WITH_AVATAR', footage, avatar },
  ];
  const speech = await Promise.all(
    SCENES.map(({ words, speechMs }, index) => aNarration(folder, `speech${index}.wav`, words, speechMs)),
  );
  const picturePaths: string[] = [];
  for (const [index, item] of timeline.items.entries()) {
    const scene = SCENES[Number(item.sceneId ?? -1)];
    const body: PictureBody = scene
      ? (bodies[Number(item.sceneId)] ?? { kind: 'AVATAR', avatar })
      : { kind: item.kind === 'END_CARD' ? 'END_CARD' : 'TITLE_CARD', title: 'In step', subtitle: 'Tests' };
    const path = join(folder, `picture${index}.mp4`);
    await renderer.renderPicture(
      {
        ...{ body, format: 'LANDSCAPE_1080P', brand: BRAND, language: 'en', frames: item.frames },
        ...{
          speechStartFrame: item.speechStartFrame,
          words: scene?.words ?? [],
          onScreenText: scene ? 'In step' : null,
        },
      },
      path,
      { signal },
    );
    picturePaths.push(path);
  }
  const scenes = timeline.items.filter(({ kind }) => kind === 'SCENE');
  const mixPath = join(folder, 'mix.aac');
  await renderer.renderMix(
    {
      speech: scenes.map((item, index) => ({
        path: speech[index] ?? '',
        startFrame: item.startFrame + item.speechStartFrame,
      })),
      musicPath: null,
      frames: timeline.frames,
    },
    mixPath,
    { signal },
  );
  await renderer.join(
    {
      ...{ picturePaths, mixPath, frames: timeline.frames },
      chapters: [
        { title: 'A = 1; # \\ ü', startMs: 0 },
        { title: '{\\an8}', startMs: 3000 },
      ],
      tags: {
        title: "Bees: it's {\\an8}",
        comment: 'run 1',
        language: 'pt-BR',
        createdAt: '2026-01-02T03:04:05.000Z',
      },
    },
    videoPath(),
    { signal },
  );
  const cards = timeline.items
    .filter(({ kind }) => kind !== 'SCENE')
    .map(({ startFrame, frames }) => ({
      startMs: framesToMilliseconds(startFrame) - 500,
      endMs: framesToMilliseconds(startFrame + frames) + 500,
    }));
  report = await renderer.inspect(videoPath(), {
    signal,
    expected: {
      format: 'LANDSCAPE_1080P',
      frames: timeline.frames,
      plannedStill: cards,
      plannedSilence: cards,
    },
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a finished programme', () => {
  test('keeps every rule but the one for chapters, which are too short here', () => {
    expect(report.faults).toEqual(['A chapter is shorter than 10 s.']);
    expect(report).toMatchObject({ frames: timeline.frames, width: 1920, height: 1080, black: [] });
    expect(Math.abs(report.integratedLufs + 14)).toBeLessThanOrEqual(0.5);
    expect(report.truePeakDbtp).toBeLessThanOrEqual(-1);
  });

  test('sounds, flashes and captions stand on the same frame from the first word to the last', async () => {
    const scenes = timeline.items.filter(({ kind }) => kind === 'SCENE');
    const expectedMs = scenes.flatMap(({ startFrame, speechStartFrame }, index) =>
      (SCENES[index]?.words ?? []).map(
        ({ startMs }) => ((startFrame + speechStartFrame) * 1000) / 30 + startMs,
      ),
    );
    const onsets = await soundOnsets(videoPath());
    expect(onsets.length).toBe(expectedMs.length);
    onsets.forEach((onset, index) => expect(Math.abs(onset - (expectedMs[index] ?? 0))).toBeLessThan(10));

    const first = scenes[0];
    const luma = await brightness(videoPath(), '200:200:1500:200');
    const flashes = luma.flatMap((value, frame) => {
      const isInScene =
        first &&
        frame >= first.startFrame + first.speechStartFrame &&
        frame < first.startFrame + first.frames;
      return isInScene && value > 150 && (luma[frame - 1] ?? 0) <= 150 ? [frame] : [];
    });
    // The first flash is held through the lead-in; from the second word on each begins on its own frame.
    const wanted = expectedMs.slice(1, SCENES[0]?.words.length).map((ms) => Math.round(ms * 0.03));
    expect(flashes.slice(0, wanted.length)).toEqual(wanted);

    const cues = planCues(
      scenes.map((item, index) => ({
        words: SCENES[index]?.words ?? [],
        speechFrame: item.startFrame + item.speechStartFrame,
        endFrame: item.startFrame + item.frames,
      })),
    );
    for (const cue of cues)
      expect(
        Math.min(...onsets.map((onset) => Math.abs(onset - framesToMilliseconds(cue.startFrame)))),
      ).toBeLessThan(34);
  });

  test('carries titles, chapters, language and time as they were given', async () => {
    const { stderr } = await ffmpeg('-i', videoPath(), '-f', 'ffmetadata', '-').then(
      ({ stdout, stderr: text }) => ({ stderr: stdout.toString() + text }),
    );
    expect(stderr).toContain("title=Bees: it's {\\\\an8}");
    expect(stderr).toContain('title=A \\= 1\\; \\# \\\\ ü');
    expect(stderr).toContain('2026-01-02T03:04:05');
    expect(stderr).toContain('(por)');
  });

  test('leaves nothing but what was asked for', async () => {
    expect((await readdir(join(folder, 'renderer'))).toSorted()).toEqual(['fonts']);
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
  });
});

describe('a video that is not as specified is found out', () => {
  const broken = async (name: string, ...args: string[]): Promise<readonly string[]> => {
    const path = join(folder, name);
    await ffmpeg('-v', 'error', '-i', videoPath(), '-map', '0:v', '-map', '0:a', ...args, path);
    return (await renderer.inspect(path, { signal, expected: { frames: timeline.frames } })).faults;
  };
  const copyVideo = ['-c:v', 'copy', '-c:a', 'aac', '-b:a', '192k', '-movflags', '+faststart'];
  const fast = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'copy', '-movflags', '+faststart'];

  test('clipped sound', async () => {
    const faults = await broken('clipped.mp4', '-af', 'volume=20dB', ...copyVideo);
    expect(faults).toContainEqual(expect.stringMatching(/^The true peak is .* at most -1 is allowed/));
  });

  test('sound at -30 LUFS', async () => {
    const faults = await broken('quiet.mp4', '-af', 'volume=-16dB', ...copyVideo);
    expect(faults).toContainEqual(expect.stringMatching(/^The loudness is -(29|30)[.\d]* LUFS, not -14/));
  });

  test('a black hole of two seconds, with the wrong profile, colours and keyframes', async () => {
    const hole = "drawbox=t=fill:c=black:enable='between(t,2,4)'";
    const faults = await broken(
      'hole.mp4',
      '-vf',
      hole,
      ...fast,
      '-g',
      '250',
      '-sc_threshold',
      '0',
      '-colorspace',
      'smpte170m',
    );
    expect(faults).toContainEqual(
      expect.stringMatching(/^The picture is black from (19|20)\d\d to (39|40)\d\d ms/),
    );
    expect(faults).toContainEqual(expect.stringMatching(/^The colours are tagged smpte170m/));
    expect(faults).toContainEqual(expect.stringMatching(/not h264 High/));
    expect(faults).toContainEqual(expect.stringMatching(/^Keyframes are up to/));
  });

  test('the index behind the media, and edit lists', async () => {
    const faults = await broken('late.mp4', '-c', 'copy');
    expect(faults).toContain('The index (moov) stands behind the media: players cannot start at once.');
    expect(faults).toContain('The file has edit lists: players disagree on where it starts.');
  });

  test('a missing scene', async () => {
    const faults = await broken('short.mp4', '-t', '4', '-c', 'copy', '-movflags', '+faststart');
    expect(faults).toContainEqual(expect.stringMatching(/^The picture has \d+ frames, not \d+\./));
  });
});
