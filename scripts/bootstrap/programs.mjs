import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstall, installWithApt } from './apt.mjs';
import { SetupError, say } from './setup-error.mjs';

/** Each program: the names it goes by, the setting that names it, the packages that bring it. */
const PROGRAMS = {
  redis: { names: ['redis-server', 'valkey-server'], apt: ['redis-server'], brew: 'redis' },
  ffmpeg: { names: ['ffmpeg'], setting: 'FFMPEG_PATH', apt: ['ffmpeg'], brew: 'ffmpeg' },
  ffprobe: { names: ['ffprobe'], setting: 'FFPROBE_PATH', apt: ['ffmpeg'], brew: 'ffmpeg' },
  swift: {
    names: ['swift-proxy-server'],
    apt: ['swift-account', 'swift-container', 'swift-object', 'swift-proxy'],
    onlyDebian: 'an S3 server (OpenStack Swift): tests of S3 are skipped unless S3_ENDPOINT names one',
  },
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    files: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    setting: 'CHROMIUM_PATH',
    apt: ['chromium'],
    onlyDebian: 'Chromium: tests in a browser are skipped unless CHROMIUM_PATH names one',
  },
};

/** What a command needs and the environment does not name. */
export function programsFor(command, environment) {
  const needed = ['ffmpeg', 'ffprobe'];
  if (!environment.REDIS_URL) needed.unshift('redis');
  if (command === 'test') needed.push('chromium', ...(environment.S3_ENDPOINT ? [] : ['swift']));
  return needed;
}

/**
 * Finds the programs, installing what is missing where that is ours to do.
 * @returns path by name; null for one that only Debian has
 * @throws {SetupError} with the commands a person can run
 */
export async function findPrograms(needed, environment) {
  let found = locateAll(needed, environment);
  let missing = needed.filter((name) => found[name] === null);
  if (missing.length > 0 && canInstall()) {
    const packages = [...new Set(missing.flatMap((name) => PROGRAMS[name].apt))];
    await installWithApt(packages);
    found = locateAll(needed, environment);
    missing = needed.filter((name) => found[name] === null);
    if (missing.length > 0)
      throw new SetupError(
        `apt-get installed ${packages.join(', ')}, but ${missing.join(', ')} is still not on PATH.`,
      );
  }
  const fatal = missing.filter((name) => isDebian() || PROGRAMS[name].onlyDebian === undefined);
  if (fatal.length > 0) throw new SetupError(howToInstall(fatal));
  for (const name of missing) say(`Not found: ${PROGRAMS[name].onlyDebian}.`);
  return found;
}

function locateAll(needed, environment) {
  return Object.fromEntries(needed.map((name) => [name, locate(PROGRAMS[name], environment)]));
}

function locate({ names, files = [], setting }, environment) {
  const named = setting && environment[setting];
  if (named) {
    if (isProgram(named)) return named;
    throw new SetupError(`${setting} is ${named}, which is no program that can be run.`);
  }
  const folders = [
    ...(environment.PATH ?? '').split(delimiter).filter(Boolean),
    '/usr/local/bin',
    '/usr/bin',
    '/opt/homebrew/bin',
  ];
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...files];
  return candidates.find(isProgram) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const isDebian = () => existsSync('/usr/bin/apt-get');

function howToInstall(missing) {
  const apt = [...new Set(missing.flatMap((name) => PROGRAMS[name].apt))].join(' ');
  const brew = [...new Set(missing.map((name) => PROGRAMS[name].brew).filter(Boolean))].join(' ');
  const ways = [
    `Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${apt}`,
  ];
  if (brew !== '') ways.push(`macOS:            brew install ${brew}`);
  if (missing.includes('redis')) {
    ways.push(
      'Docker (Redis):   docker run -d -p 6379:6379 redis:7   and   export REDIS_URL=redis://127.0.0.1:6379',
    );
  }
  return `Missing: ${missing.join(', ')}. Install with\n  ${ways.join('\n  ')}\nand run the command again.`;
}
