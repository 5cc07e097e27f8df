import { STAGES, type Stage } from '../entities/stage.js';
import { ConfigError } from '../errors.js';
import type { Vendors } from '../integrations/contracts.js';
import { descendantsOf, pipeline } from './pipeline.js';
import type { Subject } from './stage.js';

/**
 * What a run will probably cost before its script is known, in millionths of a US dollar, as if nothing were reused.
 * @param upTo stages of the run @param from the first that is made; what does not follow from it is taken from before
 * @returns null when the channel names a vendor that cannot do it: nobody can say
 */
export function estimateRun(
  vendors: Vendors,
  subject: Subject,
  upTo: readonly Stage[],
  from: Stage | null,
): number | null {
  const made = new Set(from === null ? STAGES : [from, ...descendantsOf(from)]);
  try {
    return upTo
      .filter((stage) => made.has(stage))
      .reduce((sum, stage) => sum + (pipeline[stage].expectedCost?.(subject, vendors) ?? 0), 0);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
