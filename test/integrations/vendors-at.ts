import { expect } from '@jest/globals';
import { createVendors, readVendorSettings } from '../../src/integrations/index.js';

export const PREFIXES = ['OPENAI', 'ELEVENLABS', 'HEYGEN', 'SYNTHESIA', 'RUNWAY', 'PIKA'] as const;
/** Looked for in everything that is thrown. */
export const PLANTED_KEY = 'planted-key-0123456789abcdef';

/** All vendors behind one address each. @param env wins over what is set here; `PUBLIC_URL` is where they call back */
export function vendorsAt(
  baseUrlOf: (prefix: (typeof PREFIXES)[number]) => string,
  env: Readonly<Record<string, string>> = {},
): ReturnType<typeof createVendors> {
  const { settings, problems } = readVendorSettings({
    ...Object.fromEntries(
      PREFIXES.flatMap((prefix) => [
        [`${prefix}_API_KEY`, PLANTED_KEY],
        [`${prefix}_BASE_URL`, baseUrlOf(prefix)],
      ]),
    ),
    ...env,
  });
  expect(problems).toEqual([]);
  return createVendors(settings, { publicUrl: env['PUBLIC_URL'] ?? null });
}
