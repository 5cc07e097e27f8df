import { z } from 'zod';
import { Speaker } from '../entities/episode-content.js';
import { languageProblems } from './language.js';
import { GROUND_RULES, type Asked, type Problems, type Prompt } from './prompt.js';

export const MAX_SCENES = 300;
const LONGEST_NARRATION = 1_500;
const LONGEST_PROMPT = 1_000;
const LONGEST_LOWER_THIRD = 80;
const MOST_PROBLEMS = 10;
/** How far the words may be from what fits the length. */
const WORD_TOLERANCE = 0.15;

export interface ScriptAnswer {
  scenes: {
    speaker: Speaker;
    narration: string;
    onScreenText: string | null;
    brollPrompt: string | null;
    tone: string | null;
  }[];
}

export const scriptPrompt: Prompt<ScriptAnswer> = {
  name: 'script',
  version: 1,
  instructions: [
    GROUND_RULES,
    'Task: write the script of the planned episode: "sceneCount" scenes, "wordBudget" spoken words in all, give or take five per cent.',
    'narration: what is said, in whole sentences that sound natural aloud; no sentence twice. The first scene opens with the hook, the last one ends with the call to action.',
    'speaker: AVATAR when the presenter is seen, VOICEOVER when only footage is; without "hasAvatar" always VOICEOVER. Begin and end with AVATAR, and change between them.',
    'brollPrompt: what footage shows, concrete enough to film, one sentence; required for VOICEOVER, for AVATAR null or a picture to put beside the presenter.',
    'onScreenText: at most six words for the lower third, or null. tone: one or two words.',
  ].join('\n'),
  schema: z.object({
    scenes: z
      .array(
        z.object({
          speaker: z.enum([Speaker.AVATAR, Speaker.VOICEOVER]),
          narration: z.string(),
          onScreenText: z.string().nullable(),
          brollPrompt: z.string().nullable(),
          tone: z.string().nullable(),
        }),
      )
      .min(1)
      .max(MAX_SCENES),
  }),
};

/** What is wrong with a script, measured against what was asked for. */
export function scriptProblems(
  { scenes }: ScriptAnswer,
  asked: Asked & { readonly wordBudget: number },
): Problems {
  const narrations = scenes.map((scene) => scene.narration);
  const problems = [...languageProblems(narrations, asked.language, asked.topic)];
  const words = scenes.reduce((sum, scene) => sum + countWords(scene.narration), 0);
  const least = Math.floor(asked.wordBudget * (1 - WORD_TOLERANCE));
  const most = Math.ceil(asked.wordBudget * (1 + WORD_TOLERANCE));
  if (words < least || words > most)
    problems.push(`All narrations together have ${words} words; they must have ${least} to ${most}.`);
  for (const [index, scene] of scenes.entries()) {
    const at = `Scene ${index + 1}`;
    if (countWords(scene.narration) === 0) problems.push(`${at} has no narration.`);
    if (scene.narration.length > LONGEST_NARRATION)
      problems.push(`${at} has more than ${LONGEST_NARRATION} characters of narration.`);
    if (scene.speaker === 'VOICEOVER' && !scene.brollPrompt?.trim())
      problems.push(`${at} is VOICEOVER and has no brollPrompt.`);
    if ((scene.brollPrompt?.length ?? 0) > LONGEST_PROMPT)
      problems.push(`${at} has a brollPrompt over ${LONGEST_PROMPT} characters.`);
    if ((scene.onScreenText?.length ?? 0) > LONGEST_LOWER_THIRD)
      problems.push(`${at} has an onScreenText over ${LONGEST_LOWER_THIRD} characters.`);
  }
  return problems.slice(0, MOST_PROBLEMS);
}

/** Words as they are spoken; in scripts without spaces every three characters count as one. */
export function countWords(text: string): number {
  const unspaced = text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/gu)?.length ?? 0;
  const spaced =
    text
      .replace(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/gu, ' ')
      .match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  return spaced + Math.ceil(unspaced / 3);
}
