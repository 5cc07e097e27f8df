import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Another process that listens for rings of PLANNING. */
export interface BellProcess {
  /** Resolves when it has said this, now or before. */
  said(line: string): Promise<void>;
  /** Closes its bell. */
  stop(): void;
  kill(): void;
  /** Exit code, null when it was killed. */
  readonly ended: Promise<number | null>;
}

export function startBellProcess(
  url: string,
  { stallMs = 60_000, handlingMs = 0, graceMs = 1_000 } = {},
): BellProcess {
  const program = join(process.cwd(), 'test/support/bell-alone.mjs');
  const settings = [url, stallMs, handlingMs, graceMs].map(String);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...settings], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = new Set<string>();
  const heard = new Map<string, () => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.add(line);
    heard.get(line)?.();
  });
  return {
    said: (line) =>
      lines.has(line) ? Promise.resolve() : new Promise((resolve) => heard.set(line, resolve)),
    stop: () => void child.stdin.end(),
    kill: () => void child.kill('SIGKILL'),
    ended: once(child, 'exit').then(([code]) => code as number | null), // as the event is described
  };
}
