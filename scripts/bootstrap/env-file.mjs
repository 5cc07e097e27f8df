import { readFileSync } from 'node:fs';
import { SetupError, explainFileError } from './setup-error.mjs';

const ESCAPES = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' };

/**
 * Reads `NAME=value` lines: comments, `export `, single quotes (literal), double quotes (\n \t \" \\, may span lines).
 * @returns an object of names and values
 * @throws {SetupError} that names the file and the line
 */
export function parseEnvFile(text, name) {
  const values = {};
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index].trim();
    if (line === '' || line.startsWith('#')) continue;
    const number = index + 1;
    const match = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/s.exec(line);
    if (match === null) throw new SetupError(`${name} line ${number} is not NAME=value.`);
    let value = match[2];
    const quote = value[0] === '"' || value[0] === "'" ? value[0] : null;
    if (quote === null) {
      values[match[1]] = value.replace(/\s+#.*$/, '').trim();
      continue;
    }
    let end = closingQuote(value, quote);
    while (end === -1 && index + 1 < lines.length) {
      index += 1;
      value += `\n${lines[index]}`;
      end = closingQuote(value, quote);
    }
    if (end === -1) throw new SetupError(`${name} line ${number} opens a ${quote} that is never closed.`);
    const rest = value.slice(end + 1).trim();
    if (rest !== '' && !rest.startsWith('#')) {
      throw new SetupError(`${name} line ${number} goes on after its closing ${quote}.`);
    }
    const inside = value.slice(1, end);
    values[match[1]] = quote === "'" ? inside : inside.replace(/\\(.)/gs, (all, c) => ESCAPES[c] ?? all);
  }
  return values;
}

function closingQuote(value, quote) {
  for (let at = 1; at < value.length; at += 1) {
    if (value[at] === '\\' && quote === '"') at += 1;
    else if (value[at] === quote) return at;
  }
  return -1;
}

/** An absent file is an empty one. */
export function readEnvFile(path) {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    if (error.code === 'EISDIR')
      throw new SetupError(`${path} is a folder; it must be a file of NAME=value lines.`);
    throw explainFileError(error, 'read .env');
  }
  return parseEnvFile(text, '.env');
}

/** Tests must mean the same on every machine: of `.env` they take services and programs, never vendors' keys. */
const FOR_TESTS =
  /^(DATABASE_URL|REDIS_URL|S3_[A-Z_]+|FFMPEG_PATH|FFPROBE_PATH|CHROMIUM_PATH|ACOG_DATA_DIR)$/;

/** What the environment names, then what `.env` names. An empty value names nothing. */
export function mergeEnvironment(environment, fromFile, command) {
  const merged = {};
  for (const [name, value] of Object.entries(fromFile)) {
    if (value !== '' && (!['test', 'mutants'].includes(command) || FOR_TESTS.test(name)))
      merged[name] = value;
  }
  for (const [name, value] of Object.entries(environment)) {
    if (value !== '' || merged[name] === undefined) merged[name] = value;
  }
  return merged;
}
