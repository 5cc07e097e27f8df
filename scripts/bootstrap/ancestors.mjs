import { isAlive, look } from './process-table.mjs';

const LOOK_EVERY_MS = 300;
const STARTERS = /(^|\/|\s)(npm|npx|pnpm|yarn)(-cli|\.js|\.cjs)?(\s|\.|$)/;
const SHELLS = /^(\S*\/)?(sh|dash|bash)\s+-c\s/;

/**
 * The processes between us and the npm that was typed, itself included. A shell above npm is not among them:
 * closing a terminal that started us with nohup must not end us.
 */
export function findStarters() {
  const chain = [];
  let starters = [];
  for (let pid = process.ppid; pid > 1;) {
    const found = look(pid);
    if (found === null) break;
    const isStarter = STARTERS.test(found.command.split(' -- ')[0]);
    if (!isStarter && !SHELLS.test(found.command)) break;
    chain.push({ pid, started: found.started });
    if (isStarter) starters = [...chain];
    pid = found.parent;
  }
  return starters;
}

/** Calls back once when one of them is gone, also by SIGKILL, when no signal reaches us. */
export function watchStarters(onGone) {
  const starters = findStarters();
  if (starters.length === 0) return () => undefined;
  const timer = setInterval(() => {
    if (starters.every(isAlive)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
