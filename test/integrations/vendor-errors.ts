import { inspect } from 'node:util';
import { expect } from '@jest/globals';
import { VendorError } from '../../src/errors.js';

/** The VendorError that a call ends with. */
export async function vendorErrorOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(VendorError);
  return error as VendorError; // asserted in the line above
}

/** Whatever anyone may print of an error: message, stack, causes, own fields, JSON. */
export function everythingOf(error: unknown): string {
  return `${inspect(error, { depth: 12, showHidden: true, getters: true })}\n${JSON.stringify(error)}`;
}
