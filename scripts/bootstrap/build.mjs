import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from './install.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { runStep } from './run-step.mjs';
import { say } from './setup-error.mjs';

const PROGRAM_SOURCES = [
  'src',
  'migrations',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
];
const STAMP = '.acog-built';

/** Compiles the program into dist/ when its sources are not those dist/ was made from. */
export async function buildProgram({ root, token, node, environment }) {
  const wanted = digest(root, PROGRAM_SOURCES);
  const isDone = () =>
    readStamp(join(root, 'dist', STAMP)) === wanted && existsSync(join(root, 'dist/src/cli.js'));
  await oneAtATime({
    root,
    name: 'build',
    token,
    doing: 'build the program',
    isDone,
    work: async () => {
      say('Building (tsc) …');
      const fresh = join(root, '.acog', `build-${process.pid}`);
      const old = join(root, '.acog', `build-old-${process.pid}`);
      try {
        const compiler = join(root, 'node_modules/typescript/bin/tsc');
        const args = [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh];
        await runStep('The build (tsc)', node, args, { cwd: root, env: environment });
        for (const folder of ['src', 'migrations']) copyRest(join(root, folder), join(fresh, folder));
        writeFileSync(join(fresh, STAMP), wanted);
        if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old);
        renameSync(fresh, join(root, 'dist'));
      } finally {
        for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
      }
    },
  });
}

/** Builds a web app into public/<name>/ when package.json has `build:<name>` and its sources changed. */
export async function buildWebApp(name, { root, token, environment }) {
  const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts ?? {};
  if (scripts[`build:${name}`] === undefined) return;
  const output = join(root, 'public', name);
  const wanted = digest(root, [name, 'package-lock.json', `scripts/build-${name}.mjs`]);
  await oneAtATime({
    root,
    name: `build-${name}`,
    token,
    doing: `build ${name}`,
    isDone: () => readStamp(join(output, STAMP)) === wanted,
    work: async () => {
      say(`Building ${name} …`);
      const [program, args] = npmCommand(environment);
      await runStep(`Building ${name}`, program, [...args, 'run', `build:${name}`], {
        cwd: root,
        env: environment,
      });
      mkdirSync(output, { recursive: true });
      writeFileSync(join(output, STAMP), wanted);
    },
  });
}

/** Of all contents, not times: a checkout of the same commit is the same program. */
export function digest(root, names) {
  const hash = createHash('sha256');
  for (const path of names.flatMap((name) => filesBelow(root, name)).sort()) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

const NOT_SOURCES = new Set(['node_modules', 'dist', '.vite']);

function filesBelow(root, name) {
  if (!existsSync(join(root, name))) return [];
  const entries = readFolder(join(root, name));
  if (entries === null) return [name];
  return entries
    .filter((entry) => !NOT_SOURCES.has(entry.name))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(root, join(name, entry.name)) : [join(name, entry.name)],
    );
}

function readFolder(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return null;
    throw error;
  }
}

/** The compiler leaves out what is not TypeScript. */
function copyRest(from, to) {
  if (!existsSync(from)) return;
  cpSync(from, to, { recursive: true, filter: (path) => !/\.tsx?$/.test(path) });
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
