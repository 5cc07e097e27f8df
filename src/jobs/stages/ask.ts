import type { z } from 'zod';
import { VendorError } from '../../errors.js';
import type { Json, JsonObject, TextRequest, Vendors } from '../../integrations/contracts.js';
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

/** What one answer of about so many tokens will probably cost, in millionths of a US dollar. */
export function costOfAsking<Answer>(
  vendors: Vendors,
  prompt: Prompt<Answer>,
  subject: Subject,
  answerTokens: number,
): number {
  const { costMicroUsd } = vendors.text('OPENAI').estimate({
    instructions: prompt.instructions,
    input: JSON.stringify(aboutEpisode(subject)),
    schemaName: prompt.name,
    schema: answerSchema(prompt) as JsonObject, // a JSON Schema is JSON
    maxOutputTokens: answerTokens,
  });
  return costMicroUsd;
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
  reviewNotes: readonly string[],
): Promise<Answer> {
  let problems: Problems = [];
  for (const step of [prompt.name, `${prompt.name}-again`]) {
    const document: JsonObject = {
      task: prompt.name,
      ...input,
      ...(reviewNotes.length > 0 ? { reviewNotes } : {}),
      ...(problems.length > 0 ? { problems } : {}),
    };
    const request = {
      instructions: prompt.instructions,
      input: JSON.stringify(document),
      schemaName: prompt.name,
      schema: answerSchema(prompt) as JsonObject, // a JSON Schema is JSON
      maxOutputTokens: MAX_OUTPUT_TOKENS,
    };
    const parsed = await writeAndParse(calls, step, request, prompt.schema);
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

type Parsed<Answer> = { answer: Answer; problems: null } | { answer: null; problems: Problems };

/** An answer that breaks off or is no JSON is a problem like any other: the writer is told and asked once more. */
async function writeAndParse<Answer>(
  calls: Calls,
  step: string,
  request: TextRequest,
  schema: z.ZodType<Answer>,
): Promise<Parsed<Answer>> {
  try {
    return parse(schema, await calls.write(step, request));
  } catch (error) {
    if (error instanceof VendorError && error.fault === 'BAD_ANSWER')
      return { answer: null, problems: [`${error.message}.`] };
    throw error;
  }
}

function parse<Answer>(schema: z.ZodType<Answer>, answer: Json): Parsed<Answer> {
  const parsed = schema.safeParse(answer);
  return parsed.success
    ? { answer: parsed.data, problems: null }
    : { answer: null, problems: shapeProblems(parsed.error) };
}
