import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aSimulatedWorld } from '../support/simulated-world.js';

let home: Awaited<ReturnType<typeof aSimulatedWorld>>;
beforeAll(async () => {
  home = await aSimulatedWorld();
});
afterAll(() => home.close());

const TEXTS = [
  'Why do octopuses have three hearts? The answer begins in cold water, at 4.2 degrees.',
  'Two hearts push blood through the gills; a third sends it around the body.',
  'Bees dance, birds sing, and people talk. Nobody listens!',
  'In 1969, two people walked on the Moon. Both came back.',
  'First, breathe. Then, count to ten. Finally, open your eyes.',
  'Data grows, costs fall, and everyone wins: that was the promise.',
];
const STEP_MS = 5;
const QUIET_STEPS = 12;
const REACH_MS = 250;
const PCM_BYTE = 44;

/** Moments at which sound rises out of at least 60 ms of quiet, in ms: from the samples alone. */
function onsetsOf(wavPath: string): number[] {
  const wav = readFileSync(wavPath);
  const width = (16_000 * STEP_MS) / 1000;
  const levels: number[] = [];
  for (let at = PCM_BYTE; at + width * 2 <= wav.length; at += width * 2) {
    let sum = 0;
    for (let sample = 0; sample < width; sample += 1) sum += wav.readInt16LE(at + sample * 2) ** 2;
    levels.push(Math.sqrt(sum / width));
  }
  const loud = [...levels].sort((a, b) => a - b)[Math.floor(levels.length * 0.9)] ?? 0;
  return levels.flatMap((level, index) => {
    const before = levels.slice(Math.max(0, index - QUIET_STEPS), index);
    return level > loud * 0.05 && before.every((quiet) => quiet <= loud * 0.05) ? [index * STEP_MS] : [];
  });
}

describe('simulated word times', () => {
  test.each([
    ['slow', 0.8],
    ['usual', 1],
    ['fast', 1.2],
  ])('at %s pace a word that follows a pause begins where the sound does', async (_, speed) => {
    const errors: number[] = [];
    for (const voiceId of ['v', 'x']) {
      for (const text of TEXTS) {
        const { wavPath, words } = await home.media.speak({ text, voiceId, language: 'en', speed });
        const onsets = onsetsOf(wavPath);
        for (const [index, word] of words.entries()) {
          if (index > 0 && !/[.,!?:;]$/u.test(words[index - 1]?.text ?? '')) continue;
          const error = Math.min(...onsets.map((onset) => Math.abs(onset - word.startMs)));
          // A word without a pause of 60 ms before it shows no onset of its own.
          if (error <= REACH_MS) errors.push(error);
        }
      }
    }
    errors.sort((a, b) => a - b);
    expect(errors.length).toBeGreaterThan(25);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThanOrEqual(25);
    expect(errors[Math.floor(errors.length * 0.9)]).toBeLessThanOrEqual(110);
  });
});
