import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of ours whose output is kept in a file. */
export interface Child {
  readonly pid: number;
  readonly logFile: string;
  readonly ended: Promise<Ended>;
  readonly hasEnded: boolean;
  signal(name: NodeJS.Signals): void;
  /** Stopped by SIGSTOP. */
  isFrozen(): boolean;
}

export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** Ends everything when the harness itself is killed. Its stdin tells it which processes there are. */
export interface Keeper {
  add(pid: number): void;
  remove(pid: number): void;
  end(): void;
}

const KEEP = `pids=" "
while read -r sign pid; do
  if [ "$sign" = + ]; then pids="$pids$pid "; else pids="\${pids%% $pid *} \${pids#* $pid }"; fi
done
for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
rm -rf "$0"`;

/** @param folder is removed at the end */
export function startKeeper(folder: string): Keeper {
  const { PATH } = process.env;
  const child = spawn('/bin/sh', ['-c', KEEP, folder], {
    env: { PATH },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // a Ctrl-C is for the harness
  });
  child.stdin.on('error', () => undefined);
  child.unref();
  return {
    add: (pid) => void child.stdin.write(`+ ${pid}\n`),
    remove: (pid) => void child.stdin.write(`- ${pid}\n`),
    end: () => void child.stdin.end(),
  };
}

export function startChild(keeper: Keeper, { program, args, env, logFile, uid, gid }: Launch): Child {
  const output = openSync(logFile, 'a');
  const child: ChildProcess = spawn(program, args, {
    env,
    stdio: ['ignore', output, output],
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  closeSync(output);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} cannot be started`);
  keeper.add(pid);
  let hasEnded = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    hasEnded = true;
    keeper.remove(pid);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null }; // as: Node's own event
  });
  return {
    pid,
    logFile,
    ended,
    get hasEnded() {
      return hasEnded;
    },
    signal: (name) => void child.kill(name),
    isFrozen() {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
      } catch {
        return false;
      }
    },
  };
}
