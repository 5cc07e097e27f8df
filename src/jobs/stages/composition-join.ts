import { writeFile } from 'node:fs/promises';
import type { OutputFormat } from '../../entities/channel-choices.js';
import { MediaError } from '../../errors.js';
import { planCues } from '../../video/captions.js';
import { planChapters } from '../../video/chapters.js';
import type { ChapterMark } from '../../video/specs.js';
import { toSrt, toVtt } from '../../video/subtitles.js';
import {
  framesToMilliseconds,
  planTimeline,
  type Timeline,
  type TimelineItem,
} from '../../video/timeline.js';
import type { StageContext } from '../stage.js';
import type { JoinOutput, MetadataOutput, SceneRenderOutput, VoiceOutput } from '../stage-outputs.js';

type Context = StageContext<'SCRIPT' | 'VOICE' | 'AVATAR' | 'BROLL' | 'METADATA' | 'COMPOSITION'>;

/** Pause of the neighbouring scene and the breath of its narrator. */
const PAUSE_AT_CARDS_MS = 1_000;

interface Programme {
  readonly timeline: Timeline;
  readonly title: string;
  readonly metadata: MetadataOutput;
  readonly chapters: readonly ChapterMark[];
  readonly voices: ReadonlyMap<string, VoiceOutput>;
  readonly mixPath: string;
}

/** Cards, sound and captions for the whole, then one finished, measured file for each format. */
export async function joinEpisode(context: Context): Promise<JoinOutput> {
  const { episode, renderer, signal, pathFor, open, brandFiles } = context;
  const script = context.need('SCRIPT');
  const metadata = context.need('METADATA');
  if (!script || !metadata) throw new Error('an episode is joined when its script and metadata are there');
  const voices = context.needAll('VOICE');
  const spoken = script.scenes.map(({ id }) => ({ sceneId: id, speechMs: voices.get(id)?.durationMs ?? 0 }));
  const timeline = planTimeline({ scenes: spoken, targetMs: episode.targetSeconds * 1000, hasCards: true });
  const scenes = sceneItems(timeline);
  const chapters = planChapters(chapterMarks(metadata, scenes), timeline.durationMs);
  const mixPath = await pathFor('mix.aac');
  const speech = await Promise.all(scenes.map(async (item) => speechTrack(context, item, voices)));
  const onMix = (done: number): void => context.progress(0.3 * done, 'mixing');
  const { music } = brandFiles;
  const musicPath = music && (await open(music)).path;
  await renderer.renderMix({ speech: speech.flat(), musicPath, frames: timeline.frames }, mixPath, {
    signal,
    onProgress: onMix,
  });
  const title = episode.givenTitle ?? metadata.title;
  const programme = { timeline, title, metadata, chapters, voices, mixPath };
  const videos: JoinOutput['videos'][number][] = [];
  for (const [index, format] of episode.formats.entries()) {
    const share = (done: number): void =>
      context.progress(0.3 + (0.7 * (index + done)) / episode.formats.length, 'joining');
    videos.push(await makeVideo(context, programme, format, share));
  }
  await saveCaptions(context, programme);
  return {
    scenes: scenes.map(({ sceneId, startFrame, frames }) => ({
      sceneId,
      startMs: framesToMilliseconds(startFrame),
      endMs: framesToMilliseconds(startFrame + frames),
    })),
    chapters: chapters.map((chapter) => ({ ...chapter })),
    videos,
  };
}

function sceneItems(timeline: Timeline): (TimelineItem & { sceneId: string })[] {
  return timeline.items.flatMap((item) =>
    item.sceneId === null ? [] : [{ ...item, sceneId: item.sceneId }],
  );
}

function chapterMarks(metadata: MetadataOutput, scenes: readonly TimelineItem[]): ChapterMark[] {
  return metadata.chapters.flatMap(({ title, sceneNumber }) => {
    const item = scenes[sceneNumber - 1];
    return item ? [{ title, startMs: framesToMilliseconds(item.startFrame) }] : [];
  });
}

async function speechTrack(
  { open }: Context,
  item: TimelineItem & { sceneId: string },
  voices: ReadonlyMap<string, VoiceOutput>,
) {
  const voice = voices.get(item.sceneId);
  if (!voice) return [];
  return [{ path: (await open(voice.file)).path, startFrame: item.startFrame + item.speechStartFrame }];
}

