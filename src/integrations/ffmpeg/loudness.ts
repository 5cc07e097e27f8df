/** What `ebur128=peak=true` says at its end. */
export interface Loudness {
  readonly integratedLufs: number;
  readonly rangeLu: number;
  readonly truePeakDbtp: number;
}

/** Silence: nothing was above ebur128's gate. */
export const SILENT_LUFS = -70;

/**
 * Reads the summary of one ebur128 filter from ffmpeg's stderr, line by line.
 *
 * @see https://ffmpeg.org/ffmpeg-filters.html#ebur128-1
 */
export function loudnessReader(): {
  readonly onLine: (line: string) => void;
  readonly result: () => Loudness | null;
} {
  let isSummary = false;
  let integratedLufs: number | null = null;
  let rangeLu = 0;
  let truePeakDbtp = -Infinity;
  const number = (pattern: RegExp, line: string): number | null => {
    const text = pattern.exec(line)?.[1];
    if (text === undefined) return null;
    return text === '-inf' ? -Infinity : Number(text);
  };
  return {
    onLine: (line) => {
      if (/Parsed_ebur128.*Summary:/.test(line)) isSummary = true;
      if (!isSummary) return;
      integratedLufs = number(/^\s+I:\s+(-?[\d.]+|-inf) LUFS/, line) ?? integratedLufs;
      rangeLu = number(/^\s+LRA:\s+([\d.]+) LU/, line) ?? rangeLu;
      truePeakDbtp = number(/^\s+Peak:\s+(-?[\d.]+|-inf) dBFS/, line) ?? truePeakDbtp;
    },
    result: () => (integratedLufs === null ? null : { integratedLufs, rangeLu, truePeakDbtp }),
  };
}
