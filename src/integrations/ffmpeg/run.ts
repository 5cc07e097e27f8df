import { spawn } from 'node:child_process';
import { basename, dirname, isAbsolute } from 'node:path';
import { MediaError } from '../../errors.js';
import type { OnProgress } from '../contracts.js';

/** One run of ffmpeg or ffprobe. */
export interface ToolRun {
  /** Program and what stands before its own arguments. */
  readonly command: readonly string[];
  readonly arguments: readonly string[];
  readonly signal: AbortSignal;
  readonly workingFolder?: string | undefined;
  /** Added to our own environment. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** The run is killed after this time: a tool that hangs must not hold a worker. */
  readonly timeoutMs: number;
  /** With `-progress pipe:1`: length of the output, for a fraction. */
  readonly progress?: { readonly totalMs: number; readonly report: OnProgress } | undefined;
  /** Every line of stderr as it comes. */
  readonly onStderrLine?: ((line: string) => void) | undefined;
}

const KEPT_STDERR_LINES = 20;
/** Between the request to end and the end by force. */
const GRACE_MS = 2_000;
/** More than one progress report is long. */
const KEPT_PROGRESS_CHARACTERS = 1_000;
const MOST_STDOUT_CHARACTERS = 64 * 1024 * 1024;

/**
 * Runs a tool without a shell, in its own process group, with no standard input.
 *
 * @returns what it wrote to stdout; of progress reports only the last
 * @throws {MediaError} with arguments, exit code and the last 20 lines of stderr when it fails, hangs or is cancelled;
 *   retryable when cancelled, out of time or out of disk space
 */
export async function runTool(run: ToolRun): Promise<string> {
  if (isCancelled(run)) throw cancelled(run, null);
  const [program = '', ...before] = run.command;
  const child = spawn(program, [...before, ...run.arguments], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...run.environment },
    ...(run.workingFolder === undefined ? {} : { cwd: run.workingFolder }),
  });
  let forced: NodeJS.Timeout | undefined;
  let isOutOfTime = false;
  const kill = (): void => {
    signalGroup(child.pid, 'SIGTERM');
    forced ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
  };
  const deadline = setTimeout(() => {
    isOutOfTime = true;
    kill();
  }, run.timeoutMs);
  run.signal.addEventListener('abort', kill, { once: true });

  const lastLines: string[] = [];
  let stdout = '';
  eachLine(child.stderr, (line) => {
    lastLines.push(line);
    if (lastLines.length > KEPT_STDERR_LINES) lastLines.shift();
    run.onStderrLine?.(line);
  });
  const { progress } = run;
  if (progress) {
    const onProgressLine = progressReader(progress);
    eachLine(child.stdout, (line) => {
      stdout = `${stdout}\n${line}`.slice(-KEPT_PROGRESS_CHARACTERS);
      onProgressLine(line);
    });
  } else
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout.length < MOST_STDOUT_CHARACTERS) stdout += text;
    });

  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    // Cancelled means cancelled, even when the tool came to its end first.
    if (exitCode === 0 && !isCancelled(run)) return stdout;
    throw failure(run, exitCode, lastLines.join('\n'), isOutOfTime);
  } catch (error) {
    if (error instanceof MediaError) throw error;
    throw new MediaError(`${program} could not be started.`, { arguments: run.arguments }, { cause: error });
  } finally {
    clearTimeout(deadline);
    clearTimeout(forced);
    run.signal.removeEventListener('abort', kill);
  }
}

function isCancelled({ signal }: ToolRun): boolean {
  return signal.aborted;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

function failure(run: ToolRun, exitCode: number | null, stderr: string, isOutOfTime: boolean): MediaError {
  if (isCancelled(run)) return cancelled(run, exitCode);
  const detail = { arguments: run.arguments, exitCode, stderr };
  const name = run.command.at(-1) ?? 'ffmpeg';
  if (isOutOfTime) {
    const seconds = Math.round(run.timeoutMs / 1000);
    return new MediaError(
      `${name} was stopped after ${seconds} s without an end; the machine is overloaded or the source is broken.`,
      {
        ...detail,
        retryable: true,
      },
    );
  }
  if (/no space left on device|disk quota exceeded/i.test(stderr)) {
    const place = run.workingFolder ?? dirname(run.arguments.at(-1) ?? '.');
    return new MediaError(
      `The disk is full: ${name} could not write (working folder ${place}). Free space, then try again.`,
      {
        ...detail,
        retryable: true,
      },
    );
  }
  const lastLine = withoutFolders(stderr.split('\n').at(-1) ?? '', run.arguments);
  return new MediaError(
    `${name} ended with ${exitCode === null ? 'a signal' : `code ${exitCode}`}: ${lastLine}`,
    detail,
  );
}

/** Where files lie on the disk of a worker is nothing for those who read the error. */
function withoutFolders(line: string, given: readonly string[]): string {
  const paths = given.map((argument) => argument.replace(/^file:/, '')).filter((path) => isAbsolute(path));
  return paths.reduce(
    (text, path) => text.replaceAll(`file:${path}`, basename(path)).replaceAll(path, basename(path)),
    line,
  );
}

function cancelled(run: ToolRun, exitCode: number | null): MediaError {
  const name = run.command.at(-1) ?? 'ffmpeg';
  return new MediaError(
    `${name} was cancelled.`,
    { arguments: run.arguments, exitCode, retryable: true },
    { cause: run.signal.reason },
  );
}

function eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/[\r\n]+/);
    // A tool that never ends its line must not fill the memory.
    rest = (lines.pop() ?? '').slice(-65_536);
    for (const line of lines) if (line !== '') take(line);
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
  });
}

function progressReader({
  totalMs,
  report,
}: {
  totalMs: number;
  report: OnProgress;
}): (line: string) => void {
  let reached = 0;
  return (line) => {
    const time = /^out_time_us=(\d+)/.exec(line)?.[1];
    if (time === undefined) return;
    const fraction = Math.min(1, Number(time) / 1000 / Math.max(1, totalMs));
    if (fraction > reached) report((reached = fraction));
  };
}
