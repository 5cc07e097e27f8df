import { createVendors, readVendorSettings, vendorModules } from '../../src/integrations/index.js';

/** The real vendors with keys that nobody knows and an address where nobody listens. */
const NOWHERE = Object.fromEntries(
  vendorModules.flatMap(({ name }) => [
    [`${name}_API_KEY`, 'a-key-of-tests'],
    [`${name}_BASE_URL`, 'http://127.0.0.1:9'],
    [`${name}_CONCURRENCY`, '4'],
  ]),
);

/** What the API shows and reckons with; a call would go nowhere. */
export const describedVendors = createVendors(readVendorSettings(NOWHERE).settings);
