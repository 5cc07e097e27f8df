import { VerbosityLevel, type Parameters } from 'fast-check';

/** The same cases at every run, unless `ACOG_SEED` asks for others; a failure prints seed and path, to be given here. */
export function seeded<T>(parameters: Parameters<T>): Parameters<T> {
  const seed = Number(process.env['ACOG_SEED'] ?? 20_261_123);
  const path = process.env['ACOG_PATH'];
  return { verbose: VerbosityLevel.Verbose, seed, ...(path === undefined ? {} : { path }), ...parameters };
}
