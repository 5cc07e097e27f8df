import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { withoutSecrets } from '../logger.js';
import type { Origin } from '../services/scope.js';

const LONGEST_AGENT = 300;
const REQUEST_ID = /^[\w.:-]{8,64}$/;
const ID = Symbol('request id');
type Known = IncomingMessage & { [ID]?: string };

/** @param trustedProxies how many proxies of ours stand before us */
export function originOf(request: IncomingMessage, trustedProxies: number): Origin {
  const agent = request.headers['user-agent'] ?? '';
  const cleaned = withoutSecrets(agent.replace(/\p{Cc}/gu, ' ')).slice(0, LONGEST_AGENT);
  return {
    address: addressOf(request, trustedProxies),
    userAgent: cleaned || null,
    requestId: requestIdOf(request),
  };
}

/** Each proxy adds at the end whom it heard; what stands before those entries anybody may have written. */
export function addressOf(request: IncomingMessage, trustedProxies: number): string | null {
  const heard = [request.headers['x-forwarded-for']].flat().join(',').split(',');
  const told = trustedProxies > 0 ? withoutPort((heard.at(-trustedProxies) ?? heard[0] ?? '').trim()) : '';
  const address = (isIP(told) > 0 ? told : request.socket.remoteAddress) ?? null;
  return address?.replace(/^::ffff:(?=\d+\.)/, '') ?? null;
}

/** Some proxies write the port behind the address: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(told: string): string {
  return /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(told)?.slice(1).find(Boolean) ?? told;
}

/** The one that came with it, when it looks like one; the same for the whole request. */
export function requestIdOf(request: Known): string {
  const known = request[ID];
  if (known !== undefined) return known;
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  return (request[ID] = id);
}
