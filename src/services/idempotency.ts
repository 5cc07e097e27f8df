import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { IdempotentAnswer } from '../entities/idempotent-answer.js';
import { InvalidInputError } from '../errors.js';
import { InputCheck } from './input-check.js';
import type { Viewer } from './scope.js';
import { query, sql } from './sql.js';

/** Ids of the rows that were made, by name. */
export type Answer = Record<string, string | null>;

const LONGEST_KEY = 255;
const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Does something once for a key. A repeat within 24 hours gets the first answer; two at the same moment wait for each
 * other. Works inside the caller's transaction: when it fails nothing is kept, and the key is as good as new.
 * @throws {InvalidInputError} IDEMPOTENCY_MISMATCH when the key came with another input
 */
export async function oncePerKey(
  { em, viewer }: { em: EntityManager; viewer: Viewer },
  mutation: string,
  input: { idempotencyKey?: string | null },
  make: () => Promise<Answer>,
): Promise<Answer> {
  const { idempotencyKey, ...rest } = input;
  if (idempotencyKey == null) return make();
  checkKey(idempotencyKey);
  const id = digest([viewer.keyId, mutation, idempotencyKey]);
  const inputDigest = digest(rest);
  await query(em, sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`);
  const before = await em.findOne(IdempotentAnswer, { id });
  if (before && before.createdAt.getTime() > Date.now() - KEPT_MS) {
    if (before.inputDigest === inputDigest) return before.answer;
    throw new InvalidInputError(
      'This idempotencyKey was used with another input within the last 24 hours; use a new one.',
      ['idempotencyKey'],
      'IDEMPOTENCY_MISMATCH',
    );
  }
  const answer = await make();
  if (before) em.assign(before, { inputDigest, answer, createdAt: new Date() });
  else em.persist(em.create(IdempotentAnswer, { id, inputDigest, answer, createdAt: new Date() }));
  return answer;
}

function checkKey(key: string): void {
  const check = new InputCheck();
  check.literal(key, ['idempotencyKey'], { max: LONGEST_KEY });
  check.done();
}

function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** The same text for the same content, whatever the order of the fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
