import { createVendors, readVendorSettings, vendorModules } from '../../src/integrations/index.js';

/** HeyGen's; Synthesia has none. */
export const WEBHOOK_SECRET = 'whsec_of_tests';

/** The real vendors with keys that nobody knows and an address where nobody listens. */
const NOWHERE: Readonly<Record<string, string>> = {
  HEYGEN_WEBHOOK_SECRET: WEBHOOK_SECRET,
  ...Object.fromEntries(
    vendorModules.flatMap(({ name }) => [
      [`${name}_API_KEY`, 'a-key-of-tests'],
      [`${name}_BASE_URL`, 'http://127.0.0.1:9'],
      [`${name}_CONCURRENCY`, '4'],
    ]),
  ),
};

/** What the API shows and reckons with; a call would go nowhere. */
export const describedVendors = createVendors(readVendorSettings(NOWHERE).settings);
