import { millisecondsToFrames } from './timeline.js';

/** How a moving source fills its frames. */
export interface Motion {
  /** 1 is the source's own pace, 1.6 is that much slower. */
  readonly slowdown: number;
  /** Frames from the start on. */
  readonly forwardFrames: number;
  /** Then this many back and forth for as long as needed; 0 for not at all. */
  readonly bounceFrames: number;
}

/** Slower than this, people and water look wrong. */
const FOOTAGE_SLOWDOWN = 1.6;
/** What swings back and forth stays in memory: 2 s of it are some 190 MB at 1080p. */
const LONGEST_BOUNCE_FRAMES = 60;
/** A picture may stand still this long at its end without anyone seeing it. */
const UNSEEN_HOLD_FRAMES = 6;

/** Footage: as it is when long enough, else slower, else slower and swinging at its end. */
export function footageMotion(sourceMs: number, frames: number): Motion {
  return motion(sourceMs, frames, FOOTAGE_SLOWDOWN);
}

/** A speaking presenter is never slowed: the lips would leave the sound. */
export function avatarMotion(sourceMs: number, frames: number): Motion {
  return motion(sourceMs, frames, 1);
}

function motion(sourceMs: number, frames: number, mostSlowdown: number): Motion {
  const available = Math.max(1, Math.floor(millisecondsToFrames(sourceMs)));
  const wanted = Math.max(1, frames / available);
  const slowdown = Math.min(wanted, mostSlowdown);
  const forwardFrames = Math.min(frames, Math.floor(available * slowdown + 1e-6));
  const missing = frames - forwardFrames;
  const bounceFrames = missing > UNSEEN_HOLD_FRAMES ? Math.min(forwardFrames, LONGEST_BOUNCE_FRAMES) : 0;
  return { slowdown, forwardFrames, bounceFrames };
}
