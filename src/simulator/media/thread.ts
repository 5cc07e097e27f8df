import { Worker } from 'node:worker_threads';

type Functions<Module> = {
  [Name in keyof Module]: Module[Name] extends (argument: infer Argument) => infer Answer
    ? { argument: Argument; answer: Awaited<Answer> }
    : never;
};

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread that runs the exported functions of one module, so that long sums never stop the server's answers.
 * It starts with the first call, restarts after a crash, and does not keep the process alive while idle.
 */
export class Thread<Module> {
  private worker: Worker | null = null;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private isClosed = false;

  constructor(private readonly moduleUrl: URL) {}

  /** Calls `name(argument)` in the thread; argument and answer are copied. */
  call<Name extends keyof Module & string>(
    name: Name,
    argument: Functions<Module>[Name]['argument'],
  ): Promise<Functions<Module>[Name]['answer']> {
    if (this.isClosed) return Promise.reject(new Error(`The thread for ${name} is closed.`));
    const worker = (this.worker ??= this.start());
    const id = ++this.lastId;
    worker.ref();
    return new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      worker.postMessage({ id, name, argument });
      // The answer is what the module's function returned: the types above say so for both ends.
    });
  }

  /** Stops the thread; calls under way are rejected. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.worker?.terminate();
    this.failAll(new Error('The thread was closed.'));
  }

  private start(): Worker {
    const entry = import.meta.url.endsWith('.ts') ? './thread-entry.ts' : './thread-entry.js';
    const worker = new Worker(new URL(entry, import.meta.url), {
      workerData: { moduleUrl: this.moduleUrl.href },
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    worker.unref();
    worker.on('message', (reply: { id: number; answer?: unknown; error?: Error }) => {
      const pending = this.pending.get(reply.id);
      this.pending.delete(reply.id);
      if (this.pending.size === 0) worker.unref();
      if (reply.error) pending?.reject(reply.error);
      else pending?.resolve(reply.answer);
    });
    worker.on('error', (error) => {
      this.worker = null;
      this.failAll(error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', (code) => {
      if (this.worker === worker) this.worker = null;
      this.failAll(new Error(`The thread ended with code ${code}.`));
    });
    return worker;
  }

  private failAll(error: Error): void {
    for (const pending of this.pending.values()) pending.reject(error);
    this.pending.clear();
  }
}
