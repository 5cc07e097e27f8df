import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { RenderedMedia, SimulatedMedia, SimulatedSpeed } from '../contracts.js';
import { encodeAudio } from './audio-encoding.js';
import { AvatarMaker } from './avatar.js';
import { ChildPrograms, type ProgramPaths } from './child-programs.js';
import { DigestCache } from './digest-cache.js';
import { FootageMaker } from './footage.js';
import { SpeechMaker } from './speech.js';

/** At most so many renders at once: each keeps a core busy, and more would only slow each other. */
const RENDERS_AT_ONCE = Math.min(8, availableParallelism());
const TINY_SHORT_SIDE = 180;
const LONGEST_FOOTAGE_SECONDS = 120;

/**
 * Makes the simulator's media with Flite and ffmpeg and keeps them under `folder`.
 * @param speed asked at each request: TINY makes pictures with a short side of 180 pixels
 */
export function createMedia(options: {
  folder: string;
  speed: () => SimulatedSpeed;
  programs?: ProgramPaths | undefined;
}): SimulatedMedia & { close(): Promise<void> } {
  const folder = join(options.folder, 'media');
  const programs = new ChildPrograms(options.programs);
  const cache = new DigestCache(folder);
  const speech = new SpeechMaker(programs, cache, folder);
  const avatar = new AvatarMaker(programs, cache, folder);
  const footage = new FootageMaker(programs, folder);
  const turn = turnstile(RENDERS_AT_ONCE);

  const render = async <Request extends { width: number; height: number }>(
    kind: string,
    asked: Request,
    make: (request: Request, toPath: string) => Promise<number>,
  ): Promise<RenderedMedia> => {
    const request = { ...asked, ...sizeFor(asked, options.speed().media) };
    let durationMs = 0;
    const path = await cache.file({ kind, ...request }, 'mp4', (toPath) =>
      turn(async () => {
        durationMs = await make(request, toPath);
      }),
    );
    return {
      path,
      durationMs: durationMs || (await readDurationMs(programs, path)),
      width: request.width,
      height: request.height,
    };
  };

  return {
    speak: (request) => speech.speak(request),
    encodeAudio: (wavPath, target) => encodeAudio(programs, cache, wavPath, target),
    renderAvatar: (request) => render('avatar', request, (asked, toPath) => avatar.render(asked, toPath)),
    renderFootage: (request) =>
      render(
        'footage',
        { ...request, seconds: Math.min(LONGEST_FOOTAGE_SECONDS, Math.max(1 / 30, request.seconds)) },
        (asked, toPath) => footage.render(asked, toPath),
      ),
    async close() {
      await Promise.all([programs.close(), speech.close(), avatar.close(), footage.close()]);
      await cache.idle(); // whoever removes our folder next finds nobody writing in it
    },
  };
}

/** Even sizes; TINY keeps the aspect. */
function sizeFor(
  { width, height }: { width: number; height: number },
  media: 'FULL' | 'TINY',
): { width: number; height: number } {
  const scale = media === 'TINY' ? Math.min(1, TINY_SHORT_SIDE / Math.min(width, height)) : 1;
  const even = (pixels: number): number => Math.max(16, Math.round((pixels * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

async function readDurationMs(programs: ChildPrograms, path: string): Promise<number> {
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=duration',
    '-of',
    'csv=p=0',
    path,
  ];
  return Math.round(Number((await programs.run('ffprobe', args)).toString().trim()) * 1000);
}

/** Lets so many through at once; the others wait in line. */
function turnstile(places: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
