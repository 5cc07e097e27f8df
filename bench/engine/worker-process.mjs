import { ours } from './ours.mjs';

/** A worker of its own process, whose hands are full at once: what it is given never ends. Says its memory when asked. */
const own = await ours(JSON.parse(process.argv[2]));
const queue = await own.open('worker', 1);
await queue.work(() => new Promise(() => undefined), { cores: 1 }); // 64 vendor tasks
process.on('message', () => {
  globalThis.gc();
  process.send(process.memoryUsage().rss);
});
process.send('listening');
