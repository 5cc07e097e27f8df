import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { writeTo, type ChildPrograms } from './child-programs.js';
import type { DigestCache } from './digest-cache.js';
import { evenInput, H264, KEEP_BT709, ONE_FILTER_THREAD } from './encoding.js';
import { hearFrames } from './loudness-frames.js';
import { FARTHEST_UNITS, perform, type Pose } from './performance.js';
import { pastePlanes, type Planes } from './planes.js';
import { STEPS_PER_AXIS, type Area, type PresenterSprites } from './presenter-sprites.js';
import { Thread } from './thread.js';

type SpritesModule = typeof import('./presenter-sprites.js');

export interface AvatarPicture {
  readonly audioPath: string;
  readonly width: number;
  readonly height: number;
  readonly backgroundColor: string;
  readonly lookId: string;
}

interface Presenter {
  readonly sprites: PresenterSprites;
  readonly bodyPath: string;
}

const FRAMES_PER_SECOND = 30;
const MOST_PRESENTERS = 4;

/** Renders a presenter who speaks a sound: the body stands still, only a small picture of the head is streamed. */
export class AvatarMaker {
  private readonly thread = new Thread<SpritesModule>(new URL('./presenter-sprites.js', import.meta.url));
  private readonly presenters = new Map<string, Promise<Presenter>>();

  constructor(
    private readonly programs: ChildPrograms,
    private readonly cache: DigestCache,
    private readonly folder: string,
  ) {}

  /** @returns length of the video in ms */
  async render(request: AvatarPicture, toPath: string): Promise<number> {
    const [presenter, heard] = await Promise.all([
      this.presenter(request),
      hearFrames(this.programs, request.audioPath, FRAMES_PER_SECOND),
    ]);
    const { sprites, bodyPath } = presenter;
    const poses = perform(heard.frames, FRAMES_PER_SECOND, request.lookId);
    const box = roamingBox(sprites);
    const size = `${sprites.body.width}x${sprites.body.height}`;
    const graph = `[0:v]loop=loop=-1:size=1,setpts=N/${FRAMES_PER_SECOND}/TB[body];[body][1:v]overlay=x=${box.x}:y=${box.y}:eof_action=endall:format=yuv420[picture]`;
    const args = [
      ...['-v', 'error', '-y'],
      ...evenInput('yuv420p', size, FRAMES_PER_SECOND, bodyPath),
      ...evenInput('yuva420p', `${box.width}x${box.height}`, FRAMES_PER_SECOND, 'pipe:0'),
      ...[
        '-i',
        request.audioPath,
        ...ONE_FILTER_THREAD,
        '-filter_complex',
        graph,
        '-map',
        '[picture]',
        '-map',
        '2:a:0',
      ],
      ...[...H264, ...KEEP_BT709, '-r', String(FRAMES_PER_SECOND)],
      ...['-c:a', 'aac', '-b:a', '128k', '-ar', '48000', '-movflags', '+faststart', toPath],
    ];
    await this.programs.run('ffmpeg', args, { feed: (input) => feedHeads(input, sprites, box, poses) });
    return Math.round((poses.length / FRAMES_PER_SECOND) * 1000);
  }

  close(): Promise<void> {
    return this.thread.close();
  }

  private presenter({ lookId, backgroundColor, width, height }: AvatarPicture): Promise<Presenter> {
    const request = { lookId, backgroundColor, width, height };
    const key = JSON.stringify(request);
    const known = this.presenters.get(key);
    if (known) return known;
    const drawn = this.draw(request);
    this.presenters.set(key, drawn);
    drawn.catch(() => this.presenters.delete(key));
    const [oldest] = this.presenters.keys();
    if (this.presenters.size > MOST_PRESENTERS && oldest !== undefined) this.presenters.delete(oldest);
    return drawn;
  }

  private async draw(request: Parameters<SpritesModule['drawPresenter']>[0]): Promise<Presenter> {
    await mkdir(this.folder, { recursive: true });
    const sprites = await this.thread.call('drawPresenter', request);
    const bodyPath = await this.cache.file({ kind: 'body', ...request }, 'yuv', (toPath) =>
      writeFile(toPath, sprites.body.bytes),
    );
    return { sprites, bodyPath: join(bodyPath) };
  }
}

/** The head's area with room to move, cut at the edges of the picture by overlay itself. */
function roamingBox({ headArea, unit }: PresenterSprites): Area {
  const room = Math.ceil((FARTHEST_UNITS * unit) / 2) * 2 + 2;
  return {
    x: headArea.x - room,
    y: headArea.y - room,
    width: headArea.width + 2 * room,
    height: headArea.height + 2 * room,
  };
}

async function feedHeads(
  input: Writable,
  sprites: PresenterSprites,
  box: Area,
  poses: readonly Pose[],
): Promise<void> {
  const buffers = new FrameBuffers(box.width * box.height * 2.5);
  for (const pose of poses) {
    const bytes = buffers.take();
    drawPose({ width: box.width, height: box.height, bytes }, sprites, box, pose);
    if (!(await writeTo(input, bytes, () => buffers.giveBack(bytes)))) return;
  }
}

/** A buffer may wait in the pipe while the next is drawn; it is used again once it is written. */
class FrameBuffers {
  private readonly free: Uint8Array[] = [];

  constructor(private readonly sizeBytes: number) {}

  /** @returns all zero, so nothing is seen where nothing is drawn */
  take(): Uint8Array {
    return this.free.pop()?.fill(0) ?? new Uint8Array(this.sizeBytes);
  }

  giveBack(bytes: Uint8Array): void {
    this.free.push(bytes);
  }
}

function drawPose(frame: Planes, sprites: PresenterSprites, box: Area, pose: Pose): void {
  const across = place(pose.moveX * sprites.unit, sprites.headArea.x - box.x);
  const down = place(pose.moveY * sprites.unit, sprites.headArea.y - box.y);
  const step = down.step * STEPS_PER_AXIS + across.step;
  const paste = (sprite: Planes | undefined, area: { x: number; y: number }): void => {
    if (sprite) pastePlanes(frame, sprite, across.pixels + area.x, down.pixels + area.y, true);
  };
  paste(sprites.heads[step], { x: 0, y: 0 });
  paste(sprites.eyes[pose.eyes]?.[step], sprites.eyesArea);
  paste(sprites.mouths[pose.mouth]?.[step], sprites.mouthArea);
}

/** Splits a movement into an even number of pixels and the step that is left over. */
function place(movePixels: number, restPixels: number): { pixels: number; step: number } {
  const farthest = restPixels - 2;
  const whole = restPixels + Math.round(Math.min(farthest, Math.max(-farthest, movePixels)));
  const step = whole % STEPS_PER_AXIS;
  return { pixels: whole - step, step };
}
