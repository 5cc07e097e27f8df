import OpenAI from 'openai';
import { VendorError } from '../../errors.js';
import { ApiVendor } from '../api-vendor.js';
import type { Answered, CallContext, Estimate, Json, TextRequest, TextVendor } from '../contracts.js';
import type { Http } from '../http.js';
import { refusal } from '../refusal.js';
import { parseStorable } from '../storable.js';
import type { ApiAnswer } from '../vendor-api.js';
import { defineVendor } from '../vendor-module.js';
import { explainOpenAi, shortcoming } from './errors.js';
import { chargeOf, estimateWriting } from './prices.js';
import { openAiSettings, type OpenAiSettings } from './settings.js';
import { messageParts, responseSchema } from './wire.js';

/** The vendor refuses less. */
const MIN_OUTPUT_TOKENS = 16;
const WHAT = 'POST /responses';

/** Writes with OpenAI's Responses API in strict JSON. Nothing is stored at the vendor. */
export class OpenAiText extends ApiVendor<'OPENAI', OpenAiSettings> implements TextVendor {
  readonly capability = 'TEXT';
  readonly recreate = 'BLIND';

  constructor(
    settings: OpenAiSettings,
    private readonly http: Http,
  ) {
    super(settings, http, {
      name: 'OPENAI',
      headers: (key) => ({ authorization: `Bearer ${key}` }),
      explain: explainOpenAi,
    });
  }

  estimate(request: TextRequest): Estimate {
    return estimateWriting(request, this.modelOf(request), this.settings);
  }

  async write(request: TextRequest, call: CallContext): Promise<Answered<Json>> {
    const answer = await this.respond(request, call.signal);
    const response = this.api.read(responseSchema, answer, WHAT);
    const failed = shortcoming(response, answer.requestId);
    if (failed !== null) throw failed;
    const text = messageParts(response)
      .map((part) => (part.type === 'output_text' ? (part.text ?? '') : ''))
      .join('');
    return {
      value: this.parse(text, answer.requestId),
      externalId: response.id,
      requestId: answer.requestId,
      charge:
        response.usage === undefined || response.usage === null
          ? this.estimate(request)
          : chargeOf(response.usage, this.modelOf(request), this.settings),
    };
  }

  /** Sends through the vendor's SDK, which shapes request and types; what comes back and what breaks is read by us. */
  private async respond(request: TextRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const key = this.api.key();
    const secrets = [key];
    const send = this.http.fetchAs({
      vendor: this.name,
      effect: 'CREATE',
      deadlineMs: this.settings.answerSeconds * 1_000,
      secrets,
    });
    let broken: unknown;
    const client = new OpenAI({
      apiKey: key,
      baseURL: this.settings.baseUrl,
      // Null keeps the SDK from reading the environment.
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      // It would repeat a 429 that means "no money", and a create that was billed.
      maxRetries: 0,
      timeout: this.settings.answerSeconds * 1_000 + 10_000,
      fetch: async (input, init) => {
        try {
          return await send(input, init);
        } catch (error) {
          // The SDK forgets the cause of some failures, and with it whether anything was sent.
          broken = error;
          throw error;
        }
      },
    });
    const { reasoningEffort } = this.settings;
    try {
      const response = await client.responses
        .create(
          {
            model: this.modelOf(request),
            instructions: request.instructions,
            input: request.input,
            store: false,
            max_output_tokens: Math.max(request.maxOutputTokens, MIN_OUTPUT_TOKENS),
            text: {
              format: { type: 'json_schema', name: request.schemaName, schema: request.schema, strict: true },
            },
            ...(reasoningEffort === 'default' ? {} : { reasoning: { effort: reasoningEffort } }),
          },
          { signal },
        )
        .asResponse();
      const bytes = new Uint8Array(await response.arrayBuffer());
      const headers = Object.fromEntries(response.headers);
      return this.api.accept({ status: response.status, headers, bytes }, WHAT, 'CREATE', secrets);
    } catch (error) {
      if (broken !== undefined) throw broken instanceof Error ? broken : new Error('fetch failed');
      if (error instanceof OpenAI.APIError && error.status !== undefined) {
        const answered: { status: number; headers: Headers | undefined; error: unknown } = error;
        const headers = Object.fromEntries(answered.headers ?? new Headers());
        throw refusal(
          { vendor: this.name, what: WHAT, effect: 'CREATE', secrets },
          { status: answered.status, headers, body: { error: answered.error } },
          explainOpenAi,
        );
      }
      if (signal.aborted) {
        throw new VendorError(
          this.name,
          'UNAVAILABLE',
          `${WHAT} was stopped before anything was sent`,
          {},
          { cause: error },
        );
      }
      throw error;
    }
  }

  private parse(text: string, requestId: string | null): Json {
    try {
      return parseStorable(text, '') as Json; // JSON.parse makes nothing else
    } catch {
      throw new VendorError(
        this.name,
        'BAD_ANSWER',
        text === '' ? 'OPENAI wrote nothing' : 'OPENAI wrote something that is not JSON',
        { requestId: requestId ?? undefined, vendorCode: text === '' ? 'empty_output' : 'invalid_json' },
      );
    }
  }

  private modelOf(request: TextRequest): string {
    return request.modelId ?? this.settings.model;
  }
}

export const openai = defineVendor({
  name: 'OPENAI',
  capability: 'TEXT',
  settings: openAiSettings,
  create: (settings, http) => new OpenAiText(settings, http),
});
