import { takeDataFolder } from './data-folder.mjs';
import { findPrograms, programsFor } from './programs.mjs';

/**
 * Finds the programs, takes the data folder and starts the services a command needs and the environment does not name.
 * @returns the variables the command finds them by
 * @throws {SetupError}
 */
export async function bringUpServices({ root, command, environment, token, guardian }) {
  const programs = await findPrograms(programsFor(command, environment), environment);
  const url = command === 'start' ? addressOf(environment) : undefined;
  const folder = await takeDataFolder({ root, environment, command, token, url });
  guardian.useFolder(folder, folder.isNew);
  folder.amend({ guardian: guardian.identity });
  const services = await guardian.startServices({
    root,
    postgres: !environment.DATABASE_URL,
    redis: !environment.REDIS_URL && { program: programs.redis, keeps: command !== 'test' },
    swift: programs.swift ? { program: programs.swift } : false,
  });
  guardian.useFolder(folder, false);
  return {
    ...services,
    ACOG_DATA_DIR: folder.path,
    ACOG_MODE: command,
    FFMPEG_PATH: programs.ffmpeg,
    FFPROBE_PATH: programs.ffprobe,
    ...(programs.chromium && { CHROMIUM_PATH: programs.chromium }),
  };
}

function addressOf({ PUBLIC_URL, HOST, PORT }) {
  return PUBLIC_URL ?? `http://${HOST ?? '127.0.0.1'}:${PORT ?? 4000}`;
}
