import type { Mailbox } from './mailbox.js';

/**
 * A stream that really ends when its reader leaves. A generator alone would go on waiting for its next message, because
 * `return()` stands in line behind the `next()` that waits; closing the mailbox wakes it.
 */
export function endable<T>(mailbox: Mailbox, generator: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  const end = () => {
    mailbox.close();
    return generator.return();
  };
  return {
    next: () => generator.next(),
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}
