/** As many events as one context reads for. */
const LARGEST_BATCH = 100;

/** What an event becomes: there at once when it was made before. */
export interface Made {
  json: Buffer | null;
  readonly promise: Promise<Buffer>;
}

interface Waiting {
  readonly event: object;
  readonly made: Made;
  readonly resolve: (json: Buffer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes JSON of events, each once. What came by the time of an execution is executed together, with rows that are read
 * once for all of it: they are read after the newest of them happened.
 */
export class Executions {
  private readonly known = new WeakMap<object, Made>();
  private waiting: Waiting[] = [];
  private isBusy = false;

  /** @param begin a batch: gives what executes an event with the rows of that moment */
  constructor(private readonly begin: () => (event: object) => Promise<Buffer>) {}

  of(event: object): Made {
    const known = this.known.get(event);
    if (known) return known;
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    promise.catch(() => undefined); // whoever reads it hears of it
    const made: Made = { json: null, promise };
    this.known.set(event, made);
    this.waiting.push({ event, made, resolve, reject });
    if (!this.isBusy) {
      this.isBusy = true;
      setImmediate(() => void this.work());
    }
    return made;
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, LARGEST_BATCH);
      const execute = this.begin();
      await Promise.all(
        batch.map(async ({ event, made, resolve, reject }) => {
          try {
            made.json = await execute(event);
            resolve(made.json);
          } catch (error) {
            reject(error);
          }
        }),
      );
    }
    this.isBusy = false;
  }
}
