import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Asset } from '../../src/entities/asset.js';
import { Episode } from '../../src/entities/episode.js';
import type { PipelineRun } from '../../src/entities/run.js';
import { createFileStore } from '../../src/integrations/storage/files.js';
import { fileNameFrom } from '../../src/video/text.js';
import { FFPROBE } from '../support/media.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';
import { scriptSize } from '../../src/jobs/script-size.js';
import { responseSaying } from './openai-answers.js';

// What a person or a model wrote is data: in captions, titles, chapters and names it appears as it was written.

jest.setTimeout(480_000);

/** Marks of ASS and SubRip, of ffmpeg's text expansion, filters and concat lists, of HTML, paths and shells. */
const MARKS = [
  '{\\an8}',
  '%{pts}',
  'a:b',
  "it's",
  '\\N',
  '../../etc/passwd',
  '<b>bold</b>',
  '$(id)',
  '🐙',
  'שלום',
];
const TITLE = `The ${MARKS.join(' ')} title`;
const SECONDS = 40;

/** The words of a scene, the marks among them. */
function narration(words: number, mark: string): string {
  const plain = 'the octopus has three hearts and each of them has its own work in the cold sea'.split(' ');
  return [
    ...Array.from({ length: words - 2 }, (_none, index) => plain[index % plain.length]),
    mark,
    'end.',
  ].join(' ');
}

let pipeline: TestPipeline;
let folder: string;
let run: PipelineRun;
let episode: Episode;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acog-hostile-'));
  pipeline = await createTestPipeline({ env: { ACOG_DATA_DIR: folder } });
  const made = await pipeline.anEpisode(
    { topic: TITLE, givenTitle: TITLE, targetSeconds: SECONDS },
    { name: TITLE, avatar: null },
  );
  await pipeline.ended(await pipeline.start(made, { until: 'PLANNING' }));
  const each = Math.round(scriptSize(SECONDS, 1).wordBudget / MARKS.length);
  const scenes = MARKS.map((mark) => ({
    speaker: 'VOICEOVER',
    narration: narration(each, mark),
    onScreenText: mark,
    brollPrompt: `An octopus and ${mark}`,
    tone: null,
  }));
  const metadata = {
    title: TITLE,
    titleOptions: [TITLE],
    description: TITLE,
    tags: [TITLE],
    hashtags: ['#octopus'],
    chapters: [1, 4, 7].map((sceneNumber) => ({
      title: `${String(sceneNumber)} ${MARKS.join('=;#')}`,
      sceneNumber,
    })),
    thumbnailText: '{\\an8} %{pts}',
  };
  for (const answer of [{ scenes }, metadata]) {
    const fault = { kind: 'STATUS', status: 200, body: responseSaying(JSON.stringify(answer)) };
    await pipeline.plant({ vendor: 'openai', operation: 'createResponse', fault });
  }
  run = await pipeline.ended(await pipeline.start(made));
  episode = await pipeline.em().findOneOrFail(Episode, made.id);
}, 480_000);
afterAll(async () => {
  await pipeline.close();
  await rm(folder, { recursive: true, force: true });
});

/** The store of the program, read from beside it. */
const store = {
  fetch: (key: string, toPath: string) =>
    createFileStore({ folder: join(folder, 'assets'), publicUrl: () => '', secret: 'x'.repeat(32) }).fetch(
      key,
      toPath,
    ),
};

async function stored(contentType: string): Promise<{ path: string; text: () => Promise<string> }> {
  const asset = await pipeline.em().findOneOrFail(Asset, {
    runId: run.id,
    contentType,
    kind: { $in: ['CAPTIONS', 'EPISODE_VIDEO'] },
  });
  const path = join(folder, asset.id);
  await store.fetch(asset.storageKey, path);
  return { path, text: () => readFile(path, 'utf8') };
}

/** All that was said, as one text; what is cut into lines is joined again. */
const spoken = (): string => episode.script?.scenes.map((scene) => scene.narration).join(' ') ?? '';
const joined = (lines: readonly string[]): string => lines.join(' ').replace(/\s+/g, ' ').trim();
const isText = (line: string): boolean => line !== '' && !/^\d+$|-->|^WEBVTT/.test(line);

describe('texts full of marks', () => {
  test('do not stop a run', () => {
    expect(run.status).toBe('SUCCEEDED');
  });

  test('are in the SubRip captions as they were said', async () => {
    const srt = await (await stored('application/x-subrip')).text();
    const said = joined(srt.split('\n').filter(isText)).replaceAll('\u2060', '');
    expect(said).toBe(joined([spoken()]));
    expect(srt).not.toMatch(/\{\\|<b>/); // what a player would take for a command is broken up invisibly
  });

  test('are in the WebVTT captions as they were said', async () => {
    const vtt = await (await stored('text/vtt')).text();
    const said = joined(vtt.split('\n').filter(isText))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    expect(said).toBe(joined([spoken()]));
  });

  test('are the title and the chapters of the video', async () => {
    const { path } = await stored('video/mp4');
    const { stdout } = await promisify(execFile)(FFPROBE, [
      ...['-v', 'error', '-show_format', '-show_chapters', '-of', 'json', path],
    ]);
    const probed = JSON.parse(stdout) as {
      format: { tags: { title: string } };
      chapters: { tags: { title: string } }[];
    }; // as ffprobe writes it
    expect(probed.format.tags.title).toBe(TITLE);
    expect(probed.chapters.map(({ tags }) => tags.title)).toEqual(
      [1, 4, 7].map((number) => `${String(number)} ${MARKS.join('=;#')}`),
    );
  });

  test('name a file as they were written, and none outside of its folder', async () => {
    const name = fileNameFrom(TITLE, '.mp4', 'episode');
    expect(name).toBe(`${TITLE.replaceAll('/', '⧸')}.mp4`);
    const { path } = await stored('video/mp4');
    await copyFile(path, join(folder, name));
    const { stdout } = await promisify(execFile)(FFPROBE, [
      ...['-v', 'error', '-show_entries', 'format_tags=title', '-of', 'csv=p=0', join(folder, name)],
    ]);
    expect(stdout).toContain('%{pts} a:b');
    await rm(join(folder, name));
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((file) => /passwd|an8|pts/.test(file))).toEqual([]);
  });
});
