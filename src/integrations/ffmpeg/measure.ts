import { MediaError } from '../../errors.js';
import { loudnessReader, SILENT_LUFS } from './loudness.js';
import { runTool } from './run.js';

/** How loud a finished file is. */
export interface MeasuredLoudness {
  readonly integratedLufs: number;
  readonly truePeakDbtp: number;
}

const LONGEST_MS = 600_000;

/**
 * Measures the sound of a file by EBU R128; the picture is not decoded.
 * @throws {MediaError} when there is no sound, or the file cannot be read
 */
export async function measureLoudness(
  ffmpegPath: string,
  path: string,
  signal: AbortSignal,
): Promise<MeasuredLoudness> {
  const { onLine, result } = loudnessReader();
  await runTool({
    command: [ffmpegPath],
    arguments: [
      '-hide_banner',
      '-nostdin',
      '-nostats',
      '-i',
      `file:${path}`,
      '-vn',
      '-af',
      'ebur128=peak=true',
      '-f',
      'null',
      '-',
    ],
    signal,
    timeoutMs: LONGEST_MS,
    onStderrLine: onLine,
  });
  const measured = result();
  if (!measured) throw new MediaError(`${path} has no sound to measure.`, {});
  return {
    integratedLufs: Math.max(measured.integratedLufs, SILENT_LUFS),
    truePeakDbtp: measured.truePeakDbtp,
  };
}
