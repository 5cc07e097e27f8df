import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { quoted, UsageError, type Command } from './commands/command.js';
import { demo } from './commands/demo.js';
import { doctor } from './commands/doctor.js';
import { explain, failureDocument } from './commands/explain.js';
import { keys } from './commands/keys.js';
import { migrate } from './commands/migrate.js';
import { produce } from './commands/produce.js';
import { serve } from './commands/serve.js';
import { simulate } from './commands/simulate.js';
import { start } from './commands/start.js';
import { work } from './commands/work.js';
import { withoutSecrets } from './logger.js';

const commands: Readonly<Record<string, Command>> = {
  demo,
  start,
  serve,
  work,
  migrate,
  simulate,
  produce,
  keys,
  doctor,
};

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'acog: turns an idea into a finished video episode',
    '',
    'Usage: acog <command> [options]',
    '',
    ...lines,
    '',
    'acog <command> --help says more.',
    '',
  ].join('\n');
}

/** As it lies beside what was built. */
const PACKAGE = new URL('../../package.json', import.meta.url);

function releaseOf(text: string): string {
  return (JSON.parse(text) as { version: string }).version; // as: our own file
}

/** How the launcher asks, before it starts services, whether the rest of the line can run at all. */
const CHECK = '--check';

/** Time for what was written to leave this process. */
const LAST_WORDS_MS = 2_000;

function find(name: string): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${quoted(name)}; acog --help lists them.`);
  return command;
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(help());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${releaseOf(await readFile(PACKAGE, 'utf8'))}\n`);
    return 0;
  }
  if (name === CHECK) {
    await find(args[0] ?? '').check?.(args.slice(1));
    return 0;
  }
  const command = find(name);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command.help);
    return 0;
  }
  return command.run(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = withoutSecrets(explain(error));
  process.stderr.write(`${message}\n`);
  if (process.argv.includes('--json')) process.stdout.write(`${failureDocument(error, message)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// Everything of ours is closed; a client that still tries to reach a service that is gone must not keep us.
setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
