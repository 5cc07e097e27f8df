import { access, constants, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { TimedSound } from './english-speech.js';
import type { ChildPrograms } from './child-programs.js';
import { readWav, type Sound } from './wav.js';

/** No speech engine on this machine speaks the language. */
export class UnsupportedLanguageError extends Error {
  readonly code = 'UNSUPPORTED_LANGUAGE';

  constructor(readonly language: string) {
    super(`No speech engine for language ${language} is installed; install espeak-ng or use English.`);
    this.name = 'UnsupportedLanguageError';
  }
}

const WORDS_PER_MINUTE = 165;
const LEAD_SECONDS = 0.08;
const TAIL_SECONDS = 0.12;
/** Sound is what is louder than this, of 32767. */
const LOUD = 300;

/** Speaks with Debian's espeak-ng. Its word times are proportional to the letters between the first and last sound. */
export async function speakForeign(
  programs: ChildPrograms,
  request: { text: string; characters: readonly string[]; language: string; speed: number; folder: string },
): Promise<TimedSound> {
  const program = await findProgram('espeak-ng');
  const language = program === null ? null : await knownLanguage(programs, program, request.language);
  if (program === null || language === null) throw new UnsupportedLanguageError(request.language);
  const path = join(request.folder, `espeak-${process.pid}-${Math.random().toString(36).slice(2)}.wav`);
  try {
    const pace = String(Math.round(WORDS_PER_MINUTE * request.speed));
    await programs.run(program, ['-v', language, '-s', pace, '-w', path, '--stdin', '-b', '1'], {
      feed: (input) => {
        input.write(request.text.replace(/[\p{Cc}\p{Cf}]/gu, ' '));
        return Promise.resolve();
      },
    });
    if ((await readFile(path)).length < 44) throw new UnsupportedLanguageError(request.language);
    return timeProportionally(trim(await readWav(path)), request.characters);
  } finally {
    await rm(path, { force: true });
  }
}

async function findProgram(name: string): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (await access(path, constants.X_OK).then(() => true, () => false)) return path; // prettier-ignore
  }
  return null;
}

async function knownLanguage(programs: ChildPrograms, program: string, tag: string): Promise<string | null> {
  const wanted = tag.toLowerCase();
  const listed = (await programs.run(program, ['--voices'])).toString().split('\n').slice(1);
  const languages = listed.map((line) => line.trim().split(/\s+/)[1] ?? '');
  const base = wanted.split('-')[0] ?? wanted;
  return [wanted, base].find((name) => languages.includes(name)) ?? languages.find((name) => name.startsWith(`${base}-`)) ?? null; // prettier-ignore
}

function trim({ sampleRate, samples }: Sound): Sound {
  const first = Math.max(
    0,
    samples.findIndex((sample) => Math.abs(sample) > LOUD),
  );
  const last = samples.findLastIndex((sample) => Math.abs(sample) > LOUD);
  const sounding = samples.subarray(first, last + 1);
  const lead = Math.round(LEAD_SECONDS * sampleRate);
  const trimmed = new Int16Array(lead + sounding.length + Math.round(TAIL_SECONDS * sampleRate));
  trimmed.set(sounding, lead);
  return { sampleRate, samples: trimmed };
}

function timeProportionally(sound: Sound, characters: readonly string[]): TimedSound {
  const soundingSeconds = Math.max(0, sound.samples.length / sound.sampleRate - LEAD_SECONDS - TAIL_SECONDS);
  const weights = characters.map((character) =>
    /[.!?,;:。、！？]/u.test(character) ? 3 : /\s/u.test(character) ? 0.5 : 1,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let soFar = 0;
  const tokens = characters.map((_, index) => {
    const startSeconds = LEAD_SECONDS + (soFar / total) * soundingSeconds;
    soFar += weights[index] ?? 0;
    return {
      start: index,
      end: index + 1,
      startSeconds,
      endSeconds: LEAD_SECONDS + (soFar / total) * soundingSeconds,
    };
  });
  return { sound, tokens };
}
