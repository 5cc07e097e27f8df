import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '../../errors.js';
import { SILENT_LUFS, loudnessReader, type Loudness } from './loudness.js';
import { encodeArguments, musicArguments, SPEECH_LUFS, speechArguments } from './mix-plan.js';
import { framesMs, inputFile, inScratch, runFfmpeg, writeWhole, type Tools } from './tools.js';
import type { OnProgress, RenderOptions } from '../contracts.js';
import type { MixSpec } from '../../video/specs.js';

export const TARGET_LUFS = -14;
const TOLERANCE_LU = 0.2;
export const HIGHEST_PEAK_DBTP = -1;
/** The limiter's ceiling at first; encoding adds a few tenths of a dB, more at worst. */
const FIRST_CEILING_DB = -1.6;
const MOST_TRIES = 4;
const MOST_GAIN_DB = 40;

/**
 * @see Renderer.renderMix
 *
 * Gain is one number for the whole programme, found by measuring, so nothing pumps; a true-peak limiter holds
 * what would go over. What counts is the encoded file: it is measured, and made again when it misses.
 */
export async function renderMix(
  tools: Tools,
  spec: MixSpec,
  toPath: string,
  options: RenderOptions,
): Promise<void> {
  if (spec.speech.length === 0) throw new MediaError('A mix needs at least one piece of speech.', {});
  const { signal } = options;
  const totalMs = framesMs(spec.frames);
  const report = steps(options.onProgress, spec.musicPath === null ? 3 : 4);
  await inScratch(tools, async (folder) => {
    const mixed = join(folder, 'mix.wav');
    const run = (
      step: number,
      args: readonly string[],
      onStderrLine?: (line: string) => void,
    ): Promise<unknown> =>
      runFfmpeg(tools, {
        arguments: args,
        signal,
        totalMs,
        onProgress: report(step),
        onStderrLine,
        workingFolder: folder,
      });

    const speech = join(folder, 'speech.wav');
    let level = await measured((onLine) => run(0, speechArguments(spec, speech), onLine));
    if (level.integratedLufs <= SILENT_LUFS)
      throw new MediaError('The narration is silent: nothing to mix.', {});
    let source = speech;
    if (spec.musicPath !== null) {
      const music = await measured((onLine) => run(1, measureArguments(spec.musicPath ?? ''), onLine));
      const gains = {
        speechDb: SPEECH_LUFS - level.integratedLufs,
        musicDb: music.integratedLufs <= SILENT_LUFS ? 0 : SPEECH_LUFS - music.integratedLufs,
      };
      const args = musicArguments(spec, speech, spec.musicPath, gains, mixed);
      level = await measured((onLine) => run(1, args, onLine));
      source = mixed;
    }
    await writeWhole(toPath, async (partPath) => {
      let gainDb = bounded(TARGET_LUFS - level.integratedLufs);
      let ceilingDb = FIRST_CEILING_DB;
      for (let attempt = 1; ; attempt += 1) {
        await run(2, encodeArguments(source, { gainDb, ceilingDb, frames: spec.frames }, partPath));
        const made = await measured((onLine) => run(3, measureArguments(partPath), onLine));
        const missedLu = TARGET_LUFS - made.integratedLufs;
        const overDb = made.truePeakDbtp - HIGHEST_PEAK_DBTP;
        if (Math.abs(missedLu) <= TOLERANCE_LU && overDb <= 0) break;
        if (attempt === MOST_TRIES) {
          if (overDb <= 0) break;
          throw new MediaError(`The mix peaks at ${made.truePeakDbtp} dBTP after ${attempt} tries.`, {});
        }
        gainDb = bounded(gainDb + missedLu);
        if (overDb > -0.1) ceilingDb -= Math.max(0, overDb) + 0.2;
      }
    });
    const { size } = await stat(toPath);
    if (size === 0) throw new MediaError('The mix is empty.', {});
  });
}

function measureArguments(path: string): string[] {
  return [
    ...inputFile(path),
    '-map',
    '0:a:0',
    '-af',
    'ebur128=peak=true:framelog=verbose',
    '-f',
    'null',
    '-',
  ];
}

async function measured(run: (onLine: (line: string) => void) => Promise<unknown>): Promise<Loudness> {
  const reader = loudnessReader();
  await run(reader.onLine);
  const loudness = reader.result();
  if (!loudness) throw new MediaError('ffmpeg measured no loudness.', {});
  return loudness;
}

function bounded(gainDb: number): number {
  return Math.min(MOST_GAIN_DB, Math.max(-MOST_GAIN_DB, gainDb));
}

/** One fraction out of several passes; it never goes back when a pass is repeated. */
function steps(report: OnProgress | undefined, count: number): (step: number) => OnProgress {
  let reached = 0;
  return (step) => (fraction) => {
    const whole = Math.min(1, (Math.min(step, count - 1) + fraction) / count);
    if (whole > reached) report?.((reached = whole));
  };
}
