import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../../src/entities/stage.js';
import type { Bell } from '../../src/jobs/bell.js';

/** What came through a bell, in order. */
export interface Heard {
  readonly ids: readonly string[];
  /** For `Bell.listen`. */
  readonly hear: (id: string) => Promise<void>;
  /** Resolves when so many rings were heard in all. */
  count(rings: number): Promise<void>;
}

/** @param handle what a listener does with a ring, after it was noted */
export function createHeard(handle: (id: string) => Promise<void> = () => Promise.resolve()): Heard {
  const ids: string[] = [];
  const waiting = new Set<() => void>();
  return {
    ids,
    hear(id) {
      ids.push(id);
      for (const look of waiting) look();
      return handle(id);
    },
    count: (rings) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (ids.length < rings) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Rings as the ticker would: again and again until it is heard. @returns after how many ms it was */
export async function ringUntilHeard(bell: Bell, stage: Stage, heard: Heard, id: string): Promise<number> {
  const from = performance.now();
  while (!heard.ids.includes(id)) {
    bell.ring({ id, stage });
    await Promise.race([heard.count(heard.ids.length + 1), sleep(200)]);
  }
  return performance.now() - from;
}
