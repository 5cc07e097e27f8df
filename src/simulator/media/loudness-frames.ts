import type { ChildPrograms } from './child-programs.js';

const SAMPLE_RATE = 16_000;
/** Below this share of full scale it is silence: about -44 dBFS. */
const SILENCE = 0.006;

/** What is heard during one frame of a picture. */
export interface HeardFrame {
  /** 0 silence, 1 the loudest of this sound. */
  readonly loudness: number;
  /** 0..1: hissing sounds are bright, hums and rounded vowels dark. */
  readonly brightness: number;
}

export interface HeardSound {
  readonly durationSeconds: number;
  readonly frames: readonly HeardFrame[];
}

/** Decodes a sound file of any format and measures it frame by frame. */
export async function hearFrames(
  programs: ChildPrograms,
  path: string,
  framesPerSecond: number,
): Promise<HeardSound> {
  const args = [
    '-v',
    'error',
    '-nostdin',
    '-i',
    path,
    '-map',
    '0:a:0',
    '-ac',
    '1',
    '-ar',
    String(SAMPLE_RATE),
    '-f',
    's16le',
    '-',
  ];
  const raw = new Uint8Array(await programs.run('ffmpeg', args));
  const samples = new Int16Array(raw.buffer, 0, raw.byteLength >> 1);
  const durationSeconds = samples.length / SAMPLE_RATE;
  const count = Math.max(1, Math.ceil(durationSeconds * framesPerSecond - 1e-6));
  const measured = Array.from({ length: count }, (_, frame) =>
    measure(
      samples,
      Math.round((frame * SAMPLE_RATE) / framesPerSecond),
      Math.round(((frame + 1) * SAMPLE_RATE) / framesPerSecond),
    ),
  );
  const voiced = measured
    .map((frame) => frame.power)
    .filter((power) => power > SILENCE)
    .sort((a, b) => a - b);
  const loudest = Math.max(SILENCE * 4, voiced[Math.floor(voiced.length * 0.95)] ?? 0);
  const frames = measured.map(({ power, brightness }) => ({
    loudness: power <= SILENCE ? 0 : Math.min(1, power / loudest),
    brightness,
  }));
  return { durationSeconds, frames };
}

function measure(samples: Int16Array, from: number, to: number): { power: number; brightness: number } {
  let energy = 0;
  let crossings = 0;
  let previous = 0;
  const end = Math.min(to, samples.length);
  for (let index = from; index < end; index += 1) {
    const sample = (samples[index] ?? 0) / 32_768;
    energy += sample * sample;
    if (sample * previous < 0) crossings += 1;
    previous = sample;
  }
  const length = Math.max(1, end - from);
  return { power: Math.sqrt(energy / length), brightness: Math.min(1, crossings / length / 0.3) };
}
