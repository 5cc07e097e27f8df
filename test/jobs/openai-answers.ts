/** A completed response of OpenAI as the vendor documents it, with any text in it. */
export function responseSaying(text: string, facts: Record<string, unknown> = {}): Record<string, unknown> {
  return responseWithContent([{ type: 'output_text', text, annotations: [], logprobs: [] }], facts);
}

/** The model declines; the status is completed all the same. */
export function refusingResponse(reason: string): Record<string, unknown> {
  return responseWithContent([{ type: 'refusal', refusal: reason }]);
}

let count = 0;

function responseWithContent(
  content: readonly Record<string, unknown>[],
  facts: Record<string, unknown> = {},
): Record<string, unknown> {
  count += 1;
  return {
    id: `resp_planted_${String(count)}`,
    object: 'response',
    created_at: 1_790_000_000,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'gpt-5-mini',
    output: [{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content }],
    usage: {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 15,
    },
    ...facts,
  };
}
