import { access, constants } from 'node:fs/promises';
import { ConfigError } from '../../errors.js';
import { runTool } from './run.js';

const FILTERS = [
  ...[
    'ass',
    'alphamerge',
    'blackdetect',
    'colorchannelmixer',
    'concat',
    'crop',
    'fade',
    'format',
    'fps',
    'freezedetect',
    'gradients',
    'loop',
  ],
  ...[
    'metadata',
    'overlay',
    'reverse',
    'scale',
    'setparams',
    'setpts',
    'setsar',
    'signalstats',
    'split',
    'tpad',
    'trim',
  ],
  ...[
    'adelay',
    'afade',
    'aformat',
    'alimiter',
    'amix',
    'apad',
    'aresample',
    'asetpts',
    'asplit',
    'atrim',
    'ebur128',
  ],
  ...['sidechaincompress', 'silencedetect', 'volume'],
];
const ENCODERS = ['libx264', 'aac', 'mjpeg'];
const TIMEOUT_MS = 20_000;
/** What to do when something is missing. */
export const REMEDY =
  'Install ffmpeg 5.1 or newer with libx264 and libass, or set FFMPEG_PATH and FFPROBE_PATH.';

/**
 * Asks the programs what they can do.
 *
 * @returns the version line of ffmpeg
 * @throws {ConfigError} names all that is missing
 */
export async function requireAbilities(ffmpegPath: string, ffprobePath: string): Promise<string> {
  const ask = (program: string, question: string): Promise<string> =>
    runTool({
      command: [program],
      arguments: ['-hide_banner', question],
      signal: new AbortController().signal,
      timeoutMs: TIMEOUT_MS,
    });
  const answers = await Promise.allSettled([
    ask(ffmpegPath, '-version'),
    ask(ffmpegPath, '-filters'),
    ask(ffmpegPath, '-encoders'),
    ask(ffprobePath, '-version'),
  ]);
  const [version, filters, encoders, probeVersion] = answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value : null,
  );
  const problems: string[] = [];
  if (version == null) problems.push(`ffmpeg cannot be run at ${ffmpegPath}. ${REMEDY}`);
  if (probeVersion == null) problems.push(`ffprobe cannot be run at ${ffprobePath}. ${REMEDY}`);
  if (filters != null) problems.push(...missing('filter', FILTERS, filters));
  if (encoders != null) problems.push(...missing('encoder', ENCODERS, encoders));
  if (problems.length > 0 || version == null) throw new ConfigError(problems);
  return version.split('\n')[0] ?? version;
}

function missing(kind: string, wanted: readonly string[], listing: string): string[] {
  // A line reads ` TSC name  V->V  description` or ` V....D name  description`.
  const present = new Set(listing.split('\n').map((line) => line.trim().split(/\s+/)[1]));
  const absent = wanted.filter((name) => !present.has(name));
  return absent.length === 0
    ? []
    : [`ffmpeg lacks the ${kind}${absent.length > 1 ? 's' : ''} ${absent.join(', ')}. ${REMEDY}`];
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * On Linux the kernel ends the program when ours dies, even by SIGKILL: an encode must not outlive its worker.
 * Elsewhere, and without util-linux, the time limit of each run is the only end.
 */
export async function guarded(program: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [program];
  const isThere = await access(SETPRIV, constants.X_OK).then(
    () => true,
    () => false,
  );
  return isThere ? [SETPRIV, '--pdeathsig', 'KILL', '--', program] : [program];
}
