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
