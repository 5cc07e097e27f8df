import { shortened, singleLine } from './text.js';
import type { ChapterMark } from './specs.js';

/** Players and platforms show chapters only when there are three or more of at least ten seconds. */
const SHORTEST_PROGRAMME_MS = 30_000;
const SHORTEST_CHAPTER_MS = 10_000;
const FEWEST_CHAPTERS = 3;
const LONGEST_TITLE = 100;

/**
 * Chapters of a programme: the first at 0, ascending, each at least ten seconds long.
 * A mark too near to the one before it or to the end is dropped, its part joins the chapter before.
 *
 * @param marks where the parts of the programme begin, in order, times in ms of the programme
 * @returns three or more, or none: when the programme is under 30 s or its parts are too short
 */
export function planChapters(marks: readonly ChapterMark[], programmeMs: number): ChapterMark[] {
  if (programmeMs < SHORTEST_PROGRAMME_MS) return [];
  const chapters: ChapterMark[] = [];
  for (const { title, startMs } of marks) {
    const name = shortened(singleLine(title), LONGEST_TITLE);
    const previous = chapters.at(-1);
    if (name === '' || programmeMs - startMs < SHORTEST_CHAPTER_MS) continue;
    if (!previous) chapters.push({ title: name, startMs: 0 });
    else if (startMs - previous.startMs >= SHORTEST_CHAPTER_MS) chapters.push({ title: name, startMs });
  }
  return chapters.length < FEWEST_CHAPTERS ? [] : chapters;
}
