import { beforeEach, describe, expect, test } from '@jest/globals';
import type { VendorName } from '../../src/integrations/contracts.js';
import { sniffKind } from '../../src/integrations/media-kind.js';
import { aCall, aSpeechRequest } from './sample-requests.js';
import type { SimulatedVendors } from './simulated-vendors.js';
import { vendorErrorOf } from './vendor-errors.js';

/** What everything that speaks must do. @param operation the simulator's name of the paid request */
export function speaks(name: VendorName, operation: string, world: () => SimulatedVendors): void {
  const vendor = name.toLowerCase();
  const speak = (text?: string) =>
    world()
      .vendors.speech(name)
      .speak(aSpeechRequest(text === undefined ? {} : { text }), aCall());

  describe(`${name} as a speaker`, () => {
    beforeEach(() => world().reset());

    test('says every character in its order, once paid, at the price it was estimated', async () => {
      const { value, charge } = await speak('Bees dance. 42 times!');
      expect(sniffKind(value.audio)).toBe(value.contentType);
      expect(value.characters?.map(({ character }) => character).join('')).toBe('Bees dance. 42 times!');
      const startsMs = value.characters?.map(({ startMs }) => startMs) ?? [];
      expect(startsMs).toEqual([...startsMs].sort((a, b) => a - b));
      expect(value.characters?.at(-1)?.endMs).toBeGreaterThan(500);
      expect(await world().billed(vendor)).toEqual([
        expect.objectContaining({ operation, units: charge.units }),
      ]);
      expect(charge).toEqual(
        world()
          .vendors.speech(name)
          .estimate(aSpeechRequest({ text: 'Bees dance. 42 times!' })),
      );
    });

    test('is not paid for silence', async () => {
      expect((await vendorErrorOf(speak('  '))).fault).toBe('REFUSED_INPUT');
      expect(await world().billed(vendor)).toEqual([]);
    });

    test.each([
      [{ kind: 'STATUS', status: 429, headers: { 'retry-after': '4' } }, 'RATE_LIMITED', 0],
      [{ kind: 'STATUS', status: 503 }, 'UNAVAILABLE', 0],
      [{ kind: 'DROP_BEFORE' }, 'AMBIGUOUS', 0],
      [{ kind: 'DROP_AFTER' }, 'AMBIGUOUS', 1],
    ])('under %j ends as %s after one request, %i paid', async (fault, expected, paid) => {
      await world().plant({ vendor, operation, fault });
      expect((await vendorErrorOf(speak())).fault).toBe(expected);
      expect(await world().billed(vendor)).toHaveLength(paid);
    });
  });
}
