/** One setting: how it is called outside, and how its text becomes a value. */
export interface Setting<T> {
  /** `OPENAI_API_KEY` */
  readonly variable: string;
  /** For `.env.example` and the documentation. */
  readonly summary: string;
  /** As text; null when there is none. */
  readonly fallback: string | null;
  readonly isSecret: boolean;
  /** @throws {SettingProblem} what is wrong with it, and what to do */
  read(text: string | undefined): T;
}

/** What is wrong with one setting, as the end of a sentence that starts with its name. */
export class SettingProblem extends Error {}

export type SettingsSpec = Readonly<Record<string, Setting<unknown>>>;
export type SettingsOf<Spec extends SettingsSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends Setting<infer T> ? T : never;
};

/** What every vendor has. */
export interface VendorSettings {
  /** Null: the vendor is known but cannot be called. */
  readonly apiKey: string | null;
  /** No slash at the end. */
  readonly baseUrl: string;
  /** Calls open at the same time. */
  readonly concurrency: number;
  readonly requestsPerMinute: number;
  /** So long an answer to an order is waited for. */
  readonly answerSeconds: number;
  readonly webhookSecret: string | null;
}

/** Less than a worker waits for a call before it takes the answer for lost. */
const LONGEST_ANSWER_SECONDS = 590;

export function commonSettings(
  prefix: string,
  defaults: {
    vendor: string;
    baseUrl: string;
    concurrency: number;
    requestsPerMinute: number;
    answerSeconds: number;
  },
) {
  return {
    apiKey: secret(`${prefix}_API_KEY`, `Key of ${defaults.vendor}; without it the vendor cannot be called`),
    baseUrl: address(`${prefix}_BASE_URL`, `Address of ${defaults.vendor}'s API`, defaults.baseUrl),
    concurrency: whole(`${prefix}_CONCURRENCY`, 'Calls or jobs open at the same time', {
      fallback: defaults.concurrency,
      min: 1,
      max: 1000,
    }),
    requestsPerMinute: whole(`${prefix}_REQUESTS_PER_MINUTE`, 'Requests sent in a minute at most', {
      fallback: defaults.requestsPerMinute,
      min: 1,
      max: 100_000,
    }),
    answerSeconds: whole(
      `${prefix}_ANSWER_SECONDS`,
      'Seconds to wait for an answer; an order that gets none may have been billed all the same',
      { fallback: defaults.answerSeconds, min: 5, max: LONGEST_ANSWER_SECONDS },
    ),
    webhookSecret: secret(`${prefix}_WEBHOOK_SECRET`, 'Secret the vendor signs its webhooks with'),
  };
}

export function secret(variable: string, summary: string): Setting<string | null> {
  return {
    variable,
    summary,
    fallback: null,
    isSecret: true,
    read(text) {
      if (text === undefined) return null;
      // Sent as a header: a line break would end it.
      if (/^[\u0021-\u007e]+$/.test(text)) return text;
      throw new SettingProblem(
        'contains a blank, a line break or a letter beyond ASCII; paste the key again',
      );
    },
  };
}

export function words(variable: string, summary: string, fallback: string, form: RegExp): Setting<string> {
  return {
    variable,
    summary,
    fallback,
    isSecret: false,
    read(text) {
      const value = text ?? fallback;
      if (form.test(value)) return value;
      throw new SettingProblem(`is ${shown(value)}; write it like ${fallback}`);
    },
  };
}

export function choice<const T extends string>(
  variable: string,
  summary: string,
  options: readonly T[],
  fallback: T,
): Setting<T> {
  return {
    variable,
    summary,
    fallback,
    isSecret: false,
    read(text) {
      if (text === undefined) return fallback;
      const found = options.find((option) => option === text);
      if (found !== undefined) return found;
      throw new SettingProblem(`is ${shown(text)}; set it to one of ${options.join(', ')}`);
    },
  };
}

export function flag(variable: string, summary: string, fallback: boolean): Setting<boolean> {
  const inner = choice(variable, summary, ['true', 'false'], fallback ? 'true' : 'false');
  return { ...inner, read: (text) => inner.read(text?.toLowerCase()) === 'true' };
}

export function whole(
  variable: string,
  summary: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): Setting<number> {
  return {
    variable,
    summary,
    fallback: String(fallback),
    isSecret: false,
    read(text) {
      const value = text === undefined ? fallback : /^\d{1,9}$/.test(text) ? Number(text) : NaN;
      if (value >= min && value <= max) return value;
      throw new SettingProblem(`is ${shown(text ?? '')}; set it to a whole number from ${min} to ${max}`);
    },
  };
}

/** A price in US dollars; null when not set. Read as millionths. */
export function priceMicroUsd(variable: string, summary: string): Setting<number | null> {
  return {
    variable,
    summary,
    fallback: null,
    isSecret: false,
    read(text) {
      if (text === undefined) return null;
      if (/^\d{1,6}(\.\d{1,6})?$/.test(text)) return Math.round(Number(text) * 1_000_000);
      throw new SettingProblem(`is ${shown(text)}; set it to US dollars like 0.1`);
    },
  };
}

export function address(variable: string, summary: string, fallback: string): Setting<string> {
  const inner = optionalAddress(variable, summary);
  return { ...inner, fallback, read: (text) => inner.read(text ?? fallback) ?? fallback };
}

export function optionalAddress(variable: string, summary: string): Setting<string | null> {
  return {
    variable,
    summary,
    fallback: null,
    isSecret: false,
    read(text) {
      if (text === undefined) return null;
      const url = URL.parse(text);
      if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
        throw new SettingProblem('is no http(s) address; set it to one like https://api.example.com');
      }
      if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
        throw new SettingProblem('carries a user name, query or fragment; leave them out');
      }
      return url.href.replace(/\/+$/, '');
    },
  };
}

/** Values never come from the environment unquoted and unbounded into a message. */
function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** Reads all settings of a spec. Every wrong one adds a sentence; its value is then the fallback's or null. */
export function readSettings<Spec extends SettingsSpec>(
  spec: Spec,
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): SettingsOf<Spec> {
  const values = Object.entries(spec).map(([name, setting]) => {
    const text = env[setting.variable]?.trim();
    try {
      return [name, setting.read(text === '' ? undefined : text)];
    } catch (error) {
      if (!(error instanceof SettingProblem)) throw error;
      problems.push(`${setting.variable} ${error.message}`);
      return [name, setting.read(undefined)];
    }
  });
  return Object.fromEntries(values) as SettingsOf<Spec>; // each name got what its own setting read
}
