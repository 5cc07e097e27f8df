import type { HeardFrame } from './loudness-frames.js';
import { dice } from './presenter-look.js';

/** What the presenter does in one frame. `mouth` and `eyes` index `MOUTHS` and `EYES`; the head moves in units. */
export interface Pose {
  readonly mouth: number;
  readonly eyes: number;
  readonly moveX: number;
  readonly moveY: number;
}

/** Farthest that the head moves from its place, in units. */
export const FARTHEST_UNITS = 1.6;

/** Plays a sound: the mouth follows loudness, the head sways and nods at stressed syllables, the eyes blink. */
export function perform(frames: readonly HeardFrame[], framesPerSecond: number, seed: string): Pose[] {
  const roll = dice(seed);
  const phases = [roll(628) / 100, roll(628) / 100, roll(628) / 100];
  const blinks = blinkPlan(frames.length, framesPerSecond, roll);
  let openness = 0;
  let stress = 0;
  return frames.map((frame, index) => {
    const seconds = index / framesPerSecond;
    // Mouths open faster than they close; in silence they shut at once.
    openness =
      frame.loudness === 0
        ? Math.max(0, openness - 0.5)
        : openness + (frame.loudness - openness) * (frame.loudness > openness ? 0.75 : 0.45);
    if (frame.loudness === 0 && openness < 0.25) openness = 0;
    stress += (frame.loudness - stress) * 0.09;
    const sway =
      Math.sin(seconds * 1.15 + (phases[0] ?? 0)) * 0.72 + Math.sin(seconds * 2.3 + (phases[1] ?? 0)) * 0.34;
    const nod = Math.sin(seconds * 1.7 + (phases[2] ?? 0)) * 0.4 + stress * 0.8 - 0.2;
    return { mouth: mouthFor(openness, frame), eyes: blinks[index] ?? 0, moveX: sway, moveY: nod };
  });
}

function mouthFor(openness: number, { loudness, brightness }: HeardFrame): number {
  if (openness < 0.07) return 0;
  if (loudness > 0 && brightness > 0.62) return openness > 0.3 ? 8 : 1;
  if (brightness < 0.16 && openness > 0.3) return openness > 0.6 ? 7 : 6;
  if (openness < 0.22) return 1;
  if (openness < 0.42) return 2;
  if (openness < 0.64) return 3;
  return openness < 0.88 ? 4 : 5;
}

/** Blinks every two to five seconds, lifts the brows and glances aside now and then. */
function blinkPlan(length: number, framesPerSecond: number, roll: (sides: number) => number): Uint8Array {
  const plan = new Uint8Array(length);
  let at = Math.round(framesPerSecond * (0.8 + roll(12) / 10));
  while (at < length) {
    const gesture = roll(5);
    if (gesture > 1)
      plan.fill(gesture === 2 ? 3 : 4 + (roll(2) % 2), at, at + Math.round(framesPerSecond * 0.7));
    for (const [offset, eyes] of [1, 2, 2, 1].entries()) if (at + offset < length) plan[at + offset] = eyes;
    at += Math.round(framesPerSecond * (1.8 + roll(30) / 10));
  }
  return plan;
}
