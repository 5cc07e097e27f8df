import { registerHooks } from 'node:module';

/**
 * A process with nothing but a bell: says on stdout what happens, in one word and an id a line; ends when stdin does.
 *   node bell-alone.mjs REDIS_URL STALL_MS HANDLING_MS GRACE_MS
 */
registerHooks({
  resolve: (name, context, next) =>
    next(
      name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\.js$/, '.ts') : name,
      context,
    ),
});
const { createBell } = await import('../../src/jobs/bell.ts');

const [, , url, stallMs, handlingMs, graceMs] = process.argv;
const say = (...words) => process.stdout.write(`${words.join(' ')}\n`);
const logger = {
  debug() {},
  info() {},
  warn: () => say('warned'),
  error: (facts) => say('failed', facts.taskId),
};
const bell = createBell(url, logger, { stallMs: Number(stallMs), silenceMs: 60_000 });
bell.listen('PLANNING', 1, async (id) => {
  say('heard', id);
  await new Promise((resolve) => setTimeout(resolve, Number(handlingMs)));
  say('finished', id);
});
process.stdin.resume().on('end', async () => {
  await bell.close(Number(graceMs));
  say('closed');
});
