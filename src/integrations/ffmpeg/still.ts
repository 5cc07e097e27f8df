import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '../../errors.js';
import { stillText } from '../../video/still-text.js';
import { layoutOf } from '../../video/format.js';
import { missingGlyphs } from './missing-glyphs.js';
import { fitting, textFilter } from './plan.js';
import { inputFile, inScratch, runFfmpeg, writeWhole, type Tools } from './tools.js';
import type { RenderOptions } from '../contracts.js';
import type { StillSpec } from '../../video/specs.js';

/** Mean luma of a frame that is dark rather than moody; black is 16. */
const DARK_LUMA = 40;
const SEARCH_SECONDS = 4;
/** YouTube takes thumbnails under 2 MB. */
const MOST_BYTES = 2_000_000;
/** mjpeg's scale: 2 is best. */
const QUALITIES = [2, 5, 10];

/** @see Renderer.renderStill */
export async function renderStill(
  tools: Tools,
  spec: StillSpec,
  toPath: string,
  options: RenderOptions,
): Promise<void> {
  const { signal, onProgress } = options;
  await inScratch(tools, async (folder) => {
    await writeFile(join(folder, 'text.ass'), stillText(spec));
    const atSeconds = await brightFrame(tools, spec, signal);
    onProgress?.(0.5);
    await writeWhole(toPath, async (partPath) => {
      const glyphs = missingGlyphs();
      for (const quality of QUALITIES) {
        await runFfmpeg(tools, {
          arguments: stillArguments(spec, atSeconds, quality, partPath),
          signal,
          totalMs: 1000,
          workingFolder: folder,
          onStderrLine: glyphs.onLine,
        });
        glyphs.refuse();
        const { size } = await stat(partPath).catch(() => ({ size: 0 }));
        if (size === 0) throw new MediaError(`${spec.videoPath} has no frame at ${atSeconds} s.`, {});
        if (size < MOST_BYTES) break;
      }
    });
    onProgress?.(1);
  });
}

function stillArguments(spec: StillSpec, atSeconds: number, quality: number, outPath: string): string[] {
  const filters = [
    fitting(layoutOf(spec.format).size, 'auto'),
    'setpts=0',
    textFilter('text.ass'),
    // JPEG counts from 0 to 255 in BT.601; anything else looks washed out.
    'scale=in_color_matrix=bt709:out_color_matrix=bt601:out_range=pc,format=yuvj420p',
  ];
  return [
    ...['-loglevel', 'warning'],
    ...inputFile(spec.videoPath, ['-ss', atSeconds.toFixed(3)]),
    ...['-map', '0:v:0', '-vf', filters.join(','), '-frames:v', '1'],
    ...[
      '-c:v',
      'mjpeg',
      '-q:v',
      String(quality),
      '-map_metadata',
      '-1',
      '-f',
      'image2',
      '-update',
      '1',
      outPath,
    ],
  ];
}

/** The first frame from the wanted one on that is not dark, looked for twice a second; the brightest when all are. */
async function brightFrame(tools: Tools, spec: StillSpec, signal: AbortSignal): Promise<number> {
  const from = Math.max(0, spec.atMs / 1000);
  const luma: number[] = [];
  await runFfmpeg(tools, {
    arguments: [
      ...['-loglevel', 'info'],
      ...inputFile(spec.videoPath, ['-ss', from.toFixed(3), '-t', String(SEARCH_SECONDS)]),
      ...['-map', '0:v:0', '-vf', 'fps=2,scale=320:-2,signalstats,metadata=print:key=lavfi.signalstats.YAVG'],
      ...['-f', 'null', '-'],
    ],
    signal,
    totalMs: SEARCH_SECONDS * 1000,
    onStderrLine: (line) => {
      const text = /signalstats\.YAVG=([\d.]+)/.exec(line)?.[1];
      if (text !== undefined) luma.push(Number(text));
    },
  });
  if (luma.length === 0) return from === 0 ? 0 : brightFrame(tools, { ...spec, atMs: 0 }, signal);
  const bright = luma.findIndex((value) => value >= DARK_LUMA);
  const chosen = bright >= 0 ? bright : luma.indexOf(Math.max(...luma));
  return from + chosen / 2;
}
