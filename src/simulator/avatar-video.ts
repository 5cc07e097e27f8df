import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderedMedia } from './contracts.js';
import { cuesOf, type Cue, toSrt, toVtt } from './subtitles.js';
import { runFfmpeg, takeGif, takeThumbnail } from './ffmpeg-tasks.js';
import type { JobVendorWorld } from './world.js';

/** What is said in a scene. `cues` are known when the simulator spoke itself, else one cue says that somebody speaks. */
export interface SceneSound {
  readonly audioPath: string;
  readonly durationMs: number;
  readonly cues: readonly Cue[];
}

export interface AvatarScene {
  readonly sound: SceneSound;
  readonly lookId: string;
  /** `#RRGGBB` */
  readonly backgroundColor: string;
}

/** Speaks a text. @throws what {@link JobVendorWorld.media} throws for a language it cannot speak */
export async function speakScene(
  world: JobVendorWorld,
  speech: { text: string; voiceId: string; language: string; speed: number },
): Promise<SceneSound> {
  const { wavPath, durationMs, words } = await world.media.speak(speech);
  return { audioPath: wavPath, durationMs, cues: cuesOf(words) };
}

/** A sound somebody uploaded: what is said in it is not known. */
export function uploadedSound(audioPath: string, durationMs: number): SceneSound {
  return { audioPath, durationMs, cues: [{ text: '[speech]', startMs: 0, endMs: durationMs }] };
}

/** The cues of all scenes on the clock of the whole video. */
export function cuesOfScenes(scenes: readonly AvatarScene[]): Cue[] {
  let startMs = 0;
  return scenes.flatMap(({ sound }) => {
    const shifted = sound.cues.map((cue) => ({
      text: cue.text,
      startMs: cue.startMs + startMs,
      endMs: cue.endMs + startMs,
    }));
    startMs += sound.durationMs;
    return shifted;
  });
}

/** Renders each scene and joins them without encoding again. */
export async function renderScenes(
  world: JobVendorWorld,
  job: { id: string; scenes: readonly AvatarScene[]; width: number; height: number },
): Promise<RenderedMedia> {
  const rendered: RenderedMedia[] = [];
  for (const { sound, lookId, backgroundColor } of job.scenes) {
    const { width, height } = job;
    const scene = { audioPath: sound.audioPath, width, height, backgroundColor, lookId };
    rendered.push(await world.media.renderAvatar(scene));
  }
  const [first] = rendered;
  if (!first) throw new Error('a video without scenes');
  if (rendered.length === 1) return first;
  const folder = await jobFolder(world, job.id);
  const list = join(folder, 'scenes.txt');
  await writeFile(list, rendered.map(({ path }) => `file '${path.replaceAll("'", "'\\''")}'\n`).join(''));
  const path = join(folder, 'video.mp4');
  const joining = ['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', '-movflags', '+faststart', path];
  await runFfmpeg(world.programs, joining);
  return { ...first, path, durationMs: rendered.reduce((sum, scene) => sum + scene.durationMs, 0) };
}

async function jobFolder(world: JobVendorWorld, id: string): Promise<string> {
  const folder = join(world.folder, 'jobs', id);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Addresses of what stands beside a finished video; each file is made when it is first fetched. */
export function sidecarUrls(
  world: JobVendorWorld,
  job: { vendor: string; id: string; media: RenderedMedia; cues: readonly Cue[] },
): { srt: string; vtt: string; thumbnail: string; gif: string } {
  const { vendor, id, media } = job;
  const url = (fileName: string, contentType: string, make: (path: string) => Promise<string>) =>
    world.files.url({
      vendor,
      key: id,
      fileName,
      contentType,
      source: async () => make(join(await jobFolder(world, id), fileName)),
    });
  const written = (text: string) => async (path: string) => {
    await writeFile(path, text);
    return path;
  };
  return {
    srt: url('captions.srt', 'application/x-subrip', written(toSrt(job.cues))),
    vtt: url('captions.vtt', 'text/vtt', written(toVtt(job.cues))),
    thumbnail: url('thumbnail.jpg', 'image/jpeg', (path) => takeThumbnail(world.programs, media.path, path)),
    gif: url('preview.gif', 'image/gif', (path) => takeGif(world.programs, media.path, path)),
  };
}
