import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { VendorError } from '../../errors.js';
import type { Http } from '../http.js';

/** fal asks not to keep them longer. */
const KEPT_MS = 24 * 3_600_000;
/** Messages that no known key has signed are how we learn of a new one, and are also what anybody can send. */
const ASKED_EVERY_MS = 60_000;
const DEADLINE_MS = 10_000;
const MAX_BYTES = 64 * 1024;

const keySet = z.object({
  keys: z.array(z.object({ kty: z.string(), crv: z.string().nullish(), x: z.string().nullish() })),
});

/** The public keys that fal signs with, as it publishes them. */
export class FalKeys {
  private keys: readonly KeyObject[] = [];
  private keptUntilMs = 0;
  private askAgainMs = 0;
  private asking: Promise<void> | null = null;

  constructor(
    private readonly address: string,
    private readonly http: Http,
  ) {}

  /**
   * Whether one of the keys made this signature. When none of those we know did, they are asked for again, at most once a
   * minute.
   * @throws {VendorError} `UNAVAILABLE` when there are no keys to check with
   */
  async haveSigned(signed: Uint8Array, signature: Uint8Array, nowMs: number): Promise<boolean> {
    const made = () => this.keys.some((key) => verify(null, signed, key, signature));
    if (nowMs >= this.keptUntilMs) {
      await this.renew(nowMs);
      return made();
    }
    if (made()) return true;
    // with keys at hand, one that none of them made is as good as forged while no others can be had
    await this.renew(nowMs).catch(() => undefined);
    return made();
  }

  private async renew(nowMs: number): Promise<void> {
    if (this.asking === null) {
      if (nowMs < this.askAgainMs) {
        if (nowMs < this.keptUntilMs) return;
        throw new VendorError('PIKA', 'UNAVAILABLE', "fal's public keys could not be had a moment ago");
      }
      this.askAgainMs = nowMs + ASKED_EVERY_MS;
      this.asking = this.ask(nowMs).finally(() => {
        this.asking = null;
      });
    }
    await this.asking;
  }

  private async ask(nowMs: number): Promise<void> {
    const { status, bytes } = await this.http.request({
      vendor: 'PIKA',
      method: 'GET',
      url: this.address,
      effect: 'READ',
      headers: { accept: 'application/json' },
      deadlineMs: DEADLINE_MS,
      signal: new AbortController().signal, // nobody stops it before its deadline: others may wait for it too
      maxBytes: MAX_BYTES,
      secrets: [],
    });
    const keys = status === 200 ? keysIn(bytes) : [];
    if (keys.length === 0) {
      throw new VendorError('PIKA', 'UNAVAILABLE', `fal published no key that we can use (HTTP ${status})`);
    }
    this.keys = keys;
    this.keptUntilMs = nowMs + KEPT_MS;
  }
}

function keysIn(bytes: Uint8Array): KeyObject[] {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return [];
  }
  const read = keySet.safeParse(body);
  return (read.success ? read.data.keys : []).flatMap(({ kty, crv, x }) => {
    if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string') return [];
    try {
      return [createPublicKey({ key: { kty, crv, x }, format: 'jwk' })];
    } catch {
      return []; // one bad key must not hide the others
    }
  });
}
