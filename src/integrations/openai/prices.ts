import type { Charge, Estimate, TextRequest } from '../contracts.js';
import type { OpenAiUsage } from './wire.js';

/** US dollars for a million tokens, which is millionths of a dollar for one. */
interface Rate {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/**
 * List prices by the start of a model's name; the longest that fits counts. Newer names than these are
 * counted at `UNKNOWN_MODEL`, too dear rather than too cheap for the budget.
 * @see https://developers.openai.com/docs/pricing, as known on 2026-11-22
 */
const RATES: Readonly<Record<string, Rate>> = {
  'gpt-5.4-nano': { input: 0.2, cachedInput: 0.02, output: 1.25 },
  'gpt-5.4-mini': { input: 0.75, cachedInput: 0.075, output: 4.5 },
  'gpt-5.4': { input: 2.5, cachedInput: 0.25, output: 15 },
  'gpt-5.2-pro': { input: 21, cachedInput: 21, output: 168 },
  'gpt-5.2': { input: 1.75, cachedInput: 0.175, output: 14 },
  'gpt-5.1': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5-nano': { input: 0.05, cachedInput: 0.005, output: 0.4 },
  'gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2 },
  'gpt-5': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4 },
  'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6 },
  'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8 },
  'gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6 },
  'gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10 },
  'o4-mini': { input: 1.1, cachedInput: 0.275, output: 4.4 },
  o3: { input: 2, cachedInput: 0.5, output: 8 },
};

const UNKNOWN_MODEL: Rate = { input: 5, cachedInput: 0.5, output: 30 };

/** A price the operator set wins over the list. */
export interface OwnPrices {
  readonly inputMicroUsdPerMillion: number | null;
  readonly outputMicroUsdPerMillion: number | null;
}

function rateOf(model: string, own: OwnPrices): Rate {
  const [family] = Object.keys(RATES)
    .filter((name) => model === name || model.startsWith(`${name}-20`) || model.startsWith(`${name}-chat`))
    .sort((a, b) => b.length - a.length);
  const listed = (family === undefined ? undefined : RATES[family]) ?? UNKNOWN_MODEL;
  const input = own.inputMicroUsdPerMillion === null ? null : own.inputMicroUsdPerMillion / 1_000_000;
  const output = own.outputMicroUsdPerMillion === null ? null : own.outputMicroUsdPerMillion / 1_000_000;
  return {
    input: input ?? listed.input,
    cachedInput: input ?? listed.cachedInput,
    output: output ?? listed.output,
  };
}

/** An upper bound: a token has three bytes or more in ordinary text, and all that may be written is written. */
export function estimateWriting(request: TextRequest, model: string, own: OwnPrices): Estimate {
  const sent = `${request.instructions}${request.input}${JSON.stringify(request.schema)}`;
  const inputTokens = Math.ceil(Buffer.byteLength(sent) / 3);
  const rate = rateOf(model, own);
  return {
    units: inputTokens + request.maxOutputTokens,
    unit: 'token',
    costMicroUsd: Math.ceil(inputTokens * rate.input + request.maxOutputTokens * rate.output),
  };
}

export function chargeOf(usage: OpenAiUsage, model: string, own: OwnPrices): Charge {
  const cached = Math.min(usage.input_tokens_details?.cached_tokens ?? 0, usage.input_tokens);
  const rate = rateOf(model, own);
  const cost =
    (usage.input_tokens - cached) * rate.input +
    cached * rate.cachedInput +
    usage.output_tokens * rate.output;
  return { units: usage.input_tokens + usage.output_tokens, unit: 'token', costMicroUsd: Math.ceil(cost) };
}
