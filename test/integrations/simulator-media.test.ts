import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aSimulatedWorld } from '../support/simulated-world.js';

let home: Awaited<ReturnType<typeof aSimulatedWorld>>;
beforeAll(async () => {
  home = await aSimulatedWorld();
});
afterAll(() => home.close());

const TEXT = 'Why do octopuses have three hearts? The answer begins in cold water, at 4.2 degrees.';
const speak = (text = TEXT, speed = 1) => home.media.speak({ text, voiceId: 'v', language: 'en', speed });

function probe(path: string) {
  const args = ['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,width,height,pix_fmt,r_frame_rate,avg_frame_rate,nb_read_frames,color_space,duration', '-of', 'json', path]; // prettier-ignore
  return JSON.parse(execFileSync('ffprobe', args).toString()) as { streams: Record<string, unknown>[] }; // ffprobe's own form
}

/** What ffmpeg's detectors say of a video. */
function detected(path: string): string {
  const filters = 'freezedetect=n=-60dB:d=2,blackdetect=d=0.1:pix_th=0.02';
  const script = `ffmpeg -hide_banner -nostdin -i "$0" -vf ${filters} -f null - 2>&1`;
  return execFileSync('sh', ['-c', script, path]).toString();
}

describe('simulated media', () => {
  test('words are heard when the times say so', async () => {
    const speech = await speak();
    const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', speech.wavPath, '-f', 's16le', '-']);
    const power = (fromMs: number, toMs: number): number => {
      let sum = 0;
      const [from, to] = [Math.round(fromMs * 16), Math.round(toMs * 16)];
      for (let index = from; index < to; index += 1) sum += (raw.readInt16LE(index * 2) / 32_768) ** 2;
      return Math.sqrt(sum / Math.max(1, to - from));
    };
    for (const word of speech.words) expect(power(word.startMs, word.endMs)).toBeGreaterThan(0.01);
    const answer = speech.words.find((word) => word.text === 'The');
    expect(power(speech.words[5]?.endMs ?? 0, (answer?.startMs ?? 0) - 20)).toBeLessThan(0.02);
    expect(speech.words[0]?.startMs).toBeGreaterThanOrEqual(50);
    expect(speech.words[0]?.startMs).toBeLessThanOrEqual(150);
  });

  test('a long text is spoken whole and the times reach its end', async () => {
    const text = 'The octopus is an animal of the sea, and it has three hearts. '.repeat(32);
    const speech = await speak(text);
    expect(speech.characterStartSeconds).toHaveLength(text.length);
    expect((speech.words.at(-1)?.endMs ?? 0) / speech.durationMs).toBeGreaterThan(0.99);
  });

  test.each([
    ['only emoji 🐙', '🐙🐙'],
    ['nothing speakable', '\u0000\u0007 {}'],
    ['two scripts', 'שלום hello עולם'],
  ])('%s does not stop the voice, and every character keeps a place', async (_, text) => {
    const speech = await speak(text);
    expect(speech.characterEndSeconds).toHaveLength(Array.from(text).length);
    expect(speech.durationMs).toBeGreaterThan(100);
  });

  test('a language without an engine is refused by its own error', async () => {
    await expect(home.media.speak({ text: 'x', voiceId: 'v', language: 'tlh-none', speed: 1 })).rejects.toMatchObject({ code: 'UNSUPPORTED_LANGUAGE' }); // prettier-ignore
  });

  test('a presenter lasts as long as the sound, to one frame, and never freezes', async () => {
    const { wavPath, durationMs } = await speak();
    const video = await home.media.renderAvatar({ audioPath: wavPath, width: 1280, height: 720, backgroundColor: '#1f3b57', lookId: 'l' }); // prettier-ignore
    expect(video).toMatchObject({ width: 320, height: 180 });
    const { streams } = probe(video.path);
    expect(streams[0]).toMatchObject({ codec_name: 'h264', width: 320, height: 180, pix_fmt: 'yuv420p', avg_frame_rate: '30/1', color_space: 'bt709' }); // prettier-ignore
    expect(Math.abs(Number(streams[0]?.['nb_read_frames']) - (durationMs * 30) / 1000)).toBeLessThanOrEqual(
      1,
    );
    expect(Math.abs(Number(streams[1]?.['duration']) * 1000 - durationMs)).toBeLessThan(34);
    expect(detected(video.path)).not.toMatch(/freeze_start|black_start/u);
  });

  test.each([
    'an octopus under water',
    'a city at night',
    'a planet in space',
    'a misty forest',
    'a growth chart',
    'a beating heart',
    'the idea of justice',
  ])('footage of "%s" moves, is never black, and is exactly as long as asked', async (prompt) => {
    const video = await home.media.renderFootage({ prompt, width: 1080, height: 1920, seconds: 4, seed: 7 });
    expect(probe(video.path).streams).toEqual([
      expect.objectContaining({ width: 180, height: 320, nb_read_frames: '120', r_frame_rate: '30/1' }),
    ]);
    expect(detected(video.path)).not.toMatch(/freeze_start|black_start/u);
  });

  test('the same request is rendered once, another prompt gives another picture', async () => {
    const ask = (prompt: string) =>
      home.media.renderFootage({ prompt, width: 320, height: 180, seconds: 1, seed: 1 });
    const [first, second, other] = await Promise.all([ask('a river'), ask('a river'), ask('a candle')]);
    expect(second.path).toBe(first.path);
    expect(other.path).not.toBe(first.path);
  });

  test('closing ends what is rendering', async () => {
    const own = await aSimulatedWorld({ jobSeconds: 0, media: 'FULL' });
    const rendering = own.media.renderFootage({
      prompt: 'a storm',
      width: 1920,
      height: 1080,
      seconds: 60,
      seed: 1,
    });
    const ended = expect(rendering).rejects.toThrow();
    await own.close();
    await ended;
  });
});
