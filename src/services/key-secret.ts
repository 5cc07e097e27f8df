import { createHash, randomBytes } from 'node:crypto';

const PREFIX_LENGTH = 10;

/** `acog_` and 256 random bits. */
export function newSecret(): string {
  return `acog_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256 in hex: the key has 256 random bits, a slow hash would add nothing. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function prefixOf(secret: string): string {
  return secret.slice(0, PREFIX_LENGTH);
}