async function makeVideo(
  context: Context,
  { timeline, title, metadata, chapters, mixPath }: Programme,
  format: OutputFormat,
  share: (done: number) => void,
): Promise<JoinOutput['videos'][number]> {
  const { channel, episode, renderer, signal, pathFor, open, save } = context;
  const { brand } = channel;
  const { language } = episode;
  const rendered = context.needAll('COMPOSITION');
  const common = { format, brand, language, speechStartFrame: 0, words: [], onScreenText: null };
  const picturePaths: string[] = [];
  for (const [index, item] of timeline.items.entries()) {
    if (item.sceneId === null) {
      const isTitle = item.kind === 'TITLE_CARD';
      const body = isTitle
        ? ({ kind: 'TITLE_CARD', title, subtitle: channel.name } as const)
        : ({
            kind: 'END_CARD',
            title: episode.plan?.callToAction ?? channel.name,
            subtitle: channel.name,
          } as const);
      const path = await pathFor(`${format.toLowerCase()}-card-${String(index)}.mp4`);
      await renderer.renderPicture({ ...common, body, frames: item.frames }, path, { signal });
      picturePaths.push(path);
    } else {
      const scene = rendered.get(item.sceneId) as SceneRenderOutput | undefined; // scene parts left it
      const picture = scene?.pictures.find((one) => one.format === format);
      if (!picture) throw new Error(`scene ${item.sceneId} was not rendered as ${format}`);
      picturePaths.push((await open(picture.file)).path);
    }
  }
  share(0.3);
  const path = await pathFor(`${format.toLowerCase()}.mp4`);
  const tags = { title, comment: `ACOG run ${context.runId}`, language, createdAt: new Date().toISOString() };
  await renderer.join({ picturePaths, mixPath, frames: timeline.frames, chapters, tags }, path, { signal });
  share(0.5);
  const report = await renderer.inspect(path, {
    signal,
    expected: {
      format,
      frames: timeline.frames,
      chapters,
      plannedStill: cards(timeline),
      plannedSilence: cards(timeline, PAUSE_AT_CARDS_MS),
    },
  });
  if (report.faults.length > 0)
    throw new MediaError(`The finished ${format} video is not as specified: ${report.faults.join(' ')}`, {});
  share(0.9);
  const { durationMs, width, height } = report;
  const file = await save(
    'EPISODE_VIDEO',
    { path, contentType: 'video/mp4' },
    { durationMs, width, height, fps: 30, format },
  );
  const stillPath = await pathFor(`${format.toLowerCase()}.jpg`);
  await renderer.renderStill(
    { ...(await stillSource(context)), format, text: metadata.thumbnailText, brand, language },
    stillPath,
    { signal },
  );
  await save('THUMBNAIL', { path: stillPath, contentType: 'image/jpeg' }, { format });
  share(1);
  return { format, file, durationMs };
}

/** A clip as the vendor made it, without captions: the presenter, else footage. */
async function stillSource({ need, needAll, open }: Context): Promise<{ videoPath: string; atMs: number }> {
  const order = need('SCRIPT')?.scenes.map(({ id }) => id) ?? [];
  for (const clips of [needAll('AVATAR'), needAll('BROLL')]) {
    const clip = order.flatMap((id) => clips.get(id) ?? [])[0];
    if (clip) return { videoPath: (await open(clip.file)).path, atMs: Math.min(1_500, clip.durationMs / 2) };
  }
  throw new Error('an episode without presenter and footage has nothing to show');
}

/** Where a still picture and silence are meant. */
function cards(timeline: Timeline, marginMs = 0): { startMs: number; endMs: number }[] {
  return timeline.items.flatMap(({ sceneId, startFrame, frames }) =>
    sceneId === null
      ? [
          {
            startMs: framesToMilliseconds(startFrame) - marginMs,
            endMs: framesToMilliseconds(startFrame + frames) + marginMs,
          },
        ]
      : [],
  );
}

async function saveCaptions({ pathFor, save }: Context, { timeline, voices }: Programme): Promise<void> {
  const cues = planCues(
    sceneItems(timeline).map(({ sceneId, startFrame, speechStartFrame, frames }) => ({
      words: voices.get(sceneId)?.words ?? [],
      speechFrame: startFrame + speechStartFrame,
      endFrame: startFrame + frames,
    })),
  );
  for (const [name, contentType, text] of [
    ['captions.srt', 'application/x-subrip', toSrt(cues)],
    ['captions.vtt', 'text/vtt', toVtt(cues)],
  ] as const) {
    const path = await pathFor(name);
    await writeFile(path, text);
    await save('CAPTIONS', { path, contentType });
  }
}
