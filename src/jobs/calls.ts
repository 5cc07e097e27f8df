import type { VendorName } from '../entities/vendor.js';
import { StorageError } from '../errors.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type {
  CollectOptions,
  Estimate,
  Json,
  JobVendor,
  JsonObject,
  LocalFile,
  Vendor,
} from '../integrations/contracts.js';
import type { CallIdentity } from './call-rows.js';
import type { Claim } from './claim.js';
import { digestOf } from './digest.js';
import { digestFile, extensionOf, storeFile } from './files.js';
import type { Calls, SpokenText } from './stage.js';
import type { StoredFile } from './stage-outputs.js';
import type { Attempt } from './attempt.js';
import type { AttemptFiles } from './room.js';
import { answeredCall, jobCall } from './vendor-call.js';

/** What was paid is in memory only: worth waiting for a store that is away, as long as the claim holds. */
const STORE_PATIENCE_MS = 15 * 60_000;
const LONGEST_STORE_PAUSE_MS = 10_000;
/** A narration is small. */
const STORE_TRY_MS = 60_000;

/** The paid calls that a stage may make, each through the account. */
export function createCalls(attempt: Attempt, held: Claim, channelId: string, files: AttemptFiles): Calls {
  const { vendors, store } = attempt.engine;

  function identify(
    step: string,
    operation: string,
    vendor: Vendor,
    request: unknown,
    estimate: Estimate,
  ): CallIdentity {
    const inputDigest = digestOf({ vendor: vendor.name, operation, request });
    // what a reviewer sent back is made anew, not collected again
    const tries = held.reviewNotes.length;
    return {
      held,
      channelId,
      step: tries === 0 ? step : `${step}.${String(tries)}`,
      operation,
      vendor,
      inputDigest,
      estimate,
    };
  }

  /** @param signal stops a try under way; none is begun any more once the attempt is to end */
  async function keepFile(file: LocalFile, signal = attempt.signal): Promise<StoredFile> {
    const giveUpAt = performance.now() + STORE_PATIENCE_MS;
    for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 2, LONGEST_STORE_PAUSE_MS)) {
      try {
        const { storageKey, contentType, sha256 } = await storeFile(store, file, signal);
        await attempt.engine.failpoint('file-stored');
        return { storageKey, contentType, sha256 };
      } catch (error) {
        if (!(error instanceof StorageError) || performance.now() > giveUpAt) throw error;
        attempt.engine.logger.warn({ error, taskId: held.taskId }, 'the asset store is away; trying again');
        await sleep(pauseMs, undefined, { signal: attempt.signal });
      }
    }
  }

  async function film<Request>(
    step: string,
    operation: string,
    vendor: JobVendor<Request>,
    request: Request,
    identityOf: unknown,
    olderIdentityOf?: unknown,
  ): Promise<StoredFile> {
    const identity = {
      ...identify(step, operation, vendor, identityOf, vendor.estimate(request)),
      ...(olderIdentityOf !== undefined && {
        olderDigest: digestOf({ vendor: vendor.name, operation, request: olderIdentityOf }),
      }),
    };
    const kept = await jobCall(attempt, identity, vendor, request, async (result) => {
      const onBytes: CollectOptions['onBytes'] = (bytes, total) => {
        if (total) attempt.progress(0.9 + (0.1 * bytes) / total, `fetching from ${vendor.name}`);
      };
      const path = await files.path(`${step}-${randomUUID().slice(0, 8)}.mp4`);
      const file = await vendor.collect(result, path, { signal: attempt.signal, onBytes });
      return storedAsJson(await keepFile(file));
    });
    return kept as unknown as StoredFile; // written by the line above, or by the same line before a restart
  }

  return {
    async write(step, request) {
      const vendor = vendors.text('OPENAI');
      const identity = identify(step, 'write', vendor, request, vendor.estimate(request));
      const kept = await answeredCall(
        attempt,
        identity,
        (call) => vendor.write(request, call),
        (value) => Promise.resolve({ value }),
      );
      return (kept as { value: Json }).value;
    },
    async speak(step, vendorName, request) {
      const vendor = vendors.speech(vendorName);
      const asked = identify(step, 'speak', vendor, request, vendor.estimate(request));
      const identity = { ...asked, mayBeAskedAgain: true };
      const kept = await answeredCall(
        attempt,
        identity,
        (call) => vendor.speak(request, call),
        async ({ audio, contentType, characters }) => {
          const path = await files.path(`${step}-${randomUUID().slice(0, 8)}${extensionOf(contentType)}`);
          await writeFile(path, audio);
          // Unlike a film it cannot be fetched again: a shutdown or a cancel lets it be kept.
          const seenThrough = AbortSignal.timeout(STORE_TRY_MS);
          const file = storedAsJson(await keepFile({ path, contentType }, seenThrough));
          return { file, characters: characters as unknown as Json }; // numbers and texts alone
        },
      );
      return kept as unknown as SpokenText; // as above
    },
    async present(step, vendorName: VendorName, request) {
      const { audio, ...rest } = request;
      // The sound is told apart by its content: its path is another one at each attempt.
      const { sha256 } = await digestFile(audio.path);
      const byLength = { ...rest, durationMs: audio.durationMs }; // so release 0.1.0 told it
      return film(step, 'present', vendors.avatar(vendorName), request, { ...rest, sha256 }, byLength);
    },
    film(step, vendorName: VendorName, request) {
      return film(step, 'film', vendors.footage(vendorName), request, request);
    },
  };
}

function storedAsJson({ storageKey, contentType, sha256 }: StoredFile): JsonObject {
  return { storageKey, contentType, sha256 };
}
