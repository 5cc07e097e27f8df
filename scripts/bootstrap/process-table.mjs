import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/**
 * Process ids are used again, so a process is known by its id and the moment it started.
 * Linux answers from /proc; elsewhere `ps` does.
 */
export const TOKEN_VARIABLE = 'ACOG_RUN_TOKEN';

const hasProc = process.platform === 'linux';

function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null; // gone, or not ours
  }
}

function ps(...args) {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

/** `{ parent, started, command }` of a living process, null when it is gone or a zombie. */
export function look(pid) {
  if (!hasProc) {
    const line = ps('-o', 'ppid=,stat=,lstart=,command=', '-p', String(pid)).trim();
    const match = /^(\d+)\s+(\S+)\s+(.{24})\s+(.*)$/.exec(line);
    if (match === null || match[2].startsWith('Z')) return null;
    return { parent: Number(match[1]), started: match[3], command: match[4] };
  }
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold anything
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  const command = (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
  return { parent: Number(fields[1]), started: fields[19], command };
}

/** Names a process for good: `{ pid, started }`, to be written down and compared later. */
export function identify(pid) {
  const found = look(pid);
  return found === null ? null : { pid, started: found.started };
}

/** Whether that very process still runs. */
export function isAlive(identity) {
  if (!Number.isInteger(identity?.pid) || identity.pid <= 0) return false;
  return look(identity.pid)?.started === identity.started;
}

/** Every process that carries this run's mark in its environment, however far from us it has gone; never ourselves. */
export function findMarked(token) {
  const mark = `${TOKEN_VARIABLE}=${token}`;
  if (!hasProc) {
    return ps('-axEww', '-o', 'pid=,command=')
      .split('\n')
      .filter((line) => line.includes(mark))
      .map((line) => Number.parseInt(line, 10))
      .filter((pid) => pid > 0 && pid !== process.pid);
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && carries(pid, mark) && look(pid) !== null);
}

function carries(pid, mark) {
  const environment = read(`/proc/${pid}/environ`);
  return environment !== null && environment.split('\0').includes(mark);
}

export function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false; // already gone
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ends all marked processes: asks, waits `graceMs`, then kills. Returns the commands that were still there. */
export async function endMarked(token, graceMs, spare = new Set()) {
  const remaining = () => findMarked(token).filter((pid) => !spare.has(pid));
  const found = remaining();
  const commands = found.map((pid) => look(pid)?.command ?? '').filter((command) => command !== '');
  for (const pid of found) sendSignal(pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (remaining().length > 0 && Date.now() < deadline) await pause(30);
  const killUntil = Date.now() + 2000;
  for (let left = remaining(); left.length > 0 && Date.now() < killUntil; left = remaining()) {
    for (const pid of left) sendSignal(pid, 'SIGKILL');
    await pause(30);
  }
  return commands;
}
