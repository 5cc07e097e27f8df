import type { SpokenChunk } from './flite.js';
import { timeTokens } from './phone-alignment.js';
import { cutIntoTokens, gatherChunks, type SpokenToken } from './spoken-text.js';
import type { Thread } from './thread.js';
import type { TimedToken } from './character-times.js';
import type { Sound } from './wav.js';

/** What is inside a thread that runs Flite. */
export type FliteModule = typeof import('./flite.js');

/** A spoken text and when each token of it sounds. */
export interface TimedSound {
  readonly sound: Sound;
  readonly tokens: readonly TimedToken[];
}

const SAMPLE_RATE = 16_000;
const LEAD_SECONDS = 0.08;
const SENTENCE_GAP_SECONDS = 0.34;
const TAIL_SECONDS = 0.12;
/** A text without a single speakable character: a short breath of silence. */
const EMPTY_SECONDS = 0.3;
const VOICES = ['slt', 'rms', 'awb'] as const;
const MOST_REMEMBERED_WORDS = 20_000;

export type FliteVoice = (typeof VOICES)[number];

/** Speaks American English with CMU Flite, and knows when each token sounds. */
export class EnglishSpeech {
  private readonly phonesByWord = new Map<string, string[]>();

  constructor(
    private readonly thread: Thread<FliteModule>,
    private readonly folder: string,
  ) {}

  /** @param speed 1 is the voice's own pace, 1.2 is faster */
  async speak(characters: readonly string[], voice: FliteVoice, speed: number): Promise<TimedSound> {
    const chunks = gatherChunks(cutIntoTokens(characters));
    await this.learn(chunks.flat());
    const pieces: Int16Array[] = [];
    const tokens: TimedToken[] = [];
    let length = 0;
    const append = (samples: Int16Array): void => {
      pieces.push(samples);
      length += samples.length;
    };
    append(silence(chunks.length > 0 ? LEAD_SECONDS : EMPTY_SECONDS));
    for (const [index, chunk] of chunks.entries()) {
      if (index > 0) append(silence(SENTENCE_GAP_SECONDS / speed));
      const text = chunk.map(asWritten).join(' ');
      const spoken = await this.thread.call('speakChunk', {
        ...{ folder: this.folder, voice, text, stretch: 1 / speed },
      });
      const sounding = trimPauses(spoken);
      const offsetSeconds = length / SAMPLE_RATE - sounding.firstSample / SAMPLE_RATE;
      const times = timeTokens(
        spoken.phones,
        chunk.map((token) => this.phonesByWord.get(token.spoken) ?? []),
      );
      for (const [position, token] of chunk.entries()) {
        const time = times[position] ?? { startSeconds: 0, endSeconds: 0 };
        tokens.push({
          ...{ start: token.start, end: token.end },
          startSeconds: offsetSeconds + time.startSeconds,
          endSeconds: offsetSeconds + time.endSeconds,
        });
      }
      append(sounding.samples);
    }
    if (chunks.length > 0) append(silence(TAIL_SECONDS));
    return { sound: { sampleRate: SAMPLE_RATE, samples: join(pieces, length) }, tokens };
  }

  private async learn(tokens: readonly SpokenToken[]): Promise<void> {
    if (this.phonesByWord.size > MOST_REMEMBERED_WORDS) this.phonesByWord.clear();
    const words = [...new Set(tokens.map((token) => token.spoken))].filter(
      (word) => !this.phonesByWord.has(word),
    );
    if (words.length === 0) return;
    const phones = await this.thread.call('phonesOfWords', { folder: this.folder, words });
    words.forEach((word, index) => this.phonesByWord.set(word, phones[index] ?? []));
  }
}

/** The same voice id always gets the same voice: `awb` a Scottish man, `rms` an American man, `slt` an American woman. */
export function fliteVoiceOf(voiceId: string): FliteVoice {
  let hash = 0;
  for (const character of voiceId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return VOICES[hash % VOICES.length] ?? 'slt';
}

function asWritten(token: SpokenToken, index: number, chunk: readonly SpokenToken[]): string {
  if (index === chunk.length - 1) return `${token.spoken}${token.pause === 'COMMA' ? ',' : '.'}`;
  return token.pause === 'NONE' ? token.spoken : `${token.spoken},`;
}

/** Cuts the engine's long pauses before and after; we put our own. */
function trimPauses({ samples, phones }: SpokenChunk): { samples: Int16Array; firstSample: number } {
  const sounding = phones.filter((phone) => phone.name !== 'pau');
  const startSeconds = sounding[0]?.startSeconds ?? 0;
  const endSeconds = sounding.at(-1)?.endSeconds ?? samples.length / SAMPLE_RATE;
  const firstSample = Math.round(startSeconds * SAMPLE_RATE);
  return { samples: samples.subarray(firstSample, Math.round(endSeconds * SAMPLE_RATE)), firstSample };
}

function silence(seconds: number): Int16Array {
  return new Int16Array(Math.round(seconds * SAMPLE_RATE));
}

function join(pieces: readonly Int16Array[], length: number): Int16Array {
  const whole = new Int16Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
