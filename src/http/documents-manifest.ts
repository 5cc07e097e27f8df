import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../errors.js';

/**
 * Reads a manifest: texts by id, as the code generators of GraphQL write it, or the list that Apollo's writes.
 * @throws {ConfigError} when it cannot be read, or an id with sha256 is not that of its text
 */
export function readManifest(path: string): Map<string, string> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([`The manifest ${path} cannot be read: ${String(error)}.`]);
  }
  const entries = entriesOf(content);
  if (!entries) throw new ConfigError([`The manifest ${path} is no object of documents by id.`]);
  const wrong = entries.filter(([id, text]) => {
    const hash = /^(?:sha256:)?([0-9a-f]{64})$/.exec(id)?.[1];
    return hash === undefined ? id.startsWith('sha256:') : hash !== sha256(text);
  });
  if (wrong.length > 0)
    throw new ConfigError(
      wrong.map(([id]) => `${id} in the manifest ${path} is not the hash of its document.`),
    );
  return new Map(entries);
}

function entriesOf(content: unknown): (readonly [string, string])[] | null {
  if (typeof content !== 'object' || content === null) return null;
  const entries: (readonly [unknown, unknown])[] =
    'operations' in content && Array.isArray(content.operations)
      ? content.operations.map((each: unknown) => idAndBody(each))
      : Object.entries(content);
  return entries.every(isDocument) ? entries : null;
}

function idAndBody(operation: unknown): readonly [unknown, unknown] {
  if (typeof operation !== 'object' || operation === null) return [null, null];
  return ['id' in operation ? operation.id : null, 'body' in operation ? operation.body : null];
}

const isDocument = (entry: readonly [unknown, unknown]): entry is readonly [string, string] =>
  typeof entry[0] === 'string' && typeof entry[1] === 'string';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
