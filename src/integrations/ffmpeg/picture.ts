import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '../../errors.js';
import { pictureText } from '../../video/card-text.js';
import { layoutOf } from '../../video/format.js';
import { insetMask, insetPlate } from './inset.js';
import { missingGlyphs } from './missing-glyphs.js';
import { picturePlan, type MeasuredSource } from './plan.js';
import { probeFile, ratio, videoStream } from './probe.js';
import { framesMs, inScratch, runFfmpeg, writeWhole, type Tools } from './tools.js';
import type { RenderOptions } from '../contracts.js';
import type { PictureSpec, VideoSource } from '../../video/specs.js';

/** @see Renderer.renderPicture */
export async function renderPicture(
  tools: Tools,
  spec: PictureSpec,
  toPath: string,
  { signal, onProgress }: RenderOptions,
): Promise<void> {
  if (!Number.isInteger(spec.frames) || spec.frames < 1)
    throw new MediaError(`A picture needs a whole number of frames, not ${spec.frames}.`, {});
  const { body } = spec;
  const [avatar, footage] = await Promise.all([
    'avatar' in body ? measure(tools, body.avatar, signal) : null,
    'footage' in body ? measure(tools, body.footage, signal) : null,
  ]);
  await inScratch(tools, async (folder) => {
    const text = pictureText(spec);
    if (text !== null) await writeFile(join(folder, 'text.ass'), text);
    if (avatar && footage) {
      const { inset } = layoutOf(spec.format);
      await writeFile(join(folder, 'mask.pgm'), insetMask(inset));
      await writeFile(join(folder, 'plate.pam'), insetPlate(inset));
    }
    const files = {
      avatar,
      footage,
      textFile: text === null ? null : 'text.ass',
      maskFile: 'mask.pgm',
      plateFile: 'plate.pam',
    };
    const glyphs = missingGlyphs();
    await writeWhole(toPath, async (partPath) => {
      await runFfmpeg(tools, {
        arguments: ['-loglevel', 'warning', ...picturePlan(spec, files, tools.threads, partPath)],
        signal,
        onProgress,
        totalMs: framesMs(spec.frames),
        workingFolder: folder,
        onStderrLine: glyphs.onLine,
      });
      glyphs.refuse();
    });
  });
}

/** Looks itself: what a vendor announced about its file is not always so. */
async function measure(tools: Tools, source: VideoSource, signal: AbortSignal): Promise<MeasuredSource> {
  const file = await probeFile(tools, source.path, signal);
  const video = videoStream(file);
  if (!video) throw new MediaError(`${source.path} has no picture; it cannot stand in a scene.`, {});
  const seconds = [video.duration, file.format.duration].map(Number).find((value) => value > 0);
  return {
    path: source.path,
    durationMs: seconds === undefined ? source.durationMs : seconds * 1000,
    fps: ratio(video.avg_frame_rate),
    height: video.height ?? 0,
    colorSpace: video.color_space,
  };
}
