import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Frames } from './frames.js';

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

/** A message of many: `head`, the JSON that all share, and `}`. */
export interface LiveMessage {
  readonly head: Buffer;
  readonly json: Buffer;
  /** For ticks: a newer one of the same name makes an unsent one needless. */
  readonly tick: string | null;
}

interface Entry {
  readonly head: Buffer;
  /** With the end of the message after it; null for one that is whole. */
  json: Buffer | null;
  /** 0 when it is not to be sent any more. */
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
    return this.waitingBytes + this.stream.writableLength > 0;
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
    const head = Buffer.from(text);
    this.add({ head, json: null, bytes: head.length, tick: null });
  }

  /** Never waits: what is live and durable must go out, ticks only as far as there is room. */
  push({ head, json, tick }: LiveMessage): void {
    if (!this.isOpen) return;
    if (this.unsentBytes >= MOST_UNSENT_BYTES) {
      this.surrender();
      return;
    }
    if (tick !== null && this.isBehind) {
      const older = this.ticks.get(tick);
      if (older) this.drop(older);
    }
    this.add({ head, json, bytes: head.length + json.length + 1, tick });
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
    return this.waitingBytes + Math.min(this.stream.writableLength, WINDOW_BYTES);
  }

  private get isBehind(): boolean {
    return this.waitingBytes + this.stream.writableLength >= BEHIND_BYTES;
  }

  private add(entry: Entry): void {
    if (!this.isOpen) return;
    if (this.waitingBytes === 0 && this.stream.writableLength === 0) this.takenAt = Date.now();
    this.waiting.push(entry);
    this.waitingBytes += entry.bytes;
    if (entry.tick !== null) this.ticks.set(entry.tick, entry);
    this.schedule();
  }

  private drop(entry: Entry): void {
    this.waitingBytes -= entry.bytes;
    entry.bytes = 0;
    entry.json = null;
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
    const frames = new Frames();
    while (this.first < this.waiting.length && this.stream.writableLength + frames.bytes < WINDOW_BYTES) {
      const entry = this.waiting[this.first++];
      if (!entry || entry.bytes === 0) continue;
      this.waitingBytes -= entry.bytes;
      if (entry.tick !== null && this.ticks.get(entry.tick) === entry) this.ticks.delete(entry.tick);
      frames.add(entry);
    }
    // below the library, which has nothing of its own under way: it neither compresses nor sends messages here
    if (frames.bytes > 0) this.stream.write(frames.joined(), this.taken);
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
    const patienceMs = PATIENCE_MS + this.stream.writableLength / SLOWEST_BYTES_PER_MS;
    if (Date.now() - this.takenAt > patienceMs) this.surrender();
  }

  private surrender(): void {
    if (this.isClosed) return;
    this.stop();
    this.giveUp();
  }
}
