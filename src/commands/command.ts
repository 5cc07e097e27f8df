import { parseArgs, type ParseArgsConfig } from 'node:util';

/** One word of the command line. */
export interface Command {
  readonly summary: string;
  /** Whole help text, printed for `--help`. */
  readonly help: string;
  /**
   * What can be known before any service is up: command line, settings, folders, ports. The launcher asks for it first.
   * @throws {UsageError | ConfigError} leaving nothing behind
   */
  check?(args: readonly string[]): Promise<void>;
  /** @returns the exit code */
  run(args: readonly string[]): Promise<number>;
}

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses options; an unknown or misused one is a `UsageError` in one sentence. */
export function readOptions<O extends Options>(
  args: readonly string[],
  options: O,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals, strict: true });
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    const name = /^Option '(?:-\w, )?(--[\w-]+)[^']*' argument is ambiguous/.exec(sentence ?? '')?.[1];
    if (name !== undefined)
      throw new UsageError(`${name} needs a value; one that begins with - is written ${name}=-….`, {
        cause: error,
      });
    throw new UsageError(`${sentence ?? 'wrong usage'}.`, { cause: error });
  }
}

/** @throws {UsageError} outside the range, or no whole number */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${name} must be a whole number from ${min} to ${max}, not ${quoted(text)}.`);
}

/** @throws {UsageError} when it is none of them */
export function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`${name} must be one of ${allowed.join(', ')}; not ${quoted(text)}.`);
}

const LONGEST_QUOTE = 60;

/** What somebody typed, for a message: escaped, and never a page long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}
