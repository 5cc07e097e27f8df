import { heartbeat, LostClaimError, type Claim } from './claim.js';
import type { Engine } from './engine.js';
import { CancelledError, ShuttingDownError } from './park.js';

/** A claim that is kept alive while its task is worked at. */
export interface HeldClaim {
  /** Aborts with a `LostClaimError`, a `CancelledError` or a `ShuttingDownError`. */
  readonly signal: AbortSignal;
  /**
   * @throws {LostClaimError} when the last heartbeat is so old that the claim may have ended: this process was asleep
   * @throws {CancelledError} when the run was cancelled
   */
  assertHeld(): void;
  /** The run was cancelled: what was paid before is still collected, and nothing is paid any more. */
  seeThrough(): void;
  isSeenThrough(): boolean;
  letGo(): void;
}

export function holdClaim(engine: Engine, held: Claim, stopping: AbortSignal): HeldClaim {
  const controller = new AbortController();
  let lastBeatAt = performance.now();
  let beating = false;
  let isLost = false;
  let seenThrough = false;

  const stop = (): void => controller.abort(new ShuttingDownError('the worker shuts down'));
  if (stopping.aborted) stop();
  else stopping.addEventListener('abort', stop, { once: true });

  function lose(error: LostClaimError): void {
    isLost = true;
    controller.abort(error);
  }

  /** Also after an abort: what is being wound down, a create that is seen through above all, is still held. */
  async function beat(): Promise<void> {
    if (beating || isLost) return;
    beating = true;
    const sentAt = performance.now();
    try {
      const { cancelRequested } = await heartbeat(engine.orm.em.fork(), held, engine.leaseMs);
      lastBeatAt = sentAt;
      if (cancelRequested && !seenThrough) controller.abort(new CancelledError('the run was cancelled'));
    } catch (error) {
      if (error instanceof LostClaimError) lose(error);
      else if (performance.now() - lastBeatAt > engine.leaseMs) lose(new LostClaimError(held));
      else engine.logger.warn({ error, taskId: held.taskId }, 'a heartbeat failed; trying again');
    } finally {
      beating = false;
    }
  }

  const timer = setInterval(() => void beat(), Math.min(engine.leaseMs / 4, 2_000));
  return {
    signal: controller.signal,
    assertHeld() {
      if (performance.now() - lastBeatAt > engine.leaseMs / 2) {
        const lost = new LostClaimError(held);
        lose(lost);
        throw lost;
      }
      controller.signal.throwIfAborted();
      if (seenThrough) throw new CancelledError('the run was cancelled');
    },
    seeThrough() {
      seenThrough = true;
    },
    isSeenThrough: () => seenThrough,
    letGo() {
      clearInterval(timer);
      stopping.removeEventListener('abort', stop);
    },
  };
}
