import { FRAMES_PER_SECOND } from './specs.js';

/** Silence before and after every scene's speech: fixed, so that a scene's picture depends on that scene alone. */
export const LEAD_IN_FRAMES = 6;
export const TAIL_FRAMES = 9;

/** Cards take up what is missing to the target, between 1.2 and 4 s. */
export const CARD_FRAMES = { shortest: 36, title: 75, end: 90, longest: 120 } as const;

export interface TimelineScene {
  readonly sceneId: string;
  /** Length of the scene's speech as measured. */
  readonly speechMs: number;
}

export interface TimelineRequest {
  readonly scenes: readonly TimelineScene[];
  /** Wanted length of the programme. */
  readonly targetMs: number;
  /** Cards open and close the programme. */
  readonly hasCards: boolean;
}

export interface TimelineItem {
  readonly kind: 'TITLE_CARD' | 'SCENE' | 'END_CARD';
  /** Null for cards. */
  readonly sceneId: string | null;
  readonly startFrame: number;
  readonly frames: number;
  /** Frames from the item's start to its speech; 0 for cards. */
  readonly speechStartFrame: number;
}

export interface Timeline {
  /** In play order, without gap or overlap. */
  readonly items: readonly TimelineItem[];
  readonly frames: number;
  readonly durationMs: number;
  /** Length over or under the target, as a share of it: 0.1 is ten per cent too long. */
  readonly deviation: number;
}

/** Frames of a scene: lead-in, every started frame of its speech, tail. */
export function sceneFrames(speechMs: number): number {
  return LEAD_IN_FRAMES + Math.ceil(millisecondsToFrames(speechMs)) + TAIL_FRAMES;
}

/**
 * Lays scenes and cards end to end in whole frames, so that nothing drifts: sound and captions are placed by
 * the start frame of their own scene. Only cards stretch towards the target.
 */
export function planTimeline({ scenes, targetMs, hasCards }: TimelineRequest): Timeline {
  const spokenFrames = scenes.reduce((sum, { speechMs }) => sum + sceneFrames(speechMs), 0);
  const cards = hasCards ? cardFrames(Math.round(millisecondsToFrames(targetMs)) - spokenFrames) : null;
  const parts: Omit<TimelineItem, 'startFrame'>[] = scenes.map(({ sceneId, speechMs }) => ({
    kind: 'SCENE',
    sceneId,
    frames: sceneFrames(speechMs),
    speechStartFrame: LEAD_IN_FRAMES,
  }));
  if (cards) {
    parts.unshift({ kind: 'TITLE_CARD', sceneId: null, frames: cards.title, speechStartFrame: 0 });
    parts.push({ kind: 'END_CARD', sceneId: null, frames: cards.end, speechStartFrame: 0 });
  }
  let frames = 0;
  const items = parts.map((part) => {
    const item = { ...part, startFrame: frames };
    frames += part.frames;
    return item;
  });
  const durationMs = framesToMilliseconds(frames);
  return { items, frames, durationMs, deviation: targetMs > 0 ? (durationMs - targetMs) / targetMs : 0 };
}

/** Divides what is left for both cards in their usual proportion, each inside its bounds. */
function cardFrames(leftFrames: number): { title: number; end: number } {
  const { shortest, longest } = CARD_FRAMES;
  const bounded = (frames: number): number => Math.min(longest, Math.max(shortest, Math.round(frames)));
  const title = bounded((leftFrames * CARD_FRAMES.title) / (CARD_FRAMES.title + CARD_FRAMES.end));
  const end = bounded(leftFrames - title);
  // When the end card met its bound, the title card takes up the rest.
  return { title: bounded(leftFrames - end), end };
}

export function millisecondsToFrames(milliseconds: number): number {
  // Rounded to a millionth, so that 1000/30 ms are one frame and not a little more.
  return Math.round(milliseconds * FRAMES_PER_SECOND * 1000) / 1_000_000;
}

export function framesToMilliseconds(frames: number): number {
  return Math.round((frames * 1000) / FRAMES_PER_SECOND);
}
