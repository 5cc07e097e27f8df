import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** So much stands in the stream itself at most; the rest waits here as references, which cost nothing per socket. */
const WINDOW_BYTES = 64 * 1024;
/** From here on a reader is behind: only the newest tick of each kind waits for it, and what can wait elsewhere does. */
const BEHIND_BYTES = 256 * 1024;
const MOST_UNSENT_BYTES = 1024 * 1024;
/** Answers that may wait until there is room: more than operations on a socket. */
const MOST_WAITING = 200;
/** After so long without a byte taken nobody reads; large messages have longer, for slow lines. */
const PATIENCE_MS = 8_000;
const SLOWEST_BYTES_PER_MS = 32;
const LOOK_MS = 1_000;

/** A text, and how many bytes it is: measured once, sent to many. */
export interface Payload {
  readonly json: string;
  readonly bytes: number;
}

/** A message of many: `head`, the payload that all share, and `}`. */
export interface LiveMessage {
  readonly head: string;
  readonly payload: Payload;
  /** For ticks: a newer one of the same name makes an unsent one needless. */
  readonly tick: string | null;
}

interface Entry {
  text: string;
  payload: Payload | null;
  bytes: number;
  readonly tick: string | null;
}

/**
 * What goes out over one socket, in order and in bounded memory. Several messages of one moment are one write. Whoever
 * falls behind by more than 1 MiB, or takes nothing at all, is given up.
 */
export class Outbox {
  private waiting: Entry[] = [];
  private first = 0;
  private waitingBytes = 0;
  private readonly ticks = new Map<string, Entry>();
  private readonly wanting: (() => void)[] = [];
  private takenAt = Date.now();
  private isScheduled = false;
  private isClosed = false;
  private readonly look: NodeJS.Timeout;

  /**
   * @param stream below the socket
   * @param giveUp on the reader
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Duplex,
    private readonly giveUp: () => void,
  ) {
    this.look = setInterval(() => this.lookForLife(), LOOK_MS);
  }

  /** Whether it still makes sense to send anything. */
  get isOpen(): boolean {
    return !this.isClosed && this.socket.readyState === this.socket.OPEN;
  }

  get hasUnsent(): boolean {
    return this.waitingBytes + this.socket.bufferedAmount > 0;
  }

  /** Resolves when the message is on its way; waits while the reader is behind. */
  async send(text: string): Promise<void> {
    if (this.isBehind) {
      if (this.wanting.length >= MOST_WAITING) {
        this.surrender();
        return;
      }
      await this.room();
    }
    this.add({ text, payload: null, bytes: Buffer.byteLength(text), tick: null });
  }

  /** Never waits: what is live and durable must go out, ticks only as far as there is room. */
  push({ head, payload, tick }: LiveMessage): void {
    if (!this.isOpen) return;
    if (this.unsentBytes >= MOST_UNSENT_BYTES) {
      this.surrender();
      return;
    }
    if (tick !== null && this.isBehind) {
      const older = this.ticks.get(tick);
      if (older) this.drop(older);
    }
    this.add({ text: head, payload, bytes: head.length + payload.bytes + 1, tick });
  }

  /** Resolves when the reader is not behind, or gone. */
  async room(): Promise<void> {
    while (this.isOpen && this.isBehind) await new Promise<void>((resolve) => this.wanting.push(resolve));
  }

  stop(): void {
    this.isClosed = true;
    clearInterval(this.look);
    this.waiting = [];
    this.first = 0;
    this.waitingBytes = 0;
    this.ticks.clear();
    this.wakeAll();
  }

  private get unsentBytes(): number {
    // one large answer in the stream is no reason to give up on whoever gets live events too
    return this.waitingBytes + Math.min(this.socket.bufferedAmount, WINDOW_BYTES);
  }

  private get isBehind(): boolean {
    return this.waitingBytes + this.socket.bufferedAmount >= BEHIND_BYTES;
  }

  private add(entry: Entry): void {
    if (!this.isOpen) return;
    if (this.waitingBytes === 0 && this.socket.bufferedAmount === 0) this.takenAt = Date.now();
    this.waiting.push(entry);
    this.waitingBytes += entry.bytes;
    if (entry.tick !== null) this.ticks.set(entry.tick, entry);
    this.schedule();
  }

  private drop(entry: Entry): void {
    this.waitingBytes -= entry.bytes;
    entry.bytes = 0;
    entry.text = '';
    entry.payload = null;
  }

  /** At the end of this turn of the loop: what else comes in it goes out in the same write. */
  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    if (!this.isOpen) return;
    this.stream.cork();
    while (this.first < this.waiting.length && this.socket.bufferedAmount < WINDOW_BYTES) {
      const entry = this.waiting[this.first++];
      if (!entry || entry.bytes === 0) continue;
      this.waitingBytes -= entry.bytes;
      if (entry.tick !== null && this.ticks.get(entry.tick) === entry) this.ticks.delete(entry.tick);
      this.socket.send(entry.payload ? `${entry.text}${entry.payload.json}}` : entry.text, this.taken);
    }
    this.stream.uncork();
    if (this.first === this.waiting.length) {
      this.waiting = [];
      this.first = 0;
    } else if (this.first > 1_000) {
      this.waiting = this.waiting.slice(this.first);
      this.first = 0;
    }
  }

  private readonly taken = (): void => {
    this.takenAt = Date.now();
    if (this.waitingBytes > 0) this.schedule();
    if (this.wanting.length > 0 && !this.isBehind) this.wakeAll();
  };

  private wakeAll(): void {
    for (const wake of this.wanting.splice(0)) wake();
  }

  private lookForLife(): void {
    if (!this.hasUnsent) return;
    const patienceMs = PATIENCE_MS + this.socket.bufferedAmount / SLOWEST_BYTES_PER_MS;
    if (Date.now() - this.takenAt > patienceMs) this.surrender();
  }

  private surrender(): void {
    if (this.isClosed) return;
    this.stop();
    this.giveUp();
  }
}
