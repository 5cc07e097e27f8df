/** Named header values, names in lower case, as undici gives them. */
export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>;

const LONGEST_MS = 24 * 3_600_000;

/** One header, the first of several. */
export function headerOf(headers: HeaderValues, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value[0];
}

/**
 * How long a server asks us to wait, in ms, at most a day; undefined when it does not say.
 * Read in this order: `retry-after-ms` (OpenAI), `retry-after` (seconds or a date), `ratelimit-reset`
 * (Synthesia: seconds from now), `x-ratelimit-reset` (ElevenLabs: seconds since 1970).
 */
export function readRetryAfterMs(headers: HeaderValues, nowMs: number): number | undefined {
  const inMs = decimal(headerOf(headers, 'retry-after-ms'));
  if (inMs !== undefined) return clamp(inMs);
  const retryAfter = headerOf(headers, 'retry-after');
  const inSeconds = decimal(retryAfter) ?? decimal(headerOf(headers, 'ratelimit-reset'));
  // All forms of HTTP dates start with a weekday; Date.parse alone would take "-5" for a year.
  if (retryAfter !== undefined && /^[A-Za-z]{3}/.test(retryAfter)) {
    const dateMs = Date.parse(retryAfter);
    if (!Number.isNaN(dateMs)) return clamp(dateMs - nowMs);
  }
  if (inSeconds !== undefined) return clamp(inSeconds * 1000);
  const resetAtSeconds = decimal(headerOf(headers, 'x-ratelimit-reset'));
  return resetAtSeconds === undefined ? undefined : clamp(resetAtSeconds * 1000 - nowMs);
}

function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

function clamp(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 0), LONGEST_MS);
}
