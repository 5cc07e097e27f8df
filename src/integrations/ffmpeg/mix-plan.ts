import { FRAMES_PER_SECOND, type MixSpec } from '../../video/specs.js';
import { inputFile } from './tools.js';

export const SAMPLE_RATE = 48_000;
const SAMPLES_PER_FRAME = SAMPLE_RATE / FRAMES_PER_SECOND;
/**
 * ffmpeg's AAC encoder puts this much before the first sample. Nothing but an edit list could say so, and players
 * disagree on those; so the mix loses its first 21 ms, and every later sample stands where it belongs.
 */
export const AAC_PRIMING_SAMPLES = 1024;

/** Speech is brought here before music is set against it, so that the ducking works at a known level. */
export const SPEECH_LUFS = -20;
/** Music without speech, and how much further it goes down under speech: 14 to 18 dB below in all. */
const MUSIC_UNDER_SPEECH_LU = 7.5;
const STEREO = `aresample=${SAMPLE_RATE}:resampler=swr,aformat=sample_fmts=flt:channel_layouts=stereo`;
const MEASURE = 'ebur128=peak=true:framelog=verbose';

/**
 * Every piece of speech on its own frame, as float samples, exactly the programme long; measured on the way.
 * Pieces are strung together rather than mixed, so that the work grows with the programme and not with its scenes;
 * one that runs into the next is cut there.
 */
export function speechArguments(spec: MixSpec, outPath: string): string[] {
  const tracks = spec.speech.toSorted((one, other) => one.startFrame - other.startFrame);
  const slots = tracks.map(({ startFrame }, index) => {
    const until = tracks[index + 1]?.startFrame ?? spec.frames;
    return Math.max(1, (until - startFrame) * SAMPLES_PER_FRAME);
  });
  const silent = (tracks[0]?.startFrame ?? 0) * SAMPLES_PER_FRAME;
  const pieces = tracks.map((_, index) => {
    const slot = slots[index] ?? 1;
    const lead = index === 0 && silent > 0 ? `,adelay=${silent}S:all=1` : '';
    return `[${index}:a:0]asetpts=PTS-STARTPTS,${STEREO},apad=whole_len=${slot},atrim=end_sample=${slot}${lead}[s${index}]`;
  });
  const labels = tracks.map((_, index) => `[s${index}]`).join('');
  return [
    ...tracks.flatMap(({ path }) => inputFile(path)),
    ...['-filter_complex', `${pieces.join(';')};${labels}concat=n=${tracks.length}:v=0:a=1,${MEASURE}[out]`],
    ...['-map', '[out]', ...floatFile(outPath)],
  ];
}

/** Speech at a known level with music below it, which gives way while speech runs and returns in 400 ms. */
export function musicArguments(
  spec: MixSpec,
  speechPath: string,
  musicPath: string,
  gains: { readonly speechDb: number; readonly musicDb: number },
  outPath: string,
): string[] {
  const samples = spec.frames * SAMPLES_PER_FRAME;
  const seconds = spec.frames / FRAMES_PER_SECOND;
  const fadeSeconds = Math.min(1.5, seconds / 4);
  const musicDb = gains.musicDb - MUSIC_UNDER_SPEECH_LU;
  const filters = [
    `[0:a]volume=${gains.speechDb.toFixed(2)}dB,asplit=2[speech][key]`,
    `[1:a:0]asetpts=PTS-STARTPTS,${STEREO},volume=${musicDb.toFixed(2)}dB,atrim=end_sample=${samples},` +
      `afade=t=in:d=0.4,afade=t=out:st=${(seconds - fadeSeconds).toFixed(3)}:d=${fadeSeconds.toFixed(3)}[music]`,
    '[music][key]sidechaincompress=threshold=0.02:ratio=2.1:attack=15:release=400:knee=4:detection=rms[ducked]',
    `[speech][ducked]amix=inputs=2:normalize=0:duration=first,${MEASURE}[out]`,
  ];
  return [
    ...inputFile(speechPath),
    ...inputFile(musicPath, ['-stream_loop', '-1']),
    ...['-filter_complex', filters.join(';'), '-map', '[out]', ...floatFile(outPath)],
  ];
}

/** One gain, a limiter at four times the rate so that it sees true peaks, and the one encode. */
export function encodeArguments(
  mixPath: string,
  { gainDb, ceilingDb, frames }: { gainDb: number; ceilingDb: number; frames: number },
  outPath: string,
): string[] {
  const samples = frames * SAMPLES_PER_FRAME;
  const filters = [
    `volume=${gainDb.toFixed(2)}dB`,
    `aresample=${4 * SAMPLE_RATE}`,
    `alimiter=limit=${(10 ** (ceilingDb / 20)).toFixed(5)}:attack=5:release=80:level=0:latency=1`,
    `aresample=${SAMPLE_RATE}`,
    `atrim=start_sample=${AAC_PRIMING_SAMPLES}:end_sample=${samples}`,
    'asetpts=PTS-STARTPTS',
  ];
  return [
    ...inputFile(mixPath),
    ...['-af', filters.join(','), '-map', '0:a', '-map_metadata', '-1'],
    ...['-c:a', 'aac', '-b:a', '384k', '-ar', String(SAMPLE_RATE), '-ac', '2', '-f', 'adts', outPath],
  ];
}

/** RF64 where it grows over 4 GiB. */
function floatFile(path: string): string[] {
  return ['-c:a', 'pcm_f32le', '-rf64', 'auto', '-f', 'wav', path];
}
