import { beforeEach, describe, expect, test } from '@jest/globals';
import type { VendorName } from '../../src/integrations/contracts.js';
import { aCall, aTextRequest } from './sample-requests.js';
import type { SimulatedVendors } from './simulated-vendors.js';
import { vendorErrorOf } from './vendor-errors.js';

/** What everything that writes must do. @param operation the simulator's name of the paid request */
export function writesText(name: VendorName, operation: string, world: () => SimulatedVendors): void {
  const vendor = name.toLowerCase();
  const write = () => world().vendors.text(name).write(aTextRequest(), aCall());

  describe(`${name} as a writer`, () => {
    beforeEach(() => world().reset());

    test('answers in the shape that was asked for, once paid, for no more than estimated', async () => {
      const { value, charge, externalId } = await write();
      expect(value).toEqual({ title: expect.any(String), scenes: expect.any(Array) });
      const billed = await world().billed(vendor);
      expect(billed).toEqual([expect.objectContaining({ operation, externalId })]);
      expect(charge.units).toBeGreaterThan(0);
      expect(charge.costMicroUsd).toBeLessThanOrEqual(
        world().vendors.text(name).estimate(aTextRequest()).costMicroUsd,
      );
    });

    test.each([
      [{ kind: 'STATUS', status: 429, headers: { 'retry-after': '4' } }, 'RATE_LIMITED', 0],
      [{ kind: 'STATUS', status: 503 }, 'UNAVAILABLE', 0],
      [{ kind: 'DROP_BEFORE' }, 'AMBIGUOUS', 0],
      [{ kind: 'DROP_AFTER' }, 'AMBIGUOUS', 1],
    ])('under %j ends as %s after one request, %i paid', async (fault, expected, paid) => {
      await world().plant({ vendor, operation, fault });
      expect((await vendorErrorOf(write())).fault).toBe(expected);
      expect(await world().billed(vendor)).toHaveLength(paid);
    });

    test('whose answer is cut short gives no half of one', async () => {
      await world().plant({ vendor, operation, fault: { kind: 'TRUNCATE' } });
      expect(['AMBIGUOUS', 'BAD_ANSWER']).toContain((await vendorErrorOf(write())).fault);
    });
  });
}
