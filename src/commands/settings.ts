import { readConfig, type Config } from '../config.js';
import { ConfigError } from '../errors.js';
import { readVendorSettings } from '../integrations/index.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Stand in, while settings are checked, for services that nobody named. */
export const COMING: Environment = {
  DATABASE_URL: 'postgresql://127.0.0.1:1/coming',
  REDIS_URL: 'redis://127.0.0.1:1',
};

/**
 * Reads every setting, ours and the vendors'.
 * @param problems found before
 * @throws {ConfigError} with a sentence for each wrong one, all at once
 */
export function readSettings(env: Environment, problems: readonly string[] = []): Config {
  const all = [...problems, ...readVendorSettings(env).problems];
  try {
    const config = readConfig(env);
    if (all.length === 0) return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    all.unshift(...error.problems);
  }
  throw new ConfigError(all);
}

/** The same before services are up: an address that nobody named is no fault yet. @throws {ConfigError} */
export function checkSettings(env: Environment): Config {
  const named = Object.entries(COMING).map(([name, coming]) => [name, env[name] || coming]);
  return readSettings({ ...env, ...(Object.fromEntries(named) as Environment) }); // pairs of text
}
