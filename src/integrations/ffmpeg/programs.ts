import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ConfigError } from '../../errors.js';
import { REMEDY } from './abilities.js';

/**
 * Resolves when each program is there and may be run: a path is looked at as it is, a bare name is searched on PATH.
 *
 * @throws {ConfigError} names all that are missing
 */
export async function requirePrograms(
  programs: readonly string[],
  searchPath = process.env['PATH'] ?? '',
): Promise<void> {
  const problems = await Promise.all(
    programs.map(async (program) => {
      if (program.includes('/'))
        return (await isProgram(program)) ? [] : [`${program} is no program that can be run. ${REMEDY}`];
      const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
      const found = await Promise.all(folders.map((folder) => isProgram(join(folder, program))));
      return found.includes(true) ? [] : [`There is no program ${program} on PATH. ${REMEDY}`];
    }),
  );
  if (problems.flat().length > 0) throw new ConfigError(problems.flat());
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // not there, or not ours to run: both are said the same way
  }
}
