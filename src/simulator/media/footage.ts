import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildPrograms } from './child-programs.js';
import { evenInput, H264, KEEP_BT709, ONE_FILTER_THREAD } from './encoding.js';
import type { Layer, Motion, Scene } from './scene.js';
import { Thread } from './thread.js';

type SceneryModule = typeof import('./scenery.js');

export interface FootagePicture {
  readonly prompt: string;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly seed: number;
}

const FRAMES_PER_SECOND = 30;

/** Renders scenery: drawn once as layers, then moved by ffmpeg. */
export class FootageMaker {
  private readonly thread = new Thread<SceneryModule>(new URL('./scenery.js', import.meta.url));

  constructor(
    private readonly programs: ChildPrograms,
    private readonly folder: string,
  ) {}

  /** @returns length of the video in ms */
  async render(request: FootagePicture, toPath: string): Promise<number> {
    const frames = Math.max(1, Math.round(request.seconds * FRAMES_PER_SECOND));
    const { prompt, width, height, seed } = request;
    const scene = await this.thread.call('drawScenery', { prompt, width, height, frames, seed });
    await mkdir(this.folder, { recursive: true });
    const folder = await mkdtemp(join(this.folder, 'layers-'));
    try {
      const inputs = await writePictures(scene, folder);
      const args = [
        ...['-v', 'error', '-y', '-nostdin', ...inputs, ...ONE_FILTER_THREAD],
        ...['-filter_complex', graphOf(scene, width, height), '-map', '[picture]', '-an'],
        ...[...H264, ...KEEP_BT709, '-r', String(FRAMES_PER_SECOND), '-frames:v', String(frames)],
        ...['-movflags', '+faststart', toPath],
      ];
      await this.programs.run('ffmpeg', args);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return Math.round((frames / FRAMES_PER_SECOND) * 1000);
  }

  close(): Promise<void> {
    return this.thread.close();
  }
}

async function writePictures(scene: Scene, folder: string): Promise<string[]> {
  const { flow } = scene;
  const flowPath = join(folder, 'flow.yuv');
  await writeFile(flowPath, flow.frames);
  const inputs = evenInput('yuv420p', `${flow.width}x${flow.height}`, FRAMES_PER_SECOND, flowPath);
  for (const [index, { pictures }] of scene.layers.entries()) {
    const path = join(folder, `layer-${index}.yuv`);
    const [first] = pictures;
    if (!first) continue;
    await writeFile(path, Buffer.concat(pictures.map((picture) => picture.bytes)));
    inputs.push(...evenInput('yuva420p', `${first.width}x${first.height}`, FRAMES_PER_SECOND, path));
  }
  return inputs;
}

/**
 * Layers are drawn smaller than the picture where it is large, and scaled once. A single drawing ends after its one
 * picture and overlay repeats it by itself: feeding it again for each frame would cost a copy of the whole frame.
 */
function graphOf(scene: Scene, width: number, height: number): string {
  const scale = width / scene.width;
  const steps = [`[0:v]scale=${width}:${height}:flags=bicubic,setsar=1[back0]`];
  scene.layers.forEach((layer, index) => {
    const count = layer.pictures.length;
    const prepared = [
      scale === 1 ? 'null' : `scale=${scaledSize(layer, scale)}:flags=bicubic`,
      ...(count === 1 ? [] : [`loop=loop=-1:size=${count}`, `setpts=N/${FRAMES_PER_SECOND}/TB`]),
    ];
    steps.push(`[${index + 1}:v]${prepared.join(',')}[layer${index}]`);
    const { x, y } = expressionsOf(layer.motion, scale);
    const out = index === scene.layers.length - 1 ? 'picture' : `back${index + 1}`;
    const end = count === 1 ? 'repeat' : 'endall';
    steps.push(
      `[back${index}][layer${index}]overlay=x='${x}':y='${y}':eval=frame:format=yuv420:eof_action=${end}[${out}]`,
    );
  });
  return steps.join(';');
}

function scaledSize({ pictures, motion }: Layer, scale: number): string {
  const even = (pixels: number): number => Math.round((pixels * scale) / 2) * 2;
  const [first] = pictures;
  // Overlay rounds places down to even pixels: a little taller, or the ground would end before the picture does.
  const isGround = motion.kind === 'SCROLL' && motion.speedY === 0;
  return `${even(first?.width ?? 2)}:${even(first?.height ?? 2) + (isGround ? 4 : 0)}`;
}

function expressionsOf(motion: Motion, scale: number): { x: string; y: string } {
  const number = (value: number): string => value.toFixed(3);
  if (motion.kind === 'SWING') {
    const swing = (at: number, reach: number, phase: number): string =>
      `${number(at * scale)}+${number(reach * scale)}*sin(${number(6.28319 / motion.seconds)}*t+${number(phase)})`;
    return {
      x: swing(motion.x, motion.reachX, motion.phase),
      y: swing(motion.y, motion.reachY, motion.phase + 1.3),
    };
  }
  const run = (at: number, speed: number, period: number): string =>
    speed === 0
      ? number(at * scale)
      : `${number(at * scale)}-mod(t*${number(speed * scale)},${number(period * scale)})`;
  return { x: run(motion.x, motion.speedX, motion.periodX), y: run(motion.y, motion.speedY, motion.periodY) };
}
