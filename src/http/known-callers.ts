import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { Origin, Viewer } from '../services/scope.js';
import type { Identity } from './bearer.js';
import { BoundedMap } from './bounded-map.js';
import { originOf } from './request-origin.js';

/** A key that was revoked on another server is refused here after so long at the latest. */
const REMEMBERED_MS = 2_000;
const MOST = 1_000;

/** Whoever asks so often within that time is remembered; everybody else is looked up each time. */
const BUSY = 5;

interface Caller {
  readonly viewer: Viewer;
  readonly untilMs: number;
  /** How often it was looked up without a pause. */
  readonly checks: number;
}

/** Who asks again and again, so that not each of many requests asks the database for its key. */
export class KnownCallers {
  private readonly known = new BoundedMap<string, Caller>(MOST);

  constructor(private readonly trustedProxies: number) {}

  find(request: IncomingMessage): Identity | null {
    const name = nameOf(request);
    const found = name === null ? undefined : this.known.get(name);
    if (!found || found.checks < BUSY || Date.now() >= found.untilMs) return null;
    return { viewer: new KnownViewer(found.viewer, request, this.trustedProxies) };
  }

  remember(request: IncomingMessage, { viewer }: Identity): void {
    const name = nameOf(request);
    if (name === null) return;
    const endMs = viewer.expiresAt?.getTime() ?? Infinity;
    const nowMs = Date.now();
    const before = this.known.get(name);
    const checks = before && nowMs < before.untilMs + REMEMBERED_MS ? before.checks + 1 : 1;
    const untilMs = Math.min(nowMs + REMEMBERED_MS, endMs);
    this.known.set(name, { viewer: { ...viewer, origin: null }, untilMs, checks });
  }

  /** A change may have revoked a key: here that counts at once. */
  createPlugin(): ApolloServerPlugin {
    return {
      requestDidStart: () =>
        Promise.resolve({
          willSendResponse: ({ operation }) => {
            if (operation?.operation === OperationTypeNode.MUTATION) this.known.clear();
            return Promise.resolve();
          },
        }),
    };
  }
}

/** Where a request came from few ask for. A class, because an object that is written with a getter outlives its request. */
class KnownViewer implements Viewer {
  readonly kind: Viewer['kind'];
  readonly keyId: string;
  readonly actorId: string;
  readonly name: string;
  readonly role: Viewer['role'];
  readonly channelIds: Viewer['channelIds'];
  readonly expiresAt: Date | null;

  constructor(
    known: Viewer,
    private readonly request: IncomingMessage,
    private readonly trustedProxies: number,
  ) {
    this.kind = known.kind;
    this.keyId = known.keyId;
    this.actorId = known.actorId;
    this.name = known.name;
    this.role = known.role;
    this.channelIds = known.channelIds;
    this.expiresAt = known.expiresAt;
  }

  get origin(): Origin {
    return originOf(this.request, this.trustedProxies);
  }
}

/** What was said last on a connection, and its digest. */
const saidOn = new WeakMap<Socket, { readonly authorization: string; readonly digest: string }>();

/** Of what came as `authorization`; null for nothing. No secret is kept in memory for longer than its connection. */
function nameOf({ headers: { authorization }, socket }: IncomingMessage): string | null {
  if (authorization === undefined) return null;
  const before = saidOn.get(socket);
  if (before?.authorization === authorization) return before.digest;
  const digest = hash('sha256', authorization, 'base64url');
  saidOn.set(socket, { authorization, digest });
  return digest;
}
