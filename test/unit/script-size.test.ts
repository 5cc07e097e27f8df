import { describe, expect, test } from '@jest/globals';
import { scriptSize } from '../../src/jobs/script-size.js';
import { CARD_FRAMES, LEAD_IN_FRAMES, planTimeline, TAIL_FRAMES } from '../../src/video/timeline.js';

/** Words a second of slow and quick narrators. */
const PACES = [2.6, 2.8, 3.0];

describe('a script of the size that is asked for', () => {
  test.each([10, 15, 30, 45, 60, 120, 300, 900, 1800])(
    'makes an episode of %i s within ten per cent',
    (seconds) => {
      const { sceneCount, wordBudget } = scriptSize(seconds, 1);
      for (const pace of PACES) {
        const speechMs = (wordBudget / sceneCount / pace) * 1000;
        const scenes = Array.from({ length: sceneCount }, (_none, index) => ({
          sceneId: String(index),
          speechMs,
        }));
        const { deviation } = planTimeline({ scenes, targetMs: seconds * 1000, hasCards: true });
        expect(Math.abs(deviation)).toBeLessThanOrEqual(0.1);
      }
    },
  );

  test('has at least two scenes and at most 300', () => {
    expect(scriptSize(10, 1).sceneCount).toBe(2);
    expect(scriptSize(1800, 1).sceneCount).toBeLessThanOrEqual(300);
  });

  test('counts the same pauses as the timeline', () => {
    expect((LEAD_IN_FRAMES + TAIL_FRAMES) / 30).toBeCloseTo(0.5);
    expect((CARD_FRAMES.title + CARD_FRAMES.end) / 30).toBeCloseTo(5.5);
  });

  test('gives a quicker voice more words', () => {
    expect(scriptSize(60, 1.2).wordBudget).toBeGreaterThan(scriptSize(60, 1).wordBudget);
  });
});
