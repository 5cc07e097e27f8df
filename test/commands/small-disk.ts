import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine lets us mount: a full and a read-only disk cannot be had otherwise. */
export function canMount(): boolean {
  if (process.platform !== 'linux') return false;
  const folder = mkdtempSync(join(tmpdir(), 'acog-mount-'));
  try {
    mountSmallDisk(folder, 'size=64k').unmount();
    return true;
  } catch {
    return false; // not root, or in a container that forbids it
  } finally {
    rmdirSync(folder);
  }
}

/**
 * A disk of its own at `path`, until `unmount`.
 * @param options as mount takes them: `size=2m`, `ro`
 */
export function mountSmallDisk(path: string, options: string): { unmount(): void } {
  mkdirSync(path, { recursive: true });
  run('mount', ['-t', 'tmpfs', '-o', options, 'acog-test', path]);
  return { unmount: () => run('umount', ['--lazy', path]) };
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}
