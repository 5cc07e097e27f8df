#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchStarters } from './bootstrap/ancestors.mjs';
import { bringUpServices } from './bootstrap/bring-up.mjs';
import { buildProgram, buildWebApp } from './bootstrap/build.mjs';
import { refuseWhileHeld } from './bootstrap/data-folder.mjs';
import { mergeEnvironment, readEnvFile } from './bootstrap/env-file.mjs';
import { GuardianLink } from './bootstrap/guardian-link.mjs';
import { installPackages } from './bootstrap/install.mjs';
import { listenToSignals, runMain } from './bootstrap/main-command.mjs';
import { findNode } from './bootstrap/node.mjs';
import { findPrograms } from './bootstrap/programs.mjs';
import { signalSteps } from './bootstrap/run-step.mjs';
import { SetupError, say } from './bootstrap/setup-error.mjs';
import { needsServices, planMutants, planTests } from './run-tests.mjs';

/**
 * What `npm run demo`, `npm start`, `npm test` and `npx acog …` run: sets up what is missing, then runs the command
 * under the right Node. Plain JavaScript on Node's own modules, since it runs before anything is installed.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command = '', ...args] = process.argv.slice(2);
const planOf = new Map([
  ['test', planTests],
  ['mutants', planMutants],
]).get(command);
const token = randomUUID();
const guardian = new GuardianLink(token);
let main = null;
let endedBy = null;
let finishing = null;
let plan = null;

process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

listenToSignals({
  onFirst(signal) {
    endedBy = signal;
    if (main !== null) return main.signal(signal);
    signalSteps('SIGTERM');
    void finish(128 + constants.signals[signal]);
  },
  onAgain: () => main?.kill(),
});
watchStarters(() => void finish(128 + constants.signals.SIGKILL));
guardian.on('lost', (sentence) => {
  say(sentence);
  void finish(1);
});

try {
  await finish(await run());
} catch (error) {
  if (endedBy === null) {
    const message = error instanceof SetupError ? error.message : `unexpected: ${error.stack ?? error}`;
    say(message);
    if (args.includes('--json'))
      process.stdout.write(`${JSON.stringify({ error: { code: 'SETUP', message }, run: null }, null, 2)}\n`);
  }
  await finish(1);
}

async function run() {
  const environment = mergeEnvironment(process.env, readEnvFile(join(root, '.env')), command);
  environment.ACOG_RUN_TOKEN = token;
  await installPackages({ root, token, environment });
  const node = findNode(root);
  environment.PATH = [dirname(node), join(root, 'node_modules/.bin'), environment.PATH].join(delimiter);
  await buildProgram({ root, token, node, environment });
  const hasHelp = args.includes('--help') || args.includes('-h');
  if (['serve', 'start', 'test'].includes(command) && !hasHelp) {
    for (const name of ['graphiql', 'studio']) await buildWebApp(name, { root, token, environment });
  }
  if (needsServices(command, args)) {
    if (command === 'start') refuseWhileHeld({ root, environment, command });
    const refused = planOf ? 0 : await check(node, environment);
    if (refused !== 0) return refused;
    Object.assign(environment, await bringUpServices({ root, command, environment, token, guardian }));
  }
  if (endedBy !== null) return 128 + constants.signals[endedBy];
  plan = planOf?.(root, args, environment) ?? null;
  const program =
    command === 'chaos'
      ? [await chaosFile(environment), ...args]
      : [join(root, 'dist/src/cli.js'), ...process.argv.slice(2)];
  main = runMain(node, plan?.args ?? program, {
    cwd: plan ? root : process.cwd(),
    env: plan?.environment ?? environment,
  });
  guardian.watchMain(main.identity);
  return main.ended;
}

/** It brings its own services up and down: only the programs have to be there. */
async function chaosFile(environment) {
  const { redis } = await findPrograms(['redis', 'ffmpeg', 'ffprobe'], environment);
  environment.REDIS_PROGRAM = redis;
  return join(root, 'scripts/chaos.mjs');
}

/** What is wrong with the command line, the settings or a folder is said before any service is started for it. */
async function check(node, environment) {
  const args = [join(root, 'dist/src/cli.js'), '--check', ...process.argv.slice(2)];
  main = runMain(node, args, { cwd: process.cwd(), env: environment });
  const code = await main.ended;
  main = null;
  return code;
}

/** Once: whoever comes first decides the exit code. Everything is stopped before the last word and the exit. */
function finish(code) {
  finishing ??= (async () => {
    plan?.collect();
    const leftovers = await guardian.stop();
    if (plan !== null) process.exit(plan.conclude(code, leftovers));
    process.exit(code);
  })();
  return finishing;
}
