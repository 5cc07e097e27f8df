import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type {
  CallContext,
  JobState,
  JobVendor,
  JsonObject,
  Submitted,
} from '../../src/integrations/contracts.js';
import { sniffKind } from '../../src/integrations/media-kind.js';
import { aCall, neverStopped } from './sample-requests.js';
import type { SimulatedVendors } from './simulated-vendors.js';
import { vendorErrorOf } from './vendor-errors.js';

export interface JobContract<Request> {
  readonly name: string;
  /** The simulator's names of the paid request and of the question. */
  readonly create: string;
  readonly world: () => SimulatedVendors;
  readonly vendor: () => JobVendor<Request>;
  readonly request: () => Promise<Request>;
}

/** What every vendor whose work takes minutes must do. */
export function worksOnJobs<Request>({ name, create, world, vendor, request }: JobContract<Request>): void {
  const simulated = name.toLowerCase();

  const prepare = async (asked: Request): Promise<JsonObject | undefined> => {
    let last = await vendor().prepare?.(asked, null, neverStopped());
    while (last && !last.ready) last = await vendor().prepare?.(asked, last.prepared, neverStopped());
    return last?.prepared;
  };
  const submit = async (call: CallContext = aCall()): Promise<Submitted> => {
    const asked = await request();
    return vendor().submit(asked, call, await prepare(asked));
  };
  const end = async (operation: JsonObject): Promise<Exclude<JobState, { state: 'WAITING' }>> => {
    for (;;) {
      const state = await vendor().check(operation, neverStopped());
      if (state.state !== 'WAITING') return state;
      // The vendor pushes nothing; asking is all there is. The test's own timeout ends this.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  describe(`${name} at work`, () => {
    beforeEach(() => world().reset());

    test('takes a job, paid once, and hands over a film whose price it names', async () => {
      const { operation, externalId } = await submit();
      const stored = JSON.parse(JSON.stringify(operation)) as JsonObject; // as a row gives it back
      const ended = await end(stored);
      if (ended.state !== 'DONE') throw ended.error;
      const path = join(world().folder, `${simulated}.mp4`);
      const seen: number[] = [];
      const file = await vendor().collect(ended.result, path, {
        signal: neverStopped(),
        onBytes: (bytes) => seen.push(bytes),
      });
      const bytes = await readFile(path);
      expect(file).toEqual({ path, contentType: 'video/mp4' });
      expect(sniffKind(bytes)).toBe('video/mp4');
      expect(seen.at(-1)).toBe(bytes.length);
      expect(ended.result.charge?.costMicroUsd).toBeGreaterThan(0);
      expect(await world().billed(simulated)).toEqual([
        expect.objectContaining({ operation: create, externalId }),
      ]);
    });

    test.each([
      [{ kind: 'STATUS', status: 429, headers: { 'retry-after': '4' } }, 'RATE_LIMITED', 0],
      [{ kind: 'STATUS', status: 503 }, 'UNAVAILABLE', 0],
      [{ kind: 'DROP_BEFORE' }, 'AMBIGUOUS', 0],
      [{ kind: 'TRUNCATE' }, 'AMBIGUOUS', 1],
    ])('whose create meets %j says %s after one request, %i paid', async (fault, expected, paid) => {
      await world().plant({ vendor: simulated, operation: create, fault });
      expect((await vendorErrorOf(submit())).fault).toBe(expected);
      expect(await world().billed(simulated)).toHaveLength(paid);
    });

    test('whose create was accepted and its answer lost is found again as it promises, paid once', async () => {
      const call = aCall();
      await world().plant({ vendor: simulated, operation: create, fault: { kind: 'DROP_AFTER' } });
      expect((await vendorErrorOf(submit(call))).fault).toBe('AMBIGUOUS');
      const again = vendor().recreate === 'IDEMPOTENT' ? await submit(call) : null;
      const found = (await vendor().find?.(call.callKey, neverStopped())) ?? null;
      const [row, ...others] = await world().billed(simulated);
      expect(others).toEqual([]);
      expect(again?.externalId).toBe(vendor().recreate === 'IDEMPOTENT' ? row?.externalId : undefined);
      expect(found?.externalId).toBe(vendor().recreate === 'BLIND' ? undefined : row?.externalId);
      expect(await vendor().find?.('nobody', neverStopped())).toBe(
        vendor().recreate === 'BLIND' ? undefined : null,
      );
    });

    test('whose job fails says so, and gives no film', async () => {
      await world().plant({ vendor: simulated, operation: create, fault: { kind: 'JOB_FAILED' } });
      const { operation } = await submit();
      expect(await end(operation)).toMatchObject({ state: 'FAILED', error: { vendor: name } });
    });

    test('whose film’s address has expired gives a new one when asked again', async () => {
      await world().plant({ vendor: simulated, operation: create, fault: { kind: 'URL_EXPIRED' } });
      const { operation } = await submit();
      const first = await end(operation);
      if (first.state !== 'DONE') throw first.error;
      const path = join(world().folder, `${simulated}-late.mp4`);
      const options = { signal: neverStopped() };
      expect((await vendorErrorOf(vendor().collect(first.result, path, options))).fault).toBe('EXPIRED_URL');
      const second = await end(operation);
      if (second.state !== 'DONE') throw second.error;
      expect(await vendor().collect(second.result, path, options)).toMatchObject({
        contentType: 'video/mp4',
      });
    });

    test('stops a job that is under way where it can, so that no film comes of it', async () => {
      await world().jobSeconds(60);
      const { operation } = await submit();
      await vendor().cancel?.(operation, neverStopped());
      const state = await vendor().check(operation, neverStopped());
      await world().jobSeconds(0.2);
      expect(state.state).toBe(vendor().cancel ? 'FAILED' : 'WAITING');
    });

    test('whose id somebody told us is the same operation as the one its create left', async () => {
      const asked = await request();
      const { externalId, operation } = await vendor().submit(asked, aCall(), await prepare(asked));
      const { units } = vendor().estimate(asked);
      expect(vendor().operationOf(externalId, { units })).toEqual(operation);
    });

    test('known by its id alone is asked for and hands over its film', async () => {
      const { externalId } = await submit();
      const ended = await end(vendor().operationOf(externalId));
      if (ended.state !== 'DONE') throw ended.error;
      const path = join(world().folder, `${simulated}-adopted.mp4`);
      expect(await vendor().collect(ended.result, path, { signal: neverStopped() })).toEqual({
        path,
        contentType: 'video/mp4',
      });
    });

    test('of which the vendor knows nothing has failed for good', async () => {
      const stranger = vendor().operationOf('3f0c2a52-5a0f-4b8e-9d55-4c2ad4f7a0ff');
      expect(await vendor().check(stranger, neverStopped())).toMatchObject({
        state: 'FAILED',
        error: { fault: 'JOB_FAILED', retryable: false },
      });
    });

    test.each(['', ' ', '..', '../keys', 'a/b', 'a?b=c', 'a b', 'a\n', 'bees\u0000', 'é', '1'.repeat(201)])(
      'is never called %j: that is no id',
      (id) => {
        expect(() => vendor().operationOf(id)).toThrow(
          expect.objectContaining({ vendor: name, fault: 'REFUSED_INPUT' }),
        );
      },
    );

    test('never loses a finished film by stopping its job', async () => {
      const { operation } = await submit();
      const ended = await end(operation);
      await vendor().cancel?.(operation, neverStopped());
      expect((await end(operation)).state).toBe(ended.state);
    });
  });
}
