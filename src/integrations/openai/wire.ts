/**
 * What we read of OpenAI's Responses API.
 * @see https://developers.openai.com/docs/api-reference/responses/create, read 2026-11-22
 */
import { z } from 'zod';

const count = z.number().int().nonnegative();

export const usageSchema = z.object({
  input_tokens: count,
  input_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish(),
  /** Reasoning is part of it. */
  output_tokens: count,
});

export const responseSchema = z.object({
  id: z.string().min(1).max(200),
  status: z.string(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z
        .array(z.object({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() }))
        .nullish(),
    }),
  ),
  usage: usageSchema.nullish(),
});

export const errorSchema = z.object({
  error: z.object({
    message: z.string().nullish(),
    type: z.string().nullish(),
    code: z.string().nullish(),
    param: z.string().nullish(),
  }),
});

export type OpenAiResponse = z.infer<typeof responseSchema>;
export type OpenAiUsage = z.infer<typeof usageSchema>;

/** Parts of the answer that a person would see; reasoning items carry none. */
export function messageParts(response: OpenAiResponse) {
  return response.output.filter((item) => item.type === 'message').flatMap((item) => item.content ?? []);
}
