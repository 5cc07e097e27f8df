import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cueLines, planCues, READING, textWidth, type Cue } from '../../src/video/captions.js';
import { captionFaults } from '../../src/video/quality.js';
import { toSrt, toVtt } from '../../src/video/subtitles.js';
import { joinWords, timedWords } from '../../src/video/words.js';
import type { TimedWord } from '../../src/video/specs.js';

function spoken(text: string, durationMs: number, speechFrame = 0) {
  const words = timedWords(text, 'en', null, durationMs);
  return { words, speechFrame, endFrame: speechFrame + Math.ceil(durationMs * 0.03) + 9 };
}

const BEES =
  'Bees speak without a sound. When a forager finds flowers, she returns to the hive and dances on the comb. ' +
  'Her waggle points the way: the angle to gravity is the angle to the sun.';

describe('captions', () => {
  test('keep every word, in order, inside the rules of layout and time', () => {
    const cues = planCues([spoken(BEES, 12_000), spoken(BEES, 11_000, 400)]);
    expect(captionFaults(cues)).toEqual([]);
    expect(cues.map((cue) => cueLines(cue).join(' ')).join(' ')).toBe(`${BEES} ${BEES}`);
  });

  test('end with sentences and clauses where they can', () => {
    const texts = planCues([spoken(BEES, 12_000)]).map((cue) => cueLines(cue).join(' '));
    expect(texts[0]).toBe('Bees speak without a sound.');
    for (const text of texts) expect(text).toMatch(/[.,:]$/);
  });

  test('appear on the frame of their first word and stay while the last is spoken, but for the gap', () => {
    const scene = spoken(BEES, 12_000, 100);
    for (const cue of planCues([scene])) {
      const words = cue.lines.flat();
      expect(cue.startFrame).toBe(100 + Math.round(((words[0]?.startMs ?? 0) * 30) / 1000));
      const spokenEnd = 100 + ((words.at(-1)?.endMs ?? 0) * 30) / 1000;
      expect(cue.endFrame).toBeGreaterThan(spokenEnd - READING.gapFrames - 1);
    }
  });

  test('any words at any times make lines that fit, without overlap', () => {
    const word = fc.record({
      text: fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }),
      ms: fc.nat(900),
      gapMs: fc.nat(2500),
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (parts) => {
        let at = 0;
        const words: TimedWord[] = parts.map(({ text, ms, gapMs }) => {
          const startMs = at;
          at += ms + 40 + gapMs;
          return { text: `x${text.replace(/\s/gu, '')}`, startMs, endMs: startMs + ms + 40 };
        });
        const cues = planCues([{ words, speechFrame: 3, endFrame: Math.ceil(at * 0.03) + 20 }]);
        for (const cue of cues)
          for (const line of cueLines(cue)) expect(textWidth(line)).toBeLessThanOrEqual(42);
        expect(cues.flatMap((cue) => cue.lines.flat().map(({ text }) => text)).join('')).toBe(
          words.map(({ text }) => text).join(''),
        );
        cues.forEach((cue, index) =>
          expect(cue.startFrame).toBeGreaterThanOrEqual(cues[index - 1]?.startFrame ?? 0),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('a caption that breaks the rules is named', () => {
    const line = [{ text: 'x'.repeat(60), startMs: 0, endMs: 900 }];
    const cues: Cue[] = [
      { startFrame: 0, endFrame: 30, lines: [line] },
      { startFrame: 31, endFrame: 400, lines: [[{ text: 'long', startMs: 0, endMs: 1 }]] },
    ];
    expect(captionFaults(cues)).toEqual([
      'Caption 1 (0 ms) has a line of 60 characters; at most 42 fit.',
      'Caption 2 (1033 ms) stands for 12300 ms; at most 7000 are allowed.',
      'Caption 2 (1033 ms) follows the one before after 1 frames; at least 2 are needed.',
    ]);
  });
});

describe('caption files', () => {
  const cue = (text: string): Cue => ({
    startFrame: 30,
    endFrame: 109_831,
    lines: [[{ text, startMs: 0, endMs: 1 }]],
  });

  test('SubRip and WebVTT say the same times in their own way', () => {
    expect(toSrt([cue('Hi')])).toBe('1\n00:00:01,000 --> 01:01:01,033\nHi\n');
    expect(toVtt([cue('Hi')])).toBe('WEBVTT\n\n1\n00:00:01.000 --> 01:01:01.033\nHi\n');
  });

  test('markup in the text stays text', () => {
    const hostile = '{\\an8}<b>a</b> --> &amp;';
    expect(toVtt([cue(hostile)])).toContain('{\\an8}&lt;b&gt;a&lt;/b&gt; --&gt; &amp;amp;\n');
    const srt = toSrt([cue(hostile)]).split('\n')[2] ?? '';
    expect(srt.replace(/\u2060/g, '')).toBe(hostile);
    expect(srt).not.toMatch(/\{\\|<b>|<\/b>|-->/);
  });
});

describe('words', () => {
  test('take the times of their characters', () => {
    const characters = Array.from('Hi, you').map((character, index) => ({
      character,
      startMs: index * 100,
      endMs: index * 100 + 90,
    }));
    expect(timedWords('Hi, you', 'en', characters, 800)).toEqual([
      { text: 'Hi,', startMs: 0, endMs: 290 },
      { text: 'you', startMs: 400, endMs: 690 },
    ]);
  });

  test('without alignment time is divided by length, to the end of the sound', () => {
    const words = timedWords('One two. Three', 'en', null, 2000);
    expect(words.map(({ text }) => text)).toEqual(['One', 'two.', 'Three']);
    expect(words[0]?.startMs).toBe(0);
    expect(words.at(-1)?.endMs).toBe(2000);
  });

  test('times that run backwards or over the end are put in order', () => {
    const characters = [
      { character: 'a', startMs: 500, endMs: 900 },
      { character: ' ', startMs: 0, endMs: 0 },
      { character: 'b', startMs: 100, endMs: 5000 },
    ];
    expect(timedWords('a b', 'en', characters, 1000)).toEqual([
      { text: 'a', startMs: 500, endMs: 900 },
      { text: 'b', startMs: 900, endMs: 1000 },
    ]);
  });

  test('scripts without spaces are split into words and joined again as written', () => {
    const text = '今日は良い天気です。';
    const words = timedWords(text, 'ja', null, 2000).map((word) => word.text);
    expect(words.length).toBeGreaterThan(2);
    expect(joinWords(words)).toBe(text);
  });

  test.each(['私はYouTubeで学ぶ', '3つの心臓と100kmの旅。', '私は YouTube で学ぶ', 'เรียน Python3ที่บ้าน'])(
    'letters and digits among them stay as they were written: %s',
    (text) => {
      expect(joinWords(timedWords(text, 'ja', null, 2000).map((word) => word.text))).toBe(text);
    },
  );
});
