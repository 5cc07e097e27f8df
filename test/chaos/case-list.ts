import type { Stage } from '../../src/entities/stage.js';
import { FAILPOINTS, type FailpointName } from '../../src/jobs/failpoint.js';
import type { VendorFault } from './simulator.js';

export const ACTIONS = ['kill', 'stop', 'throw'] as const;
export type Action = (typeof ACTIONS)[number];

/** A stage made by one vendor: what stands for the vendor's class. */
export interface Target {
  readonly stage: Stage;
  readonly vendor: string;
  readonly paidBy: 'answer' | 'key' | 'lookup' | 'nothing';
  /** Makes the call take so long that a cancel meets it. */
  readonly dawdle: VendorFault | null;
  readonly canStop: boolean;
}

export interface FailpointCase {
  readonly name: FailpointName;
  readonly action: Action;
  readonly target: Target;
  /** As `ACOG_FAILPOINTS` takes it. */
  readonly plan: string;
  readonly cancels: boolean;
}

const delay = (vendor: string, operation: string): VendorFault => ({
  ...{ vendor, operation, times: 1 },
  fault: { kind: 'DELAY', delayMs: 2_500 },
});

const TARGETS: readonly Target[] = [
  {
    ...{ stage: 'PLANNING', vendor: 'OPENAI', paidBy: 'answer' },
    ...{ dawdle: delay('openai', 'createResponse'), canStop: false },
  },
  {
    ...{ stage: 'VOICE', vendor: 'ELEVENLABS', paidBy: 'answer' },
    ...{ dawdle: delay('elevenlabs', 'speak'), canStop: false },
  },
  { stage: 'AVATAR', vendor: 'HEYGEN', paidBy: 'key', dawdle: null, canStop: false },
  { stage: 'AVATAR', vendor: 'SYNTHESIA', paidBy: 'lookup', dawdle: null, canStop: false },
  { stage: 'BROLL', vendor: 'RUNWAY', paidBy: 'nothing', dawdle: null, canStop: true },
  { stage: 'BROLL', vendor: 'PIKA', paidBy: 'nothing', dawdle: null, canStop: true },
];

const isJob = ({ paidBy }: Target): boolean => paidBy !== 'answer';

/** Where a failpoint is passed, and whether it is asked for by stage, by vendor, or by neither. */
const PLACES: Readonly<
  Record<FailpointName, { subject: 'stage' | 'vendor' | 'none'; where?: (target: Target) => boolean }>
> = {
  claimed: { subject: 'stage' },
  'call-intended': { subject: 'vendor' },
  'call-submitting': { subject: 'vendor' },
  'call-sent': { subject: 'vendor' },
  'call-stored': { subject: 'vendor', where: isJob },
  'result-found': { subject: 'vendor', where: isJob },
  'file-stored': { subject: 'none', where: ({ stage }) => stage !== 'PLANNING' },
  'result-kept': { subject: 'vendor' },
  'call-settled': { subject: 'vendor' },
  'task-made': { subject: 'stage' },
  'task-releasing': { subject: 'stage' },
  'task-ended': { subject: 'none' },
  'cancel-seen': { subject: 'stage' },
  'cancelled-at-vendor': { subject: 'vendor', where: ({ canStop }) => canStop },
};

/** Each failpoint × each action × each vendor where it is passed. */
export function allCases(): FailpointCase[] {
  return FAILPOINTS.flatMap((name) =>
    TARGETS.filter(PLACES[name].where ?? (() => true)).flatMap((target) =>
      ACTIONS.map((action) => makeCase(name, action, target)),
    ),
  );
}

/** One kill at each failpoint, at the vendors in turn. */
export function oneCasePerFailpoint(): FailpointCase[] {
  return FAILPOINTS.map((name, index) => {
    const targets = TARGETS.filter(PLACES[name].where ?? (() => true));
    const target = targets[index % targets.length];
    if (!target) throw new Error(`no stage passes ${name}`);
    return makeCase(name, 'kill', target);
  });
}

function makeCase(name: FailpointName, action: Action, target: Target): FailpointCase {
  const { subject } = PLACES[name];
  const at = subject === 'none' ? '' : `@${subject === 'stage' ? target.stage : target.vendor}`;
  return {
    ...{ name, action, target },
    plan: `${name}${at}=${action}*1`,
    cancels: name === 'cancel-seen' || name === 'cancelled-at-vendor',
  };
}
