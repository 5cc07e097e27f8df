import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutants } from './mutants.mjs';

/**
 * `npm run mutants`: a test of the tests. Puts one fault after the other into a copy of the source and requires that its
 * test turns red there; the same tests are run once on the copy as it is, and must be green. The checkout is only read.
 * With words behind `--`, only mutants whose name has one of them.
 */
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const COPIED = [
  'src',
  'test',
  'migrations',
  'scripts',
  'package.json',
  'jest.config.js',
  'tsconfig.json',
  'trusted-documents.json',
];
const LONGEST_RUN_MS = 400_000;

const HELP = `npm run mutants [-- words]: breaks a copy of the source on purpose, one fault at a time; each must turn its test red

Words: only the faults with one of them in their name, of these:
  ${mutants.map(({ name }) => name).join('\n  ')}
`;
if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(HELP);
  process.exit(0);
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const chosen = mutants.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if (chosen.length === 0) {
  console.error(
    `No mutant has ${words.join(' or ')} in its name; there are:\n  ${mutants.map(({ name }) => name).join('\n  ')}`,
  );
  process.exit(1);
}

const copy = mkdtempSync(join(tmpdir(), 'acog-mutants-'));
let running = null;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    running?.kill('SIGKILL');
    rmSync(copy, { recursive: true, force: true });
    process.exit(1);
  });

let code;
try {
  for (const name of COPIED) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  code = await main();
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.exit(code);

async function main() {
  const faults = await wrongTests();
  if (faults.length > 0) {
    console.log(faults.join('\n'));
    console.log(`0 killed, ${chosen.length} survived`);
    return 1;
  }
  let killed = 0;
  for (const mutant of chosen) {
    const verdict = await judge(mutant);
    if (verdict === 'red') killed += 1;
    console.log(`${verdict === 'red' ? 'red   ' : 'GREEN!'}  ${mutant.name}  →  ${mutant.test}`);
    if (verdict !== 'red') console.log(`        ${verdict}`);
  }
  console.log(`${killed} killed, ${chosen.length - killed} survived`);
  return killed === chosen.length ? 0 : 1;
}

/** Tests that are not there or not green on the source as it is: they would say nothing about a mutant. */
async function wrongTests() {
  const faults = [];
  for (const file of new Set(chosen.map((mutant) => mutant.file))) {
    const wanted = new Set(chosen.filter((mutant) => mutant.file === file).map((mutant) => mutant.test));
    const outcomes = await runTests(file, [...wanted]);
    for (const test of wanted) {
      const status = outcomes.get(test) ?? 'not found';
      if (status !== 'passed') faults.push(`Without any mutant, ${file} has "${test}" ${status}.`);
      else console.log(`green   ${file}  ${test}`);
    }
  }
  return faults;
}

/** `red`, or a sentence about why the mutant counts as survived. */
async function judge({ edits, file, test }) {
  const kept = new Map();
  try {
    for (const [path, search, replacement] of edits) {
      const text = readFileSync(join(copy, path), 'utf8');
      if (!kept.has(path)) kept.set(path, text);
      const found = text.split(search).length - 1;
      if (found !== 1) return `${path} has "${search}" ${found} times; bring the mutant up to date.`;
      writeFileSync(
        join(copy, path),
        text.replace(search, () => replacement),
      );
    }
    const status = (await runTests(file, [test])).get(test) ?? 'not run: the file could not be loaded';
    return status === 'failed' ? 'red' : `The test is ${status}.`;
  } finally {
    for (const [path, text] of kept) writeFileSync(join(copy, path), text);
  }
}

/** @returns what became of each of these tests of a file, by name */
async function runTests(file, tests) {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const names = `^(${tests.map((test) => test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`;
  const jest = join(copy, 'node_modules/jest/bin/jest.js');
  const args = [
    jest,
    file,
    '--json',
    `--outputFile=${report}`,
    '-t',
    names,
    '--testTimeout=180000',
    '--forceExit',
  ];
  await new Promise((resolve) => {
    running = spawn(process.execPath, args, {
      cwd: copy,
      stdio: 'ignore',
      env: {
        ...process.env,
        NODE_ENV: 'test',
        NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
      },
    });
    const timer = setTimeout(() => running.kill('SIGKILL'), LONGEST_RUN_MS);
    running.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return outcomesIn(report);
}

function outcomesIn(report) {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const each = testResults.flatMap((suite) => suite.assertionResults);
    return new Map(each.map(({ fullName, status }) => [fullName, status]));
  } catch {
    return new Map(); // jest was ended before it could write
  }
}
