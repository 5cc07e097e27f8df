import type { RenderedMedia, SimulatedJob, SimulatedJobs } from './contracts.js';
import { currentCall, type Fault, type Faults } from './faults.js';
import type { SimulatedFiles } from './files.js';

/** What a vendor's status call may want to know beyond the agreed job. */
export interface QueuedJob<Detail> extends SimulatedJob<Detail> {
  /** True while all slots of the vendor are taken by others. */
  readonly waitsForSlot: boolean;
  /** Jobs of the same vendor that will run before this one; 0 when it is next or runs. */
  readonly queuePosition: number;
  readonly endedAtMs: number | null;
  /** The fault's `body` when a planted fault made it fail: the failure in the vendor's own words. */
  readonly plantedFailure: unknown;
}

export interface JobQueue extends SimulatedJobs {
  start<Detail>(job: Parameters<SimulatedJobs['start']>[0] & { detail: Detail }): QueuedJob<Detail>;
  get<Detail>(vendor: string, id: string): QueuedJob<Detail> | null;
  list<Detail>(vendor: string): readonly QueuedJob<Detail>[];
  close(): void;
}

/** The share of a job's time that it spends in the vendor's queue, even when a slot is free. */
const QUEUED_SHARE = 0.15;

interface Entry {
  readonly id: string;
  readonly vendor: string;
  readonly createdAtMs: number;
  readonly detail: unknown;
  readonly slots: number;
  readonly make: () => Promise<RenderedMedia>;
  readonly planted: Fault | null;
  /** As the speed was when it was created; a later change of speed is for later jobs. */
  readonly jobMs: number;
  startedAtMs: number | null;
  endedAtMs: number | null;
  ended: 'DONE' | 'FAILED' | 'CANCELLED' | null;
  media: RenderedMedia | null;
  failure: string | null;
  timer: NodeJS.Timeout | null;
  readonly listeners: (() => void)[];
}

export function createJobs(options: {
  jobSeconds: () => number;
  faults: Faults;
  files: SimulatedFiles;
}): JobQueue {
  const entries = new Map<string, Entry>();
  const keyOf = (vendor: string, id: string) => `${vendor}/${id}`;
  const ofVendor = (vendor: string) => [...entries.values()].filter((entry) => entry.vendor === vendor);
  let closed = false;

  const end = (entry: Entry, how: 'DONE' | 'FAILED' | 'CANCELLED') => {
    if (entry.ended !== null || closed) return;
    entry.ended = how;
    entry.endedAtMs = Date.now();
    if (entry.timer) clearTimeout(entry.timer);
    for (const listener of entry.listeners.splice(0)) listener();
    startWaiting(entry.vendor);
  };

  const run = async (entry: Entry) => {
    entry.startedAtMs = Date.now();
    const timeOver = new Promise<void>((resolve) => {
      entry.timer = setTimeout(resolve, entry.jobMs);
    });
    try {
      if (entry.planted === null) entry.media = (await Promise.all([entry.make(), timeOver]))[0];
      else await timeOver;
    } catch (error) {
      entry.failure = error instanceof Error ? error.message : String(error);
      // what is stopped by the end of the server, or by a cancelled job, is no news
      if (!closed && entry.ended === null) {
        process.stderr.write(`simulator: ${entry.vendor} job ${entry.id} failed: ${entry.failure}\n`);
      }
    }
    if (entry.planted !== null) entry.failure = 'a planted fault';
    end(entry, entry.failure === null ? 'DONE' : 'FAILED');
  };

  const startWaiting = (vendor: string) => {
    const open = ofVendor(vendor).filter((entry) => entry.ended === null);
    let busy = open.filter((entry) => entry.startedAtMs !== null).length;
    for (const entry of open) {
      if (entry.startedAtMs !== null || busy >= entry.slots) continue;
      busy += 1;
      void run(entry);
    }
  };

  const stateOf = (entry: Entry): SimulatedJob<unknown>['state'] => {
    if (entry.ended !== null) return entry.ended;
    if (entry.startedAtMs === null) return 'QUEUED';
    const elapsedMs = Date.now() - entry.startedAtMs;
    return elapsedMs < entry.jobMs * QUEUED_SHARE ? 'QUEUED' : 'RUNNING';
  };

  const progressOf = (entry: Entry): number => {
    if (entry.ended === 'DONE') return 1;
    if (entry.startedAtMs === null) return 0;
    const elapsedMs = (entry.endedAtMs ?? Date.now()) - entry.startedAtMs;
    // rises for ever and never arrives: the media may need longer than the time that was promised
    const share = elapsedMs / Math.max(1, entry.jobMs);
    return share < 0.9 ? share : 1 - 0.1 * Math.exp(-(share - 0.9));
  };

  const view = <Detail>(entry: Entry): QueuedJob<Detail> => ({
    id: entry.id,
    vendor: entry.vendor,
    createdAtMs: entry.createdAtMs,
    // each vendor reads back under its own name only what it put in
    detail: entry.detail as Detail,
    state: stateOf(entry),
    progress: progressOf(entry),
    media: entry.ended === 'DONE' ? entry.media : null,
    failure: entry.failure,
    waitsForSlot: entry.startedAtMs === null && entry.ended === null,
    queuePosition:
      entry.startedAtMs === null
        ? ofVendor(entry.vendor)
            .filter((other) => other.startedAtMs === null && other.ended === null)
            .indexOf(entry)
        : 0,
    endedAtMs: entry.endedAtMs,
    plantedFailure: entry.planted?.body ?? null,
  });

  return {
    start<Detail>(job: Parameters<SimulatedJobs['start']>[0] & { detail: Detail }) {
      const call = currentCall.getStore();
      const entry: Entry = {
        ...job,
        createdAtMs: Date.now(),
        jobMs: options.jobSeconds() * 1000,
        planted: options.faults.take(job.vendor, call?.operation ?? null, ['JOB_FAILED']),
        startedAtMs: null,
        endedAtMs: null,
        ended: null,
        media: null,
        failure: null,
        timer: null,
        listeners: [],
      };
      entries.set(keyOf(job.vendor, job.id), entry);
      startWaiting(job.vendor);
      return view<Detail>(entry);
    },
    get<Detail>(vendor: string, id: string) {
      const entry = entries.get(keyOf(vendor, id));
      return entry ? view<Detail>(entry) : null;
    },
    list: <Detail>(vendor: string) => ofVendor(vendor).map((entry) => view<Detail>(entry)),
    cancel(vendor, id) {
      const entry = entries.get(keyOf(vendor, id));
      if (!entry || entry.ended !== null) return false;
      end(entry, 'CANCELLED');
      return true;
    },
    remove(vendor, id) {
      this.cancel(vendor, id);
      entries.delete(keyOf(vendor, id));
      options.files.remove(vendor, id);
    },
    running: (vendor) => ofVendor(vendor).filter((entry) => entry.ended === null).length,
    whenEnded(vendor, id, listener) {
      const entry = entries.get(keyOf(vendor, id));
      if (!entry || entry.ended !== null) listener();
      else entry.listeners.push(listener);
    },
    resultUrl(vendor, id, { expiresInSeconds, fileName = 'video.mp4' } = {}) {
      const media = entries.get(keyOf(vendor, id))?.media;
      if (!media) throw new Error(`${vendor} job ${id} has no result`);
      const file = { vendor, key: id, fileName, source: media.path, contentType: 'video/mp4' };
      return options.files.url({ ...file, expiresInSeconds });
    },
    close() {
      closed = true;
      for (const entry of entries.values()) if (entry.timer) clearTimeout(entry.timer);
    },
  };
}
