import { pino, type Logger as PinoLogger, type DestinationStream } from 'pino';

/** One JSON line per event; carries episode, run and task ids where there are any; never a secret. */
export type Logger = PinoLogger;

export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

const SECRET_FIELDS = [
  'authorization',
  'apiKey',
  'api_key',
  'secret',
  'secretKey',
  'password',
  'token',
  'cookie',
];
/** What looks like a key or a signed address, wherever it stands in a text. Names of settings, in capitals, are none. */
const SECRET_TEXT =
  /\b(?:[Bb]earer|Key)\s+[\w.~+/=-]{8,}|\b(?:sk|key|xi|acog|whsec)[-_][\w-]{12,}|([?&](?:X-Amz-Signature|X-Amz-Credential|sig|signature|token|key)=)[^&\s"']+|(\w+:\/\/[^\s:/@]+:)[^\s@/]+(?=@)/g;

/** Takes keys, tokens and signatures out of a text that goes to a log or a row. */
export function withoutSecrets(text: string): string {
  return text.replace(
    SECRET_TEXT,
    (_match, parameter?: string, login?: string) => `${parameter ?? login ?? ''}[secret]`,
  );
}

export function createLogger(level: LogLevel, destination: DestinationStream = process.stderr): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[secret]',
      },
      serializers: { error: describeError, err: describeError },
    },
    { write: (line) => destination.write(withoutSecrets(line)) },
  );
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code: unknown = 'code' in error ? error.code : undefined;
  return { name, code, message, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}
