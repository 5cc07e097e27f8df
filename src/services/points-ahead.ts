/** Moves the moment at which a bucket is full again. @returns whether it did, and how far away that is, in us */
export type MoveDebt = (keyId: string, byUs: number, mostUs: number | null) => Promise<[boolean, number]>;

/** What one process knows of a bucket, and what it has taken from it without saying so yet. */
interface Ledger {
  /** When the bucket is full again, by our own clock. */
  fullAtUs: number;
  untoldUs: number;
  heardAtMs: number;
  timer: NodeJS.Timeout | null;
}

/** Other processes hear of what was taken here after so long at the latest. */
const TELL_AFTER_MS = 100;
/** What was heard longer ago says nothing about the others. */
const FRESH_MS = 250;
const MOST_LEDGERS = 10_000;

/**
 * Takes points without asking Redis each time, as long as a bucket is more than half full: what is taken is told all at
 * once ten times a second. Nearer to the limit every operation asks, so that the limit holds.
 */
export class PointsAhead {
  private readonly ledgers = new Map<string, Ledger>();

  /** @param capacityUs of a bucket */
  constructor(
    private readonly capacityUs: number,
    private readonly tell: MoveDebt,
  ) {}

  /** @returns the debt after it, or null when it has to be asked for */
  take(keyId: string, byUs: number): number | null {
    const ledger = this.ledgers.get(keyId);
    if (!ledger || Date.now() - ledger.heardAtMs > FRESH_MS) return null;
    const debtUs = Math.max(0, ledger.fullAtUs - nowUs()) + byUs;
    if (debtUs > this.capacityUs / 2) return null;
    this.note(keyId, ledger, debtUs, byUs);
    return debtUs;
  }

  /** Gives back, or takes more, of what was taken here. */
  correct(keyId: string, byUs: number): void {
    const ledger = this.ledgers.get(keyId);
    if (ledger) this.note(keyId, ledger, Math.max(0, ledger.fullAtUs - nowUs() + byUs), byUs);
  }

  /** What Redis has just said of a bucket. */
  hear(keyId: string, debtUs: number): void {
    const known = this.ledgers.get(keyId);
    if (!known && this.ledgers.size >= MOST_LEDGERS) this.makeRoom();
    const untoldUs = known?.untoldUs ?? 0;
    const ledger = known ?? { fullAtUs: 0, untoldUs: 0, heardAtMs: 0, timer: null };
    ledger.fullAtUs = nowUs() + debtUs + untoldUs;
    ledger.heardAtMs = Date.now();
    this.ledgers.set(keyId, ledger);
  }

  /** Sends what was taken, before a question whose answer depends on it. */
  tellNow(keyId: string): void {
    const ledger = this.ledgers.get(keyId);
    if (!ledger || ledger.untoldUs === 0) return;
    const byUs = ledger.untoldUs;
    ledger.untoldUs = 0;
    this.tell(keyId, byUs, null).then(
      ([, debtUs]) => this.hear(keyId, debtUs),
      () => undefined, // lost with Redis: it comes back by time
    );
  }

  private note(keyId: string, ledger: Ledger, debtUs: number, byUs: number): void {
    ledger.fullAtUs = nowUs() + debtUs;
    ledger.untoldUs += byUs;
    ledger.timer ??= setTimeout(() => {
      ledger.timer = null;
      this.tellNow(keyId);
    }, TELL_AFTER_MS).unref();
  }

  private makeRoom(): void {
    for (const [keyId, { timer }] of this.ledgers) if (!timer) this.ledgers.delete(keyId);
  }
}

const nowUs = (): number => Date.now() * 1000;
