import { AcogError, MediaError, VendorError } from '../errors.js';
import type { ErrorRow } from '../entities/trouble.js';
import { VendorName } from '../entities/vendor.js';
import { withoutSecrets } from '../logger.js';

const LONGEST_MESSAGE = 1_000;

/** An error as it is stored and shown: what failed and what to do, never a key or a signed address. */
export function errorRow(error: unknown): ErrorRow {
  const text = withoutSecrets(error instanceof Error ? error.message : String(error));
  const message = text.slice(0, LONGEST_MESSAGE).replaceAll('\0', ' ').toWellFormed(); // PostgreSQL keeps nothing else
  if (error instanceof VendorError) {
    const vendor = Object.values(VendorName).find((name) => name === error.vendor.toUpperCase()) ?? null;
    return {
      code: error.code,
      message,
      retryable: error.retryable,
      vendor,
      requestId: error.detail.requestId ?? null,
    };
  }
  const code = error instanceof AcogError ? error.code : 'INTERNAL';
  const retryable = error instanceof AcogError ? error.retryable : !(error instanceof MediaError);
  const shown = error instanceof AcogError ? message : `The stage failed unexpectedly: ${message}`;
  return { code, message: shown, retryable, vendor: null, requestId: null };
}
