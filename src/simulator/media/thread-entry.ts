import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * The first lines of every thread: loads one module and calls its exported functions by name.
 * A thread has no test runner around it, so when we run from sources it finds `./x.js` as `./x.ts` here;
 * modules used in threads therefore keep to syntax that can be erased (no enums, no parameter properties).
 */
if (import.meta.url.endsWith('.ts')) {
  registerHooks({
    resolve(specifier, context, next) {
      const isOurs = /^(\.|file:).*\.js$/.test(specifier) && !specifier.includes('/node_modules/');
      return next(isOurs ? specifier.replace(/\.js$/, '.ts') : specifier, context);
    },
  });
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

const { moduleUrl } = workerData as { moduleUrl: string }; // written by Thread alone
// The module is ours and was named by Thread; its functions take one argument each.
const functions = (await import(moduleUrl)) as Record<string, (argument: unknown) => unknown>;

parentPort?.on('message', (question: Question) => {
  void (async () => {
    try {
      const answer = await functions[question.name]?.(question.argument);
      parentPort?.postMessage({ id: question.id, answer });
    } catch (error) {
      parentPort?.postMessage({ id: question.id, error });
    }
  })();
});
