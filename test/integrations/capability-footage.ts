import type { VendorName } from '../../src/integrations/contracts.js';
import { worksOnJobs } from './capability-job.js';
import { aFootageRequest } from './sample-requests.js';
import type { SimulatedVendors } from './simulated-vendors.js';

/** What everything that makes footage must do. */
export function makesFootage(name: VendorName, operation: string, world: () => SimulatedVendors): void {
  worksOnJobs({
    name,
    create: operation,
    world,
    vendor: () => world().vendors.footage(name),
    request: () => Promise.resolve(aFootageRequest()),
  });
}
