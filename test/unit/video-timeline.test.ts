import { describe, expect, test } from '@jest/globals';
import { planChapters } from '../../src/video/chapters.js';
import { avatarMotion, footageMotion } from '../../src/video/motion.js';
import {
  CARD_FRAMES,
  LEAD_IN_FRAMES,
  planTimeline,
  sceneFrames,
  TAIL_FRAMES,
} from '../../src/video/timeline.js';

const scenes = (...speechMs: number[]) =>
  speechMs.map((ms, index) => ({ sceneId: `s${index}`, speechMs: ms }));

describe('the timeline', () => {
  test('lays items end to end in whole frames, however long the programme', () => {
    const { items, frames } = planTimeline({
      scenes: scenes(...Array.from({ length: 200 }, (_, index) => 4217 + index / 3)),
      targetMs: 900_000,
      hasCards: true,
    });
    let expected = 0;
    for (const item of items) {
      expect(item.startFrame).toBe(expected);
      expect(Number.isInteger(item.frames)).toBe(true);
      expected += item.frames;
    }
    expect(frames).toBe(expected);
  });

  test('holds every started frame of the speech between lead-in and tail', () => {
    expect(sceneFrames(1000)).toBe(LEAD_IN_FRAMES + 30 + TAIL_FRAMES);
    expect(sceneFrames(1000.1)).toBe(LEAD_IN_FRAMES + 31 + TAIL_FRAMES);
    expect(sceneFrames(100 / 3)).toBe(LEAD_IN_FRAMES + 1 + TAIL_FRAMES);
  });

  test('reaches the target with the cards alone, inside their bounds', () => {
    for (const targetMs of [45_000, 47_000, 42_000]) {
      const { deviation, items } = planTimeline({
        scenes: scenes(14_000, 13_000, 13_000),
        targetMs,
        hasCards: true,
      });
      expect(Math.abs(deviation)).toBeLessThan(0.1);
      for (const { frames, kind } of items)
        if (kind !== 'SCENE') {
          expect(frames).toBeGreaterThanOrEqual(CARD_FRAMES.shortest);
          expect(frames).toBeLessThanOrEqual(CARD_FRAMES.longest);
        }
    }
    expect(
      planTimeline({ scenes: scenes(20_000, 20_000), targetMs: 45_000, hasCards: true }).durationMs,
    ).toBe(45_000);
  });

  test('an edited scene leaves the pictures of the others as they were', () => {
    const before = planTimeline({ scenes: scenes(5000, 6000, 7000), targetMs: 25_000, hasCards: true });
    const after = planTimeline({ scenes: scenes(5000, 9000, 7000), targetMs: 25_000, hasCards: true });
    const pictures = ({ items }: typeof before) =>
      items
        .filter(({ kind }) => kind === 'SCENE')
        .map(({ frames, speechStartFrame }) => [frames, speechStartFrame]);
    expect(pictures(after).filter((_, index) => index !== 1)).toEqual(
      pictures(before).filter((_, index) => index !== 1),
    );
    expect(pictures(after)[1]).not.toEqual(pictures(before)[1]);
  });

  test('says how far it is off when the speech allows no better', () => {
    expect(
      planTimeline({ scenes: scenes(60_000), targetMs: 30_000, hasCards: true }).deviation,
    ).toBeGreaterThan(1);
  });
});

describe('chapters', () => {
  const mark = (title: string, startMs: number) => ({ title, startMs });

  test('start at 0, are ten seconds or longer, and take short ones in', () => {
    const marks = [
      mark('Intro', 2500),
      mark('Too near', 9000),
      mark('Two', 15_000),
      mark('Three', 30_000),
      mark('Last', 44_000),
    ];
    expect(planChapters(marks, 50_000)).toEqual([
      mark('Intro', 0),
      mark('Two', 15_000),
      mark('Three', 30_000),
    ]);
  });

  test('there are none under 30 s, nor when fewer than three remain', () => {
    const marks = [mark('A', 0), mark('B', 10_000), mark('C', 19_000)];
    expect(planChapters(marks, 29_999)).toEqual([]);
    expect(planChapters([mark('A', 0), mark('B', 20_000)], 60_000)).toEqual([]);
  });

  test('names keep their signs and lose what no player shows', () => {
    const marks = [mark('{\\an8} = ; # \\\u0000\n"', 0), mark('B', 10_000), mark('C', 20_000)];
    expect(planChapters(marks, 40_000)[0]?.title).toBe('{\\an8} = ; # \\ "');
  });
});

describe('a moving source', () => {
  test('is taken as it is when long enough', () => {
    expect(footageMotion(10_000, 150)).toEqual({ slowdown: 1, forwardFrames: 150, bounceFrames: 0 });
  });

  test('is slowed down up to 1.6 times before it swings', () => {
    expect(footageMotion(5000, 180)).toEqual({ slowdown: 1.2, forwardFrames: 180, bounceFrames: 0 });
    expect(footageMotion(5000, 300)).toEqual({ slowdown: 1.6, forwardFrames: 240, bounceFrames: 60 });
  });

  test('a presenter is never slowed, and only held for as long as nobody sees', () => {
    expect(avatarMotion(5000, 156)).toEqual({ slowdown: 1, forwardFrames: 150, bounceFrames: 0 });
    expect(avatarMotion(5000, 160)).toEqual({ slowdown: 1, forwardFrames: 150, bounceFrames: 60 });
  });
});
