import { randomBytes } from 'node:crypto';
import type { Faults } from './faults.js';

/** One event on its way to an address that the client named. */
interface WebhookEvent {
  readonly vendor: string;
  readonly eventId: string;
  readonly url: string;
  /** The exact bytes that are signed. */
  readonly body: string;
  /** Made anew for each attempt, as the timestamp is part of most signatures. */
  readonly headers: (timestampSeconds: number) => Readonly<Record<string, string>>;
  /** The header that carries the signature; null for unsigned deliveries. */
  readonly signatureHeader: string | null;
}

interface WebhookDelivery {
  readonly at: string;
  readonly vendor: string;
  readonly eventId: string;
  /** Without its query, which may hold a client's token. */
  readonly url: string;
  readonly attempt: number;
  readonly forged: boolean;
  /** Null when nobody answered in time. */
  readonly status: number | null;
}

export interface SimulatedWebhooks {
  /** Sends in the background, in the order of the calls per address; retries whatever is not a 2xx. */
  send(event: WebhookEvent): void;
  deliveries(): readonly WebhookDelivery[];
  clear(): void;
  close(): Promise<void>;
}

const ATTEMPTS = 4;
const FIRST_RETRY_MS = 250;
const ANSWER_WITHIN_MS = 10_000;
const KEPT_DELIVERIES = 1000;

/**
 * Whether an address may be registered: https anywhere; plain http only on this machine, where the
 * vendor itself would refuse it but nobody could try anything out otherwise.
 */
export function isWebhookTarget(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol === 'https:') return true;
  return parsed?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname);
}

export function createWebhooks(options: { faults: Faults }): SimulatedWebhooks {
  const log: WebhookDelivery[] = [];
  const stop = new AbortController();
  const open = new Set<Promise<void>>();
  const lastPerUrl = new Map<string, Promise<void>>();

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      stop.signal.addEventListener('abort', wake, { once: true });
    });

  const attempt = async (event: WebhookEvent, number: number, forged: boolean): Promise<boolean> => {
    const headers = { ...event.headers(Math.floor(Date.now() / 1000)) };
    if (forged && event.signatureHeader) headers[event.signatureHeader] = randomBytes(32).toString('hex');
    let status: number | null = null;
    try {
      const response = await fetch(event.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: event.body,
        redirect: 'manual',
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      status = response.status;
      await response.body?.cancel();
    } catch {
      // nobody there, or too late: tried again like any refusal
    }
    const url = event.url.replace(/[?#].*$/s, '');
    const { vendor, eventId } = event;
    log.push({ at: new Date().toISOString(), vendor, eventId, url, attempt: number, forged, status });
    if (log.length > KEPT_DELIVERIES) log.shift();
    return status !== null && status >= 200 && status < 300;
  };

  const deliver = async (event: WebhookEvent) => {
    for (let number = 1; number <= ATTEMPTS && !stop.signal.aborted; number++) {
      if (await attempt(event, number, false)) return;
      if (number < ATTEMPTS) await pause(FIRST_RETRY_MS * 2 ** (number - 1));
    }
  };

  const deliverWithFaults = async (event: WebhookEvent) => {
    if (options.faults.take(event.vendor, null, ['WEBHOOK_FORGED'])) await attempt(event, 1, true);
    await deliver(event);
    if (options.faults.take(event.vendor, null, ['WEBHOOK_DUPLICATE'])) await deliver(event);
  };

  return {
    send(event) {
      const before = lastPerUrl.get(event.url) ?? Promise.resolve();
      const sending = before.then(() => deliverWithFaults(event));
      lastPerUrl.set(event.url, sending);
      open.add(sending);
      void sending.finally(() => {
        open.delete(sending);
        if (lastPerUrl.get(event.url) === sending) lastPerUrl.delete(event.url);
      });
    },
    deliveries: () => log,
    clear: () => void log.splice(0),
    async close() {
      stop.abort();
      await Promise.allSettled(open);
    },
  };
}
