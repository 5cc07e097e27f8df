import DataLoader from 'dataloader';
import type { Price } from '../services/points.js';
import type { Scope } from '../services/scope.js';

/** What every resolver gets: made anew for each request, and for each event that is delivered. */
export class Context {
  private readonly loaders = new Map<string, DataLoader<string, unknown>>();

  /** What the operation costs that is executed; null for events of a subscription, which are paid ahead. */
  price: Price | null = null;

  constructor(readonly scope: Scope) {}

  /**
   * Gathers what is asked for one by one into one question.
   * @param name of the question with all its arguments
   * @param ask gets row ids, answers in their order
   */
  batched<T>(name: string, id: string, ask: (ids: readonly string[]) => Promise<readonly T[]>): Promise<T> {
    let loader = this.loaders.get(name);
    if (!loader) {
      loader = new DataLoader<string, unknown>(ask);
      this.loaders.set(name, loader);
    }
    return loader.load(id) as Promise<T>; // a name stands for one question, so for one type of answer
  }

  /** After a change nothing that was read before counts. */
  forget(): void {
    this.loaders.clear();
  }
}
