import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aSimulatedWorld } from '../support/simulated-world.js';

let home: Awaited<ReturnType<typeof aSimulatedWorld>>;
beforeAll(async () => {
  home = await aSimulatedWorld();
});
afterAll(() => home.close());

/** Frames of a video as ffmpeg decodes them, brightness and colour planes, after `filters`. */
function framesOf(path: string, filters: string, frameBytes: number): Buffer[] {
  const args = ['-v', 'error', '-i', path, '-vf', filters, '-pix_fmt', 'yuv444p', '-f', 'rawvideo', '-'];
  const raw = execFileSync('ffmpeg', args, { maxBuffer: 1 << 28 });
  const count = Math.floor(raw.length / frameBytes);
  return Array.from({ length: count }, (_, frame) =>
    raw.subarray(frame * frameBytes, (frame + 1) * frameBytes),
  );
}

/** Mean difference of two pictures, 0..255. */
function differenceOf(first: Buffer | undefined, second: Buffer | undefined): number {
  if (!first || !second) throw new Error('a picture is missing');
  let sum = 0;
  for (const [index, value] of first.entries()) sum += Math.abs(value - (second[index] ?? 0));
  return sum / first.length;
}

describe('simulated pictures', () => {
  test.each([
    ['the idea of justice', 'a decision'],
    ['a city at night', 'the tower of a town'],
    ['coffee by the fire', 'bread from the kitchen'],
  ])('"%s" and "%s" share a motif and yet look unlike', async (first, second) => {
    const picturesOf = async (prompt: string): Promise<Buffer[]> => {
      const video = await home.media.renderFootage({ prompt, width: 320, height: 180, seconds: 3, seed: 1 });
      return framesOf(video.path, 'fps=1,scale=32:18', 32 * 18 * 3);
    };
    const [left, right] = await Promise.all([picturesOf(first), picturesOf(second)]);
    expect(differenceOf(left[1], right[1])).toBeGreaterThan(4);
    for (const frames of [left, right]) expect(differenceOf(frames[0], frames[2])).toBeGreaterThan(0.5);
  });

  test('the mouth moves with the sound and rests in silence', async () => {
    const audioPath = join(home.folder, 'syllables.wav');
    // A second and a half of nothing, then four syllables a second.
    const syllables = 'if(lt(t,1.5),0,0.5*sin(1500*t)*max(0,sin(25.13*t)))';
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', `aevalsrc='${syllables}':s=16000:d=3`, '-y', audioPath]); // prettier-ignore
    const picture = { width: 320, height: 180, backgroundColor: '#1f3b57', lookId: 'anna' };
    const video = await home.media.renderAvatar({ ...picture, audioPath });
    const frames = framesOf(video.path, 'crop=24:18:148:98', 24 * 18 * 3);
    const movement = (from: number, to: number): number => {
      let sum = 0;
      for (let frame = from; frame < to; frame += 1) sum += differenceOf(frames[frame], frames[frame + 1]);
      return sum / (to - from);
    };
    expect(frames).toHaveLength(90);
    expect(movement(48, 88)).toBeGreaterThan(4 * movement(2, 42));
  });
});
