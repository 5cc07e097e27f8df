import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files named after the digest of what was asked; requests for the same share one making. */
export class DigestCache {
  private readonly making = new Map<string, Promise<string>>();

  constructor(private readonly folder: string) {}

  /**
   * @param request anything JSON that describes the file completely
   * @param extension of the file, without dot
   * @param make writes the file to the path it is given
   * @returns where the finished file lies
   */
  file(request: unknown, extension: string, make: (toPath: string) => Promise<void>): Promise<string> {
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 32);
    const name = `${digest}.${extension}`;
    const running = this.making.get(name);
    if (running) return running;
    const started = this.find(name, make).finally(() => this.making.delete(name));
    this.making.set(name, started);
    return started;
  }

  /** Resolves when nothing is being made any more; what fails meanwhile is told to whoever asked for it. */
  async idle(): Promise<void> {
    while (this.making.size > 0) await Promise.allSettled(this.making.values());
  }

  private async find(name: string, make: (toPath: string) => Promise<void>): Promise<string> {
    const path = join(this.folder, name);
    if (await isFile(path)) return path;
    await mkdir(this.folder, { recursive: true });
    // The extension stays last: ffmpeg chooses the container by it.
    const unfinished = join(this.folder, `unfinished-${name}`);
    try {
      await make(unfinished);
      await rename(unfinished, path);
    } finally {
      await rm(unfinished, { force: true });
    }
    return path;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
