import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { SimulatedSpeech } from '../contracts.js';
import { timeCharacters, wordsOf } from './character-times.js';
import type { ChildPrograms } from './child-programs.js';
import type { DigestCache } from './digest-cache.js';
import { EnglishSpeech, fliteVoiceOf, type FliteModule } from './english-speech.js';
import { speakForeign } from './foreign-speech.js';
import { Thread } from './thread.js';
import { toWav } from './wav.js';

export interface SpeechRequest {
  readonly text: string;
  readonly voiceId: string;
  /** BCP 47. */
  readonly language: string;
  /** 0.7..1.2; anything outside is brought inside. */
  readonly speed: number;
}

/** Real speech with true times, kept by digest. */
export class SpeechMaker {
  private readonly thread = new Thread<FliteModule>(new URL('./flite.js', import.meta.url));
  private readonly english: EnglishSpeech;

  constructor(
    private readonly programs: ChildPrograms,
    private readonly cache: DigestCache,
    private readonly folder: string,
  ) {
    this.english = new EnglishSpeech(this.thread, folder);
  }

  /** @throws {UnsupportedLanguageError} when no engine for the language is there */
  async speak(request: SpeechRequest): Promise<SimulatedSpeech> {
    const key = { kind: 'speech', ...request };
    const described = await this.cache.file(key, 'json', async (toPath) => {
      await writeFile(toPath, JSON.stringify(await this.make(request, key)));
    });
    // Written by the line above, in this folder of our own.
    return JSON.parse(await readFile(described, 'utf8')) as SimulatedSpeech;
  }

  close(): Promise<void> {
    return this.thread.close();
  }

  private async make(request: SpeechRequest, key: unknown): Promise<SimulatedSpeech> {
    await mkdir(this.folder, { recursive: true });
    const characters = Array.from(request.text);
    const speed = Math.min(1.2, Math.max(0.7, Number.isFinite(request.speed) ? request.speed : 1));
    const isEnglish = /^en([-_]|$)/i.test(request.language) || request.language === '';
    const { sound, tokens } = isEnglish
      ? await this.english.speak(characters, fliteVoiceOf(request.voiceId), speed)
      : await speakForeign(this.programs, { ...request, characters, speed, folder: this.folder });
    const durationSeconds = sound.samples.length / sound.sampleRate;
    const wavPath = await this.cache.file(key, 'wav', (toPath) => writeFile(toPath, toWav(sound)));
    const times = timeCharacters(characters, tokens, durationSeconds);
    return {
      wavPath,
      sampleRate: sound.sampleRate,
      durationMs: Math.round(durationSeconds * 1000),
      words: wordsOf(characters, times),
      characterStartSeconds: times.starts,
      characterEndSeconds: times.ends,
    };
  }
}
