import { setTimeout as sleep } from 'node:timers/promises';
import type { EventMessage, Events } from '../../src/events.js';

const PROBE: EventMessage = {
  ...{ runId: '', episodeId: 'probe', channelId: '', stageRunId: null, taskId: null, assetId: null },
  ...{ sequence: 0, kind: 'LOG', occurredAt: new Date(0).toISOString(), message: null },
  ...{ stage: null, stageProgress: null, progress: 0, etaSeconds: null, costMicroUsd: 0 },
};

/**
 * Resolves when messages pass. The connection for them opens by itself, and who subscribes before finds in the rows what
 * it missed: right for a program, and another way than a test of live events means.
 */
export async function untilLive(events: Events): Promise<void> {
  const heard: unknown[] = [];
  const stop = await events.subscribe('episode:probe', (message) => heard.push(message));
  while (heard.length === 0) {
    events.publish([PROBE]);
    await sleep(10);
  }
  stop();
}
