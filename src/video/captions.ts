import { graphemes } from './text.js';
import { millisecondsToFrames } from './timeline.js';
import { joinWords } from './words.js';
import { FRAMES_PER_SECOND, type TimedWord } from './specs.js';

/** What a reader can follow, after Netflix's timed text guide for adults. */
export const READING = {
  lineCharacters: 42,
  lines: 2,
  charactersPerSecond: 17,
  shortestFrames: Math.ceil((FRAMES_PER_SECOND * 5) / 6),
  longestFrames: 7 * FRAMES_PER_SECOND,
  gapFrames: 2,
} as const;

/** What stands on screen at one time. Frames of the programme, or of the picture when burnt in. */
export interface Cue {
  readonly startFrame: number;
  /** The first frame without it. */
  readonly endFrame: number;
  readonly lines: readonly (readonly TimedWord[])[];
}

/** Words with the frame at which their times count from, and the frame before which all must be gone. */
export interface CaptionScene {
  readonly words: readonly TimedWord[];
  /** Programme frame of the speech's start: the scene's start plus its lead-in. */
  readonly speechFrame: number;
  /** Programme frame of the scene's end. */
  readonly endFrame: number;
}

export interface CueLimits {
  readonly lineCharacters: number;
  readonly lines: number;
}

/** Cues of a whole programme: none spans two scenes, each starts on the frame of its first word. */
export function planCues(scenes: readonly CaptionScene[], limits: CueLimits = READING): Cue[] {
  return scenes.flatMap((scene, index) => {
    const next = scenes[index + 1];
    const firstWord = next?.words[0];
    const endFrame =
      next && firstWord
        ? Math.min(scene.endFrame, frameOf(next, firstWord.startMs) - READING.gapFrames)
        : scene.endFrame;
    return sceneCues({ ...scene, endFrame }, limits);
  });
}

function sceneCues(scene: CaptionScene, limits: CueLimits): Cue[] {
  const words = scene.words.flatMap((word) => pieces(word, limits.lineCharacters));
  const groups = bestGroups(words, limits);
  return groups.map(({ lines, first, last }, index) => {
    const startFrame = frameOf(scene, first.startMs);
    const spokenEnd = scene.speechFrame + Math.ceil(millisecondsToFrames(last.endMs));
    const characters = lines.reduce((sum, line) => sum + lineWidth(line), 0);
    const readable = Math.ceil((characters / READING.charactersPerSecond) * FRAMES_PER_SECOND);
    const wanted = Math.max(spokenEnd, startFrame + Math.max(READING.shortestFrames, readable));
    const next = groups[index + 1];
    const free = next ? frameOf(scene, next.first.startMs) - READING.gapFrames : scene.endFrame;
    const endFrame = Math.min(wanted, free, startFrame + READING.longestFrames);
    return { startFrame, endFrame: Math.max(endFrame, startFrame + 1), lines };
  });
}

function frameOf(scene: CaptionScene, milliseconds: number): number {
  return scene.speechFrame + Math.round(millisecondsToFrames(milliseconds));
}

interface Group {
  readonly lines: readonly (readonly TimedWord[])[];
  readonly first: TimedWord;
  readonly last: TimedWord;
}

/** Shortest path over all places where a cue may end; longer cues are not tried once one does not fit. */
function bestGroups(words: readonly TimedWord[], limits: CueLimits): Group[] {
  const best: { cost: number; from: number; group: Group | null }[] = [{ cost: 0, from: 0, group: null }];
  for (let end = 1; end <= words.length; end += 1) {
    let chosen = { cost: Infinity, from: end - 1, group: null as Group | null };
    for (let from = end - 1; from >= 0; from -= 1) {
      const group = groupOf(words.slice(from, end), limits);
      if (!group) break;
      const cost = (best[from]?.cost ?? Infinity) + groupCost(words, from, end);
      if (cost < chosen.cost) chosen = { cost, from, group };
    }
    best.push(chosen);
  }
  const groups: Group[] = [];
  for (let end = words.length; end > 0; end = best[end]?.from ?? 0) {
    const group = best[end]?.group;
    if (group) groups.unshift(group);
  }
  return groups;
}

