import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import graphqlEslint from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, '../..');
const schemaFile = join(root, 'schema.graphql');
const program = (name) => join(folder, 'node_modules/.bin', name);

const checks = {
  'graphql-schema-linter, default rules': lintByLinter,
  'graphql-eslint, rules for Relay': lintForRelay,
  "Relay's compiler, an example app": compileApp,
};
/** The one exception: an event is no node, for those that are never stored have no id to be asked for by. */
const EVENTS = 'type RunEventEdge ';

let failed = false;
for (const [name, check] of Object.entries(checks)) {
  const findings = await check();
  failed ||= findings.length > 0;
  process.stdout.write(`${findings.length === 0 ? 'ok   ' : 'FAIL '} ${name}\n`);
  for (const finding of findings) process.stdout.write(`       ${finding}\n`);
}
process.exit(failed ? 1 : 0);

function lintByLinter() {
  const { status, stdout, stderr } = run('graphql-schema-linter', [schemaFile, '--format', 'compact']);
  return status === 0 ? [] : linesOf(stdout + stderr);
}

async function lintForRelay() {
  const relay = graphqlEslint.configs['flat/schema-relay'].rules;
  const rules = {
    ...relay,
    '@graphql-eslint/relay-edge-types': [
      'error',
      { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
    ], // for `nodes`
  };
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.graphql'],
        plugins: { '@graphql-eslint': graphqlEslint },
        languageOptions: {
          parser: graphqlEslint.parser,
          parserOptions: { graphQLConfig: { schema: schemaFile } },
        },
        rules,
      },
    ],
  });
  const [result] = await eslint.lintFiles([schemaFile]);
  const lines = readFileSync(schemaFile, 'utf8').split('\n');
  const unexpected = result.messages.filter(
    ({ ruleId, line }) =>
      ruleId !== '@graphql-eslint/relay-edge-types' || !lines[line - 1].startsWith(EVENTS),
  );
  return unexpected.map(({ line, message, ruleId }) => `${line}: ${message} (${ruleId})`);
}

function compileApp() {
  const app = join(folder, 'relay-app');
  const made = join(app, 'src/__generated__');
  rmSync(made, { recursive: true, force: true });
  const { status, stdout, stderr } = run('relay-compiler', ['relay.config.json'], app);
  rmSync(made, { recursive: true, force: true });
  return status === 0 ? [] : linesOf(stdout + stderr);
}

function run(name, args, cwd = folder) {
  return spawnSync(program(name), args, { cwd, encoding: 'utf8' });
}

function linesOf(text) {
  return text.split('\n').filter((line) => line.trim() !== '');
}
