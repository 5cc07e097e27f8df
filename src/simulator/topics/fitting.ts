import { countWords, type Dice } from './words.js';

/** A place in a text that one of several wordings can fill, or nothing. */
export interface Slot {
  /** Each is one or more whole sentences that stay together. */
  readonly choices: readonly (readonly string[])[];
  /** What the text gains when the place is filled; from `NEEDED` on, it never stays empty. */
  readonly worth: number;
  /** What each choice adds to that; nothing when it is left out. */
  readonly gains?: readonly number[];
  /** Number of the section it belongs to; -1 before, null after them. */
  readonly section: number | null;
}

export interface Sentence {
  readonly text: string;
  readonly section: number | null;
}

export const NEEDED = 1_000;
const MOST_WORDS_PLANNED = 280;
const TAIL_WORDS = 150;
const WORD_AWAY = 14;
const SENTENCE_MISSING = 40;

/**
 * Chooses a wording for each place so that all words together meet the budget, exactly where possible.
 * Long texts are taken as they come; only their last part is weighed.
 *
 * @param leastSentences as many at least, if the words allow it
 */
export function fitSlots(
  slots: readonly Slot[],
  budget: number,
  leastSentences: number,
  dice: Dice,
): Sentence[] {
  const body = slots.filter((slot) => slot.section !== null);
  const ending = slots.filter((slot) => slot.section === null);
  const head: Sentence[] = [];
  let left = budget;
  let next = 0;
  if (budget > MOST_WORDS_PLANNED) {
    while (left > TAIL_WORDS && next < body.length) {
      const slot = body[next++];
      const choice = slot?.choices[dice(slot.choices.length)];
      if (!slot || !choice) continue;
      for (const text of choice) head.push({ text, section: slot.section });
      left -= countWords(choice.join(' '));
    }
  }
  const rest = body.slice(next, budget > MOST_WORDS_PLANNED ? next + 14 : undefined);
  return [...head, ...weigh([...rest, ...ending], left, Math.max(0, leastSentences - head.length), dice)];
}

interface Step {
  readonly worth: number;
  readonly before: Step | null;
  readonly sentences: readonly Sentence[];
}

function weigh(slots: readonly Slot[], budget: number, least: number, dice: Dice): Sentence[] {
  const most = budget + 12;
  const key = (words: number, count: number): number => words * (least + 1) + Math.min(count, least);
  let steps: (Step | undefined)[] = [{ worth: 0, before: null, sentences: [] }];
  for (const slot of slots) {
    const after: (Step | undefined)[] = slot.worth >= NEEDED ? [] : [...steps];
    for (const [index, choice] of slot.choices.entries()) {
      const words = countWords(choice.join(' '));
      const worth = slot.worth + (slot.gains?.[index] ?? 0) + dice(400) / 100;
      const sentences = choice.map((text) => ({ text, section: slot.section }));
      for (const [at, step] of steps.entries()) {
        if (!step) continue;
        const wordsThen = Math.floor(at / (least + 1)) + words;
        if (wordsThen > most) break;
        const then = key(wordsThen, (at % (least + 1)) + choice.length);
        if ((after[then]?.worth ?? -1) < step.worth + worth)
          after[then] = { worth: step.worth + worth, before: step, sentences };
      }
    }
    if (after.some((step) => step !== undefined)) steps = after;
  }
  let best: Step | undefined;
  let bestWorth = -Infinity;
  for (const [at, step] of steps.entries()) {
    if (!step) continue;
    const away = Math.abs(Math.floor(at / (least + 1)) - budget);
    const worth = step.worth - away * WORD_AWAY - Math.max(0, away - budget * 0.03) * 100 - (least - (at % (least + 1))) * SENTENCE_MISSING; // prettier-ignore
    if (worth > bestWorth) [best, bestWorth] = [step, worth];
  }
  const sentences: Sentence[] = [];
  for (let step = best ?? null; step !== null; step = step.before) sentences.unshift(...step.sentences);
  return sentences;
}