function groupOf(words: readonly TimedWord[], limits: CueLimits): Group | null {
  const first = words[0];
  const last = words.at(-1);
  if (!first || !last) return null;
  const isTooLong = millisecondsToFrames(last.endMs - first.startMs) > READING.longestFrames;
  if (isTooLong && words.length > 1) return null;
  const lines = breakLines(words, limits);
  return lines && { lines, first, last };
}

/** Every cue costs; ends inside a clause, pauses and full stops in its midst, and flashes cost more. */
function groupCost(words: readonly TimedWord[], from: number, end: number): number {
  let cost = 1;
  for (let index = from; index < end - 1; index += 1) {
    const word = words[index];
    const next = words[index + 1];
    if (!word || !next) continue;
    if (endsSentence(word.text)) cost += 2.2;
    if (next.startMs - word.endMs > 600) cost += 2.5;
  }
  const first = words[from];
  const last = words[end - 1];
  if (!first || !last) return cost;
  if (end < words.length && !endsSentence(last.text)) cost += endsClause(last.text) ? 0.5 : 1.4;
  const untilNextMs = (words[end]?.startMs ?? last.endMs + 1000) - first.startMs;
  if (millisecondsToFrames(untilNextMs) < READING.shortestFrames) cost += 1.5;
  return cost;
}

/** One line when it fits, else the most even split, rather after a mark; null when `lines` are not enough. */
function breakLines(words: readonly TimedWord[], limits: CueLimits): (readonly TimedWord[])[] | null {
  if (lineWidth(words) <= limits.lineCharacters) return [words];
  if (limits.lines < 2) return null;
  let best: { cost: number; lines: (readonly TimedWord[])[] } | null = null;
  for (let split = 1; split < words.length; split += 1) {
    const top = words.slice(0, split);
    const bottom = words.slice(split);
    const [above, below] = [lineWidth(top), lineWidth(bottom)];
    if (above > limits.lineCharacters || below > limits.lineCharacters) continue;
    const lastOfTop = top.at(-1)?.text ?? '';
    const atMark = endsSentence(lastOfTop) || endsClause(lastOfTop) ? 8 : 0;
    const cost = Math.abs(above - below) + (above > below ? 2 : 0) - atMark;
    if (!best || cost < best.cost) best = { cost, lines: [top, bottom] };
  }
  return best?.lines ?? null;
}

/** A word longer than a line is cut between characters, its time divided by length. */
function pieces(word: TimedWord, limit: number): TimedWord[] {
  const characters = graphemes(word.text);
  if (textWidth(word.text) <= limit) return [word];
  const parts: string[] = [''];
  for (const character of characters) {
    const part = parts.at(-1) ?? '';
    if (part !== '' && textWidth(part + character) > limit) parts.push(character);
    else parts[parts.length - 1] = part + character;
  }
  const msPerCharacter = (word.endMs - word.startMs) / characters.length;
  let position = 0;
  return parts.map((text) => {
    const startMs = Math.round(word.startMs + position * msPerCharacter);
    position += graphemes(text).length;
    return { text, startMs, endMs: Math.round(word.startMs + position * msPerCharacter) };
  });
}

function endsSentence(text: string): boolean {
  return /[.!?…。！？]["'’”»)\]]*$/u.test(text);
}

function endsClause(text: string): boolean {
  return /[,;:–—、，]["'’”»)\]]*$/u.test(text);
}

export function cueLines(cue: Cue): string[] {
  return cue.lines.map((line) => joinWords(line.map(({ text }) => text)));
}

function lineWidth(words: readonly TimedWord[]): number {
  return textWidth(joinWords(words.map(({ text }) => text)));
}

const WIDE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

/** Columns of a line: what is drawn twice as wide counts twice. */
export function textWidth(text: string): number {
  return graphemes(text).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}
