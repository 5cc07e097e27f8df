import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../errors.js';

/**
 * Places where a worker may be made to die, to freeze or to fail, so that tests can show what then becomes of the work.
 * Without `ACOG_FAILPOINTS` they do nothing. Each is named after what has just happened.
 */
export const FAILPOINTS = [
  'claimed',
  'call-intended',
  'call-submitting',
  'call-sent',
  'call-stored',
  'result-found',
  'file-stored',
  'result-kept',
  'call-settled',
  'task-made',
  'task-releasing',
  'task-ended',
  'cancel-seen',
  'cancelled-at-vendor',
] as const;
export type FailpointName = (typeof FAILPOINTS)[number];

/** Passes, or does what the plan says for this place. `subject` is the vendor, where there is one. */
export type Failpoint = (name: FailpointName, subject?: string) => Promise<void>;

type Action = 'kill' | 'stop' | 'throw' | 'delay';

interface Plan {
  readonly name: FailpointName;
  readonly subject: string | null;
  readonly action: Action;
  readonly delayMs: number;
  /** 0..1 */
  readonly chance: number;
  left: number;
}

const FORM =
  /^([a-z-]+)(?:@([A-Z]+))?=(kill|stop|throw|delay)(?::(\d{1,6}))?(?:%(\d{1,3}))?(?:\*(\d{1,4}))?$/;

/**
 * Reads a plan such as `call-sent@RUNWAY=kill`, `claimed=throw%5`, `file-stored=stop*1,call-sent=delay:300`: kill or stop
 * this process, throw, or wait so many ms; in so many of 100 cases; so many times at most.
 * @throws {ConfigError} naming what cannot be read
 */
export function createFailpoints(text: string | null): Failpoint {
  if (text === null) return () => Promise.resolve();
  const plans = text.split(',').map((entry) => readPlan(entry.trim()));
  return async (name, subject) => {
    const plan = plans.find(
      (one) => one.name === name && (one.subject === null || one.subject === subject) && one.left > 0,
    );
    if (!plan || Math.random() >= plan.chance) return;
    plan.left -= 1;
    writeSync(2, `${JSON.stringify({ failpoint: name, subject: subject ?? null, action: plan.action })}\n`); // at once: a kill follows
    await act(plan);
  };
}

function readPlan(entry: string): Plan {
  const [, name, subject, action, delayMs, percent, times] = FORM.exec(entry) ?? [];
  const known = FAILPOINTS.find((one) => one === name);
  if (!known || !action) {
    throw new ConfigError([
      `ACOG_FAILPOINTS has "${entry.slice(0, 60)}"; write name=kill|stop|throw|delay:ms, with one of ${FAILPOINTS.join(', ')}.`,
    ]);
  }
  return {
    name: known,
    subject: subject ?? null,
    action: action as Action, // the form knows no other
    delayMs: Number(delayMs ?? 0),
    chance: percent === undefined ? 1 : Number(percent) / 100,
    left: times === undefined ? Infinity : Number(times),
  };
}

async function act({ action, name, delayMs }: Plan): Promise<void> {
  switch (action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'stop':
      process.kill(process.pid, 'SIGSTOP');
      return;
    case 'delay':
      await sleep(delayMs);
      return;
    case 'throw':
      throw new Error(`the failpoint ${name} threw`);
  }
}
