import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { VendorName } from '../../src/integrations/contracts.js';
import { worksOnJobs } from './capability-job.js';
import { anAvatarRequest } from './sample-requests.js';
import type { SimulatedVendors } from './simulated-vendors.js';

/** What everything that shows a presenter must do. @param avatarId one that the vendor has */
export function presents(
  name: VendorName,
  operation: string,
  world: () => SimulatedVendors,
  avatarId: () => Promise<string>,
): void {
  worksOnJobs({
    name,
    create: operation,
    world,
    vendor: () => world().vendors.avatar(name),
    request: async () => {
      const path = join(world().folder, `${name}.mp3`);
      await hum(path);
      return anAvatarRequest(path, { avatarId: await avatarId() });
    },
  });
}

/** A second and a half of sound, as an mp3 that can be decoded. */
async function hum(path: string): Promise<void> {
  const sine = ['-f', 'lavfi', '-i', 'sine=frequency=220:duration=1.5'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...sine, '-b:a', '64k', path]);
}
