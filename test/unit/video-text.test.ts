import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assColor, assLine, assText } from '../../src/video/ass.js';
import { pictureText } from '../../src/video/card-text.js';
import { cardColors } from '../../src/video/card-colors.js';
import { contrast, parseColor } from '../../src/video/color.js';
import { ANTON, INTER_BOLD, widthEm } from '../../src/video/faces.js';
import { fitText } from '../../src/video/fitting.js';
import { layoutOf } from '../../src/video/format.js';
import { directionMarks, fileNameFrom, shortened, singleLine } from '../../src/video/text.js';
import type { OutputFormat, PictureSpec } from '../../src/video/specs.js';

const BRAND = { primaryColor: '#1B3A6B', accentColor: '#FFC53D', captionStyle: 'clean' };
const card = (title: string, format: OutputFormat = 'LANDSCAPE_1080P'): PictureSpec => ({
  ...{ body: { kind: 'TITLE_CARD', title, subtitle: 'Channel' }, format, brand: BRAND, language: 'en' },
  ...{ frames: 60, speechStartFrame: 0, words: [], onScreenText: null },
});

describe('text from outside', () => {
  test('becomes one showable line', () => {
    expect(singleLine(' a\r\nb\u0000\u202Ec\u2066\t d\ud800 ')).toBe('a bc d');
    expect(singleLine('👩‍👩‍👧 na\u0308chst')).toBe('👩‍👩‍👧 nächst');
  });

  test('is shortened between characters as a reader sees them', () => {
    expect(shortened('ab👩‍👩‍👧cd', 4)).toBe('ab👩‍👩‍👧…');
  });

  test.each([
    ['../../etc/passwd', '..⧸..⧸etc⧸passwd.mp4'],
    ['C:\\nul "x" <y>|z?*', 'C:\\nul "x" <y>|z?*.mp4'],
    ["{\\an8} %{pts} %d a:b it's \\N $(id) `id` -rf", "{\\an8} %{pts} %d a:b it's \\N $(id) `id` -rf.mp4"],
    ['-rf', '-rf.mp4'],
    ['.NET: שלום 😀', '.NET: שלום 😀.mp4'],
    ['two\r\nlines', 'two lines.mp4'],
    ['\u0000\u202e', 'episode.mp4'],
    ['..', '...mp4'],
    ['CON', 'CON.mp4'],
  ])('%j is the file name %j', (text, name) => {
    expect(fileNameFrom(text, '.mp4', 'episode')).toBe(name);
  });

  test('names no folder, whatever it is', () => {
    expect(fileNameFrom('..', '', 'episode')).toBe('episode');
    expect(fileNameFrom('/', '', 'episode')).toBe('⧸');
  });

  test('fits into a file name with its whole ending, and no character is cut', () => {
    const name = fileNameFrom('👩‍👩‍👧'.repeat(100), '-portrait.mp4', 'episode');
    expect(name).toMatch(/^(👩‍👩‍👧)+-portrait\.mp4$/u);
    expect(Buffer.byteLength(`${name}.part`)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(name)).toBeGreaterThan(200);
  });
});

/** What libass takes for itself: override blocks and its three escapes. */
function libassReads(text: string): string {
  expect(text).not.toMatch(/\\[Nnh]/);
  return text
    .replace(/\\([{}])/g, '$1')
    .replace(/\u2060/g, '')
    .replace(/\u00a0/g, ' ');
}

describe('text in ASS', () => {
  test('any text is drawn as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '\\', 'N', 'n', 'h', 'a', ' ', '&', ',') }),
        (text) => {
          const escaped = assText(text);
          expect(libassReads(escaped)).toBe(text);
          // Every brace has its escape right before it, and no escape can be taken for the text's own backslash.
          expect(escaped.replace(/\\[{}]/g, '')).not.toMatch(/[{}]/);
          expect(escaped.replace(/\\[{}]/g, '')).not.toMatch(/\\(?!\u2060)/);
        },
      ),
    );
  });

  test('a line break cannot start a new event', () => {
    const document = pictureText(card('x\nDialogue: 0,0:00:00.00,9:00:00.00,Plain,,0,0,0,,evil')) ?? '';
    expect(document.split('\n').filter((line) => line.startsWith('Dialogue:')).length).toBe(
      (pictureText(card('x Dialogue: 0,0:00:00.00,9:00:00.00,Plain,,0,0,0,,evil')) ?? '').split('\nDialogue:')
        .length - 1,
    );
  });

  test('words without glyphs in the chosen face are set in another', () => {
    expect(assLine('Hi שלום', ANTON, 100)).toMatch(/^Hi \{\\fnDejaVu Sans[^}]*\}שלום\{\\fnAnton/);
    expect(assLine('go🚀!', INTER_BOLD, 100)).toMatch(/^go\{\\fnNoto Emoji[^}]*\}🚀\{\\fnInter[^}]*\}!$/);
  });

  test('greys pass unchanged, colours are prepared for a BT.709 picture', () => {
    expect(assColor([128, 128, 128])).toBe('&H808080&');
    // #40C020 in BT.709 is Y 147.6, Cb 70.6, Cr 78.2: the same numbers in BT.601 are this colour.
    expect(assColor([0x40, 0xc0, 0x20])).toBe('&H25D84A&');
  });
});

describe('cards', () => {
  test('titles fit the text area of every format, in few lines', () => {
    for (const format of ['LANDSCAPE_1080P', 'PORTRAIT_1080P', 'SQUARE_1080P'] as const) {
      const { textArea, titleEmPx } = layoutOf(format);
      for (const text of [
        'Bees',
        'How bees tell each other where the flowers are',
        'Donaudampfschifffahrtsgesellschaft '.repeat(3),
      ]) {
        const fitted = fitText({
          text,
          language: 'en',
          face: INTER_BOLD,
          maxWidthPx: textArea.width,
          maxLines: 4,
          emPx: titleEmPx,
        });
        for (const line of fitted.lines)
          expect(widthEm(line, INTER_BOLD) * fitted.emPx).toBeLessThanOrEqual(textArea.width + 1);
        expect(fitted.lines.length).toBeLessThanOrEqual(4);
        expect(fitted.lines.join(' ')).toBe(text.trim());
      }
    }
  });

  test('text is read on every brand colour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffff }),
        fc.integer({ min: 0, max: 0xffffff }),
        (primary, accent) => {
          const hex = (value: number) => `#${value.toString(16).padStart(6, '0')}`;
          const colors = cardColors({
            primaryColor: hex(primary),
            accentColor: hex(accent),
            captionStyle: 'clean',
          });
          for (const background of colors.background)
            expect(contrast(colors.text, background)).toBeGreaterThanOrEqual(4.5);
        },
      ),
    );
  });

  test.each([
    ['en', ['Why שלום', 'עולם and', 'matter'], ['', '\u200e', '']],
    ['he', ['מדוע כולם', 'ChatGPT בישראל'], ['', '\u200f']],
    ['he', ['ChatGPT', 'בישראל'], ['\u200f', '']],
    ['he', ['ChatGPT'], ['']],
    ['en', ['שלום', 'YouTube'], ['', '\u200f']],
    ['en', ['100 %', 'bees'], ['', '']],
  ])('lines of a text in %s have one direction: %j', (language, lines, marks) => {
    expect(directionMarks(lines, language)).toEqual(marks);
  });

  test('a colour that is none is refused by name', () => {
    expect(() => parseColor('red')).toThrow('Colour "red" is not of the form #RRGGBB.');
  });
});
