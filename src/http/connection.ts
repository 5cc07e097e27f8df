import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Viewer } from '../services/scope.js';
import { Outbox } from './outbox.js';

export const TRY_AGAIN_LATER = 1013;

const KEEP_ALIVE_MS = 12_000;
/** How long the other side may take to agree that it is over. */
export const FAREWELL_MS = 4_000;

/** Something that is done for the client until it is no longer wanted. */
interface Watched {
  readonly isWanted: () => boolean;
  readonly end: () => void;
}

/** One open socket, what goes out over it, and what was subscribed over it. */
export class Connection {
  viewer: Viewer | null = null;
  /** With which code we ended it; null while it is open, or when the other side ended it. */
  endedWith: number | null = null;
  readonly outbox: Outbox;
  /** By the client's id of the operation: ends the stream. */
  readonly streams = new Map<string, () => Promise<unknown>>();
  private readonly lastActs = new Set<() => void>();
  private readonly watched = new Set<Watched>();
  private readonly pulse: NodeJS.Timeout;
  private isAlive = true;

  /**
   * @param request with which it was opened
   * @param stream below the socket
   */
  constructor(
    readonly socket: WebSocket,
    readonly request: IncomingMessage,
    stream: Duplex,
  ) {
    this.outbox = new Outbox(socket, stream, () => this.hangUp(TRY_AGAIN_LATER, 'You read too slowly'));
    socket.on('pong', () => (this.isAlive = true));
    this.pulse = setInterval(() => {
      // who is behind hears us late; whether it takes anything at all the outbox knows
      if (!this.isAlive && !this.outbox.hasUnsent) socket.terminate();
      this.isAlive = false;
      socket.ping();
    }, KEEP_ALIVE_MS);
    socket.once('close', () => this.clear());
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Says why it is over; nothing more is heard or sent. Whoever does not answer is cut off. */
  hangUp(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.endedWith = code;
    this.socket.close(code, reason);
    this.outbox.stop();
    this.endStreams();
  }

  /** Does this when the socket is gone. @returns what takes that back */
  whenGone(act: () => void): () => void {
    this.lastActs.add(act);
    return () => void this.lastActs.delete(act);
  }

  /** Ends this when it is no longer wanted, or the socket is gone. @returns what takes that back */
  whileWanted(isWanted: () => boolean, end: () => void): () => void {
    const watched = { isWanted, end };
    this.watched.add(watched);
    const forget = this.whenGone(end);
    return () => {
      this.watched.delete(watched);
      forget();
    };
  }

  /** A message was heard: the protocol's engine does not say which operations it gave up. */
  endUnwanted(): void {
    for (const each of this.watched) {
      if (each.isWanted()) continue;
      this.watched.delete(each);
      each.end();
    }
  }

  private clear(): void {
    clearInterval(this.pulse);
    this.outbox.stop();
    this.endStreams();
    for (const act of this.lastActs) act();
    this.lastActs.clear();
    this.watched.clear();
  }

  private endStreams(): void {
    for (const end of this.streams.values()) void end();
    this.streams.clear();
  }
}
