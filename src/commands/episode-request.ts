import { OutputFormat } from '../entities/channel-choices.js';
import { LANGUAGES } from '../entities/scalars.js';
import { oneOf, UsageError, wholeNumber } from './command.js';

/** Options that `demo` and `produce` share, as `parseArgs` wants them. */
export const EPISODE_OPTIONS = {
  topic: { type: 'string' },
  seconds: { type: 'string', default: '45' },
  format: { type: 'string', multiple: true },
  language: { type: 'string', default: 'en' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const EPISODE_HELP = `  --topic "…"       what the episode is about (3 to 500 characters)
  --seconds N       length to aim at, 10 to 1800 (default 45)
  --format F        LANDSCAPE_1080P (default), PORTRAIT_1080P or SQUARE_1080P; may be repeated
  --language L      language that is spoken (default en)
  --out DIR         where the files go
  --json            one JSON document on stdout; progress goes to stderr
`;

/** One episode, as it is asked for on the command line. */
export interface EpisodeRequest {
  readonly topic: string;
  readonly targetSeconds: number;
  readonly formats: readonly OutputFormat[];
  readonly language: string;
}

/** @throws {UsageError} naming the option, what is wrong with it and what it may be */
export function readEpisodeRequest(given: {
  topic: string;
  seconds: string;
  format?: string[] | undefined;
  language: string;
}): EpisodeRequest {
  const topic = given.topic.trim();
  if ([...topic].length < 3) throw new UsageError('--topic must have at least 3 characters.');
  if ([...topic].length > 500)
    throw new UsageError(`--topic must have at most 500 characters; this one has ${[...topic].length}.`);
  const formats = (given.format ?? ['LANDSCAPE_1080P']).map((format) =>
    oneOf('--format', format, Object.values(OutputFormat)),
  );
  return {
    topic,
    targetSeconds: wholeNumber('--seconds', given.seconds, 10, 1800),
    formats: [...new Set(formats)],
    language: oneOf('--language', given.language, LANGUAGES),
  };
}
