import { cueLines, type Cue } from './captions.js';
import { framesToMilliseconds } from './timeline.js';

/**
 * SubRip has no escape, yet players read `<b>` and `{\an8}` in it. A word joiner, which shows nothing and
 * breaks no line, inside such a mark leaves it as text.
 */
const WORD_JOINER = '\u2060';

/** Captions as a SubRip file (UTF-8), every text as written. */
export function toSrt(cues: readonly Cue[]): string {
  return cues
    .map((cue, index) => {
      const times = `${timestamp(cue.startFrame, ',')} --> ${timestamp(cue.endFrame, ',')}`;
      return `${index + 1}\n${times}\n${cueLines(cue).map(srtText).join('\n')}\n`;
    })
    .join('\n');
}

/** Captions as a WebVTT file (UTF-8), every text as written. */
export function toVtt(cues: readonly Cue[]): string {
  const blocks = cues.map((cue, index) => {
    const times = `${timestamp(cue.startFrame, '.')} --> ${timestamp(cue.endFrame, '.')}`;
    return `\n${index + 1}\n${times}\n${cueLines(cue).map(vttText).join('\n')}\n`;
  });
  return `WEBVTT\n${blocks.join('')}`;
}

function srtText(line: string): string {
  return line
    .replace(/\{(?=\\)/g, `{${WORD_JOINER}`)
    .replace(/<(?=[a-z/])/gi, `<${WORD_JOINER}`)
    .replace(/--(?=>)/g, `--${WORD_JOINER}`);
}

function vttText(line: string): string {
  return line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function timestamp(frame: number, decimalMark: ',' | '.'): string {
  const milliseconds = framesToMilliseconds(frame);
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const seconds = Math.floor(milliseconds / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) =>
    pad(part),
  );
  return `${clock.join(':')}${decimalMark}${pad(milliseconds % 1000, 3)}`;
}
