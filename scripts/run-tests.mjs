import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from './bootstrap/setup-error.mjs';

const NODE_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';

/** Pure code needs no services: `npm test -- test/unit` starts none. */
export function needsServices(command, args) {
  if (args.includes('--help') || args.includes('-h')) return false;
  if (command !== 'test') return ['demo', 'start', 'mutants'].includes(command);
  const paths = args.filter((arg) => !arg.startsWith('-'));
  return paths.length === 0 || !paths.every((path) => /^(\.\/)?test\/(unit|scripts)(\/|$)/.test(path));
}

/**
 * How the suite is run, and what is said at its end.
 * @returns `{ args, environment, collect(), conclude(code, leftovers) }`: `collect` reads what jest counted, before the
 *   data folder goes; `conclude` prints the last line and gives the exit code
 */
export function planTests(root, args, environment) {
  const summaryFile = join(environment.ACOG_DATA_DIR ?? tmpdir(), `acog-tests-${randomUUID()}.json`);
  const shown = args.some((arg) => arg.startsWith('--reporters')) ? [] : ['--reporters=default'];
  const counting = `--reporters=${join(root, 'scripts/jest-reporter.mjs')}`;
  let summary = null;
  return {
    // reporters last: jest would take a path that follows them for one more reporter
    args: [join(root, 'node_modules/jest/bin/jest.js'), ...args, ...shown, counting],
    environment: {
      ...environment,
      NODE_ENV: 'test',
      NODE_OPTIONS: [environment.NODE_OPTIONS, NODE_OPTIONS].filter(Boolean).join(' '),
      ACOG_TEST_SUMMARY: summaryFile,
    },
    collect() {
      summary = readSummary(summaryFile);
      rmSync(summaryFile, { force: true });
    },
    conclude(code, leftovers) {
      if (leftovers.length > 0) say(`The tests left running, and we ended:\n  ${leftovers.join('\n  ')}`);
      const { line, exitCode } = sumUp(summary, code);
      process.stdout.write(`${line}\n`);
      return exitCode;
    },
  };
}

/** The test of the tests says itself what came of it. */
export function planMutants(root, args, environment) {
  return {
    args: [join(root, 'test/mutants/run.mjs'), ...args],
    environment,
    collect: () => undefined,
    conclude(code, leftovers) {
      if (leftovers.length > 0) say(`The mutants left running, and we ended:\n  ${leftovers.join('\n  ')}`);
      return code;
    },
  };
}

function readSummary(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // jest ended before it could count
  }
}

/** A failure outside of any test (a file that does not load, jest itself, a threshold) counts as one failed. */
export function sumUp(summary, code) {
  const { passed, failed, skipped } = summary ?? { passed: 0, failed: 0, skipped: 0 };
  const counted = code !== 0 && failed === 0 ? 1 : failed;
  const line = `${passed} passed, ${counted} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { line, exitCode: code === 0 && counted > 0 ? 1 : code };
}
