import type { RunEvent } from '../../entities/run-event.js';

const REMEMBERED = 10_000;

/** Remembers what was delivered last, so that reading rows again repeats nothing within one stream. */
export class Recent {
  private readonly seen = new Set<string>();

  /** @returns whether it is new */
  add({ runId, sequence }: Pick<RunEvent, 'runId' | 'sequence'>): boolean {
    const key = `${runId}:${sequence}`;
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    const [oldest] = this.seen;
    if (this.seen.size > REMEMBERED && oldest !== undefined) this.seen.delete(oldest);
    return true;
  }
}
