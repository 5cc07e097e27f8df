import type { TimedWord } from '../video/specs.js';

export interface Cue {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

const LONGEST_CUE_CHARACTERS = 64;
const PAUSE_BETWEEN_CUES_MS = 600;

/** Gathers words into cues: a new one after a sentence, a pause, or when the line is full. */
export function cuesOf(words: readonly TimedWord[]): Cue[] {
  const cues: Cue[] = [];
  let open: Cue | null = null;
  for (const word of words) {
    const fits =
      open !== null &&
      open.text.length + word.text.length < LONGEST_CUE_CHARACTERS &&
      word.startMs - open.endMs < PAUSE_BETWEEN_CUES_MS &&
      !/[.!?…]["'”’)]?$/.test(open.text);
    if (open !== null && fits) {
      open = { text: `${open.text} ${word.text}`, startMs: open.startMs, endMs: word.endMs };
      cues[cues.length - 1] = open;
    } else {
      open = { ...word };
      cues.push(open);
    }
  }
  return cues;
}

function clock(ms: number, decimalMark: string): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(whole / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${time}${decimalMark}${String(whole % 1000).padStart(3, '0')}`;
}

export function toSrt(cues: readonly Cue[]): string {
  return cues
    .map(
      (cue, index) => `${index + 1}\n${clock(cue.startMs, ',')} --> ${clock(cue.endMs, ',')}\n${cue.text}\n`,
    )
    .join('\n');
}

export function toVtt(cues: readonly Cue[]): string {
  const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const blocks = cues.map(
    (cue) => `${clock(cue.startMs, '.')} --> ${clock(cue.endMs, '.')}\n${escaped(cue.text)}\n`,
  );
  return ['WEBVTT\n', ...blocks].join('\n');
}
