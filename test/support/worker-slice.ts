import { STAGES } from '../../src/entities/stage.js';
import type { JobVendor } from '../../src/integrations/contracts.js';
import type { Attempt } from '../../src/jobs/attempt.js';
import { LostClaimError, type Claim } from '../../src/jobs/claim.js';
import type { Engine } from '../../src/jobs/engine.js';
import { take } from '../../src/jobs/run-task.js';
import { endWithError } from '../../src/jobs/task-endings.js';
import { succeed } from '../../src/jobs/task-success.js';
import { jobCall } from '../../src/jobs/vendor-call.js';
import { identityOf } from './job-store.js';

/** An attempt that nobody stops, and that was never asleep. */
export function anAttempt(engine: Engine, facts: Partial<Attempt> = {}): Attempt {
  return {
    engine,
    signal: new AbortController().signal,
    assertHeld: () => undefined,
    progress: () => undefined,
    ...facts,
  };
}

/** The paid call of a held task, through the whole account. */
export function filmed(attempt: Attempt, held: Claim, channelId: string, vendor: JobVendor<never>) {
  const request = {} as never; // the vendor of these tests looks at the key alone
  return jobCall(attempt, identityOf(held, channelId, vendor), vendor, request, () => Promise.resolve({}));
}

/** Whether there was anything to do, and whether what came of it was written. */
export type Outcome = 'NOT_DUE' | 'ENDED' | 'LOST';

/** One slice of a task whose whole work is one paid job: claim, call, and whatever end that comes to. */
export async function workOnce(
  engine: Engine,
  taskId: string,
  channelId: string,
  vendor: JobVendor<never>,
  facts: (held: Claim) => Partial<Attempt> = () => ({}),
): Promise<Outcome> {
  const held = await take(engine, taskId, STAGES);
  if (!held) return 'NOT_DUE';
  try {
    await filmed(anAttempt(engine, facts(held)), held, channelId, vendor);
    await succeed(engine, held, {}, { drafts: [], isReviewed: false });
    return 'ENDED';
  } catch (error) {
    if (error instanceof LostClaimError) return 'LOST';
    return endWithError(engine, held, error).then(
      () => 'ENDED',
      (failure: unknown) => {
        if (failure instanceof LostClaimError) return 'LOST';
        throw failure;
      },
    );
  }
}
