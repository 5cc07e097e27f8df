import { InvalidInputError } from '../errors.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Opaque outside, `Type:uuid` inside: clients must not read it, we must not trust it. */
export function toGlobalId(typeName: string, id: string): string {
  return Buffer.from(`${typeName}:${id}`, 'utf8').toString('base64url');
}

/** @returns null for whatever is not an id that `toGlobalId` makes, in exactly the spelling it makes */
export function parseGlobalId(globalId: string): { typeName: string; id: string } | null {
  if (globalId.length > 128) return null;
  const text = Buffer.from(globalId, 'base64url').toString('utf8');
  const colon = text.indexOf(':');
  const typeName = text.slice(0, colon);
  const id = text.slice(colon + 1);
  if (colon < 1 || !/^[A-Za-z]+$/.test(typeName) || !UUID.test(id)) return null;
  return toGlobalId(typeName, id) === globalId ? { typeName, id } : null;
}

/**
 * The row id behind a global id of one type.
 * @throws {InvalidInputError} when it is the id of something else, or none at all
 */
export function rowId(typeName: string, globalId: string, path: readonly string[] = []): string {
  const parsed = parseGlobalId(globalId);
  if (parsed?.typeName !== typeName)
    throw new InvalidInputError(`This is not the id of a ${typeName}.`, path);
  return parsed.id;
}
