import { environment, type Config } from '../config.js';
import { VendorName } from '../entities/vendor.js';
import { readSettings, type Environment } from './settings.js';
import { SIMULATOR_KEY } from './simulated-vendors.js';

export interface VendorMode {
  /** Every setting, checked; `env` of it leads vendors that are simulated to the simulator. */
  readonly config: Config;
  readonly simulated: ReadonlySet<VendorName>;
}

/**
 * For `serve` and `work`, which may be many: vendors are real unless `ACOG_VENDORS=simulated` says otherwise, and then
 * they share one simulator that runs elsewhere.
 * @throws {ConfigError} naming each wrong setting and each base URL that is missing
 */
export function sharedVendors(given: Environment = environment()): VendorMode {
  const env: Record<string, string | undefined> = { ...given };
  if (env['ACOG_VENDORS'] !== 'simulated') return { config: readSettings(env), simulated: new Set() };
  const without = Object.values(VendorName).filter((name) => !env[`${name}_API_KEY`]);
  const problems = without
    .filter((name) => !env[`${name}_BASE_URL`])
    .map((name) => `ACOG_VENDORS is simulated; set ${name}_BASE_URL to what acog simulate prints.`);
  for (const name of without) env[`${name}_API_KEY`] = SIMULATOR_KEY;
  return { config: readSettings(env, problems), simulated: new Set(without) };
}

/** Vendors that have no key of their own. */
export function vendorsWithoutKey(env: Readonly<Record<string, string | undefined>>): VendorName[] {
  return Object.values(VendorName).filter((name) => !env[`${name}_API_KEY`]);
}
