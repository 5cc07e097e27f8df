import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { MediaError } from '../../errors.js';

const LAST_LINES = 20;
const LONGEST_STDERR = 64_000;

export interface ProgramOptions {
  /** Writes the program's standard input; the stream is ended afterwards. */
  readonly feed?: (input: Writable) => Promise<void>;
}

/** Where ffmpeg and ffprobe lie: names to be found on PATH, or files. */
export interface ProgramPaths {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

const ON_PATH: ProgramPaths = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };

/** Runs other programs and makes sure that none outlives the simulator. */
export class ChildPrograms {
  private readonly closing = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly paths: ProgramPaths = ON_PATH) {}

  /**
   * @returns what the program printed on stdout
   * @throws {MediaError} when it is missing, exits non-zero or the simulator closes
   */
  run(program: string, args: readonly string[], options: ProgramOptions = {}): Promise<Buffer> {
    const run = this.start(program, args, options);
    this.running.add(run);
    const forget = (): void => void this.running.delete(run);
    run.then(forget, forget);
    return run;
  }

  /** Kills what runs and waits until it is gone. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.running);
  }

  private pathOf(program: string): string {
    return program === 'ffmpeg' || program === 'ffprobe' ? this.paths[program] : program;
  }

  private start(program: string, args: readonly string[], options: ProgramOptions): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.closing.signal.aborted) {
        reject(new MediaError(`${program} was not started: the simulator is closing.`, { arguments: args }));
        return;
      }
      const child = spawn(this.pathOf(program), args, {
        stdio: ['pipe', 'pipe', 'pipe'],
        signal: this.closing.signal,
        killSignal: 'SIGKILL',
      });
      const output: Buffer[] = [];
      let stderr = '';
      let failure: Error | null = null;
      child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
      child.stderr.on(
        'data',
        (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-LONGEST_STDERR)),
      );
      child.on('error', (error) => (failure ??= error));
      // A program that ends early closes its input; its exit code tells why, so the broken pipe need not.
      child.stdin.on('error', () => undefined);
      child.on('close', (exitCode) => {
        if (exitCode === 0 && !failure) {
          resolve(Buffer.concat(output));
          return;
        }
        const lines = stderr.trim().split('\n').slice(-LAST_LINES).join('\n');
        const why = failure?.message ?? `exit code ${exitCode ?? 'none'}`;
        reject(
          new MediaError(
            `${program} failed: ${why}. ${lines}`,
            { arguments: args, exitCode, stderr: lines },
            failure ? { cause: failure } : {},
          ),
        );
      });
      const feeding = options.feed?.(child.stdin) ?? Promise.resolve();
      feeding
        .catch((error: unknown) => (failure ??= error instanceof Error ? error : new Error(String(error))))
        .finally(() => child.stdin.end());
    });
  }
}

/**
 * Writes with back-pressure.
 * @param whenWritten called once the bytes are no longer needed
 * @returns false when nobody reads any more
 */
export function writeTo(input: Writable, bytes: Uint8Array, whenWritten: () => void): Promise<boolean> {
  if (input.destroyed || input.writableEnded) return Promise.resolve(false);
  if (input.write(bytes, whenWritten)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (): void => {
      input.off('drain', settle);
      input.off('close', settle);
      resolve(!input.destroyed);
    };
    input.on('drain', settle);
    input.on('close', settle);
  });
}
