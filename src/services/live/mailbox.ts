import { TRANSIENT_KINDS } from '../../entities/run-event.js';
import type { EventMessage, Events, Topic } from '../../events.js';

/** References to messages that all mailboxes of the process share. */
const MOST_WAITING = 5_000;

/** What `take` found: a message, nothing for a while, or that some messages were let go and the rows must be read. */
export type Taken = EventMessage | 'QUIET' | 'MISSED' | 'CLOSED';

/**
 * Holds live messages for one reader until it asks for them. It never grows: ticks go first, and when even the durable
 * ones are too many all of them go, because the rows have them.
 */
export class Mailbox {
  private waiting: EventMessage[] = [];
  private missed = false;
  private closed = false;
  private wake: (() => void) | null = null;
  private leave: (() => void) | null = null;

  private constructor(private readonly isMine: (message: EventMessage) => boolean) {}

  /** Listens already when it resolves: whatever happens from now on is here or in the rows. */
  static async open(
    events: Events,
    topic: Topic,
    isMine: (message: EventMessage) => boolean,
  ): Promise<Mailbox> {
    const mailbox = new Mailbox(isMine);
    mailbox.leave = await events.subscribe(topic, (message) => mailbox.put(message));
    return mailbox;
  }

  close(): void {
    this.closed = true;
    this.waiting = [];
    this.leave?.();
    this.leave = null;
    this.wake?.();
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** The next message; `QUIET` when none came within the time. */
  async take(patienceMs: number): Promise<Taken> {
    if (!this.closed && !this.missed && this.waiting.length === 0) await this.sleep(patienceMs);
    if (this.closed) return 'CLOSED';
    if (this.missed) {
      this.missed = false;
      return 'MISSED';
    }
    return this.waiting.shift() ?? 'QUIET';
  }

  private put(message: EventMessage): void {
    if (this.closed || !this.isMine(message)) return;
    if (this.waiting.length >= MOST_WAITING) this.makeRoom();
    this.waiting.push(message);
    this.wake?.();
  }

  private makeRoom(): void {
    this.waiting = this.waiting.filter(({ kind }) => !TRANSIENT_KINDS.includes(kind));
    if (this.waiting.length < MOST_WAITING) return;
    this.waiting = [];
    this.missed = true;
  }

  private sleep(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(), patienceMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
    });
  }
}
