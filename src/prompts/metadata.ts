import { z } from 'zod';
import { languageProblems } from './language.js';
import { GROUND_RULES, type Asked, type Problems, type Prompt } from './prompt.js';

export interface MetadataAnswer {
  title: string;
  titleOptions: string[];
  description: string;
  tags: string[];
  hashtags: string[];
  chapters: { title: string; sceneNumber: number }[];
  thumbnailText: string;
}

export const metadataPrompt: Prompt<MetadataAnswer> = {
  name: 'metadata',
  version: 1,
  instructions: [
    GROUND_RULES,
    'Task: write what is published beside the finished video whose script is given.',
    'title: at most 70 characters, true to the script. titleOptions: three others. description: two short paragraphs in one text, at most 1,500 characters.',
    'tags: 5 to 12 search words. hashtags: 3 to 5, each with its #. chapters: three to ten, each with the number of the scene it begins with, ascending, the first with scene 1.',
    'thumbnailText: two to five words.',
  ].join('\n'),
  schema: z.object({
    title: z.string(),
    titleOptions: z.array(z.string()).max(10),
    description: z.string(),
    tags: z.array(z.string()).max(30),
    hashtags: z.array(z.string()).max(10),
    chapters: z.array(z.object({ title: z.string(), sceneNumber: z.int() })).max(40),
    thumbnailText: z.string(),
  }),
};

export function metadataProblems(
  answer: MetadataAnswer,
  asked: Asked & { readonly sceneCount: number },
): Problems {
  const { sceneCount } = asked;
  const problems = [...languageProblems([answer.title, answer.description], asked.language, asked.topic)];
  if (answer.title.trim() === '' || answer.title.length > 100)
    problems.push('The title must have 1 to 100 characters.');
  if (answer.description.length > 5_000) problems.push('The description must have at most 5,000 characters.');
  if (answer.thumbnailText.length > 60) problems.push('The thumbnailText must have at most 60 characters.');
  const numbers = answer.chapters.map((chapter) => chapter.sceneNumber);
  if (numbers.some((number) => number < 1 || number > sceneCount))
    problems.push(`A chapter names a scene outside 1 to ${sceneCount}.`);
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0)))
    problems.push('Chapters must be in the order of their scenes, one per scene at most.');
  return problems;
}
