import type { z } from 'zod';
import { VendorError } from '../../errors.js';
import type { Json, JsonObject } from '../../integrations/contracts.js';
import { answerSchema, shapeProblems, type Problems, type Prompt } from '../../prompts/prompt.js';
import type { Calls, Subject } from '../stage.js';

const MAX_OUTPUT_TOKENS = 32_000;

/** The channel and the episode as a writer needs them. */
export function aboutEpisode({ channel, episode }: Subject): JsonObject {
  const { name, description, persona, styleGuide } = channel;
  return {
    topic: episode.topic,
    brief: episode.brief,
    language: episode.language,
    targetSeconds: episode.targetSeconds,
    channel: { name, description, persona: { ...persona }, styleGuide: { ...styleGuide } },
  };
}

/**
 * Asks a text vendor and checks the answer; asks once more, naming what was wrong.
 * @throws {VendorError} BAD_ANSWER when the second answer cannot be used either
 */
export async function ask<Answer>(
  calls: Calls,
  prompt: Prompt<Answer>,
  input: JsonObject,
  problemsOf: (answer: Answer) => Problems,
): Promise<Answer> {
  let problems: Problems = [];
  for (const step of [prompt.name, `${prompt.name}-again`]) {
    const document: JsonObject = {
      task: prompt.name,
      ...input,
      ...(problems.length > 0 ? { problems } : {}),
    };
    const answer = await calls.write(step, {
      instructions: prompt.instructions,
      input: JSON.stringify(document),
      schemaName: prompt.name,
      schema: answerSchema(prompt) as JsonObject, // a JSON Schema is JSON
      maxOutputTokens: MAX_OUTPUT_TOKENS,
    });
    const parsed = parse(prompt.schema, answer);
    problems = parsed.problems ?? problemsOf(parsed.answer);
    if (parsed.answer !== null && problems.length === 0) return parsed.answer;
  }
  throw new VendorError(
    'openai',
    'BAD_ANSWER',
    `The ${prompt.name} could not be used, twice: ${problems.join(' ')}`,
    { retryable: false },
  );
}

function parse<Answer>(
  schema: z.ZodType<Answer>,
  answer: Json,
): { answer: Answer; problems: null } | { answer: null; problems: Problems } {
  const parsed = schema.safeParse(answer);
  return parsed.success
    ? { answer: parsed.data, problems: null }
    : { answer: null, problems: shapeProblems(parsed.error) };
}
