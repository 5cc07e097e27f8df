import { createHmac } from 'node:crypto';
import { isHmacOf } from '../webhook-signature.js';
import type { PikaSettings } from './settings.js';

// fal signs what it sends, not where it sends it: anybody with an account there can have it call our address, with any
// query. So the key of our call goes along with a proof that the address was made here.

const LABEL = 'fal webhook of call ';

/** The address to be called when the job of this call has ended. */
export function callbackFor(webhookUrl: string, callKey: string, secret: string): string {
  const url = new URL(webhookUrl);
  url.searchParams.set('call', callKey);
  url.searchParams.set(
    'proof',
    createHmac('sha256', secret)
      .update(LABEL + callKey)
      .digest('hex'),
  );
  return url.href;
}

/** The key of our call; null without one, or when its address was not made here. */
export function provenKeyIn(query: URLSearchParams, secret: string | null): string | null {
  const callKey = query.get('call');
  const proof = query.get('proof');
  if (secret === null || callKey === null || proof === null) return null;
  return isHmacOf(proof, secret, LABEL + callKey) ? callKey : null;
}

/** Known to every process that has the vendor's key, so that nothing more has to be set. */
export function proofSecret(settings: Pick<PikaSettings, 'webhookSecret' | 'apiKey'>): string | null {
  return settings.webhookSecret ?? settings.apiKey;
}
