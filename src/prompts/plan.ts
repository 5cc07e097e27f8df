import { z } from 'zod';
import type { Plan } from '../entities/episode-content.js';
import { languageProblems } from './language.js';
import { GROUND_RULES, type Asked, type Problems, type Prompt } from './prompt.js';

const LONGEST_TEXT = 1_000;

export const planPrompt: Prompt<Plan> = {
  name: 'plan',
  version: 1,
  instructions: [
    GROUND_RULES,
    'Task: plan one episode about "topic" that takes about "targetSeconds" seconds.',
    'hook: one spoken sentence that makes a stranger stay. sections: about one for every 15 seconds, at least two, each with two to four',
    'key points that build on each other and with footage suggestions a camera could film. callToAction: one spoken sentence to end with.',
  ].join('\n'),
  schema: z.object({
    hook: z.string(),
    sections: z
      .array(
        z.object({
          title: z.string(),
          keyPoints: z.array(z.string()).min(1).max(8),
          brollSuggestions: z.array(z.string()).min(1).max(8),
        }),
      )
      .min(1)
      .max(60),
    callToAction: z.string(),
  }),
};

/** What is wrong with a plan. @param asked the language and the topic of the episode */
export function planProblems(plan: Plan, asked: Asked): Problems {
  const texts = [
    plan.hook,
    plan.callToAction,
    ...plan.sections.flatMap((section) => [section.title, ...section.keyPoints]),
  ];
  if (texts.some((text) => text.trim() === '')) return ['A text of the plan is empty.'];
  if (texts.some((text) => text.length > LONGEST_TEXT))
    return [`A text of the plan is longer than ${LONGEST_TEXT} characters.`];
  return languageProblems(texts, asked.language, asked.topic);
}
