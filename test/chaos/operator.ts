import { randomUUID } from 'node:crypto';
import type { Stage } from '../../src/entities/stage.js';
import { ApiRefusal } from './api.js';
import { settleUncertain } from './settle-uncertain.js';
import type { World } from './world.js';

export interface StartedRun {
  /** As in the graph. */
  readonly id: string;
  /** As in the tables. */
  readonly rowId: string;
  readonly episodeId: string;
  readonly eventCursor: string;
}

export interface RunWish {
  readonly episodeId: string;
  readonly until: Stage;
  readonly from?: Stage;
  readonly force?: readonly Stage[];
}

interface Refusals {
  readonly userErrors: readonly { readonly message: string; readonly path?: readonly string[] | null }[];
}

const CREATE_CHANNEL = `mutation ($input: CreateChannelInput!) {
  createChannel(input: $input) { userErrors { message path } } }`;
const FIND_CHANNEL = `query ($handle: String!) { channel(handle: $handle) { id } }`;
const CREATE_EPISODE = `mutation ($input: CreateEpisodeInput!) {
  createEpisode(input: $input) { episode { id } userErrors { message path } } }`;
const START = `mutation ($input: StartPipelineInput!) {
  startPipeline(input: $input) { run { id } eventCursor userErrors { message path } } }`;
const CANCEL = `mutation ($input: CancelPipelineInput!) { cancelPipeline(input: $input) { userErrors { message path } } }`;
const RETRY = `mutation ($input: RetryStageInput!) { retryStage(input: $input) { userErrors { message path } } }`;

/** What a person at the desk does, by the API alone. */
export interface Operator {
  makeChannel(name: string, avatar: string, footage: string): Promise<string>;
  makeEpisode(channelId: string, topic: string): Promise<string>;
  start(wish: RunWish): Promise<StartedRun>;
  /** Too late is no fault. */
  cancel(run: StartedRun): Promise<void>;
  /** Mends what waits for a person in these runs. @returns how many things it did */
  mend(runs: readonly StartedRun[]): Promise<number>;
}

/** An opaque id of the graph, of a row's own. */
export const globalId = (type: string, rowId: string): string =>
  Buffer.from(`${type}:${rowId}`).toString('base64url');
const rowIdOf = (id: string): string => Buffer.from(id, 'base64url').toString().split(':')[1] ?? '';

/** A stage is retried so often; what then still needs a person stays flagged. */
const MOST_RETRIES = 12;

export function createOperator(world: World): Operator {
  const retries = new Map<string, number>();

  async function ask<Payload extends Refusals>(query: string, input: object): Promise<Payload> {
    const data = await world.api.ask<Record<string, Payload>>(query, { input });
    const [payload] = Object.values(data);
    if (!payload) throw new Error('the API answered nothing');
    const [refusal] = payload.userErrors;
    if (refusal) throw new ApiRefusal(`${refusal.path?.join('.') ?? ''} ${refusal.message}`);
    return payload;
  }

  async function retryStage(stageRunId: string): Promise<number> {
    const made = retries.get(stageRunId) ?? 0;
    if (made >= MOST_RETRIES) return 0;
    retries.set(stageRunId, made + 1);
    await ask(RETRY, { stageRunId: globalId('StageRun', stageRunId) }).catch(unlessTooLate);
    return 1;
  }

  return {
    async makeChannel(name, avatar, footage) {
      const style = { voice: { vendor: 'ELEVENLABS', voiceId: world.env['ACOG_DEFAULT_VOICE_ID'] } };
      const avatarId = avatar === 'HEYGEN' ? world.env['ACOG_DEFAULT_AVATAR_ID'] : SYNTHESIA_AVATAR_ID;
      const vendors = { avatar: { vendor: avatar, avatarId }, footage: { vendor: footage } };
      const handle = `${name}-${randomUUID().slice(0, 8)}`;
      await ask(CREATE_CHANNEL, { handle, name, ...style, ...vendors }).catch(unlessTooLate); // it has no idempotency key
      const { channel } = await world.api.ask<{ channel: { id: string } | null }>(FIND_CHANNEL, { handle });
      if (!channel) throw new Error(`channel ${handle} could not be made`);
      return channel.id;
    },
    async makeEpisode(channelId, topic) {
      const payload = await ask<Refusals & { episode: { id: string } }>(CREATE_EPISODE, {
        ...{ channelId, topic, targetSeconds: 12, idempotencyKey: randomUUID() },
      });
      return payload.episode.id;
    },
    async start(wish) {
      const { run, eventCursor } = await ask<Refusals & { run: { id: string }; eventCursor: string }>(START, {
        ...wish,
        idempotencyKey: randomUUID(),
      });
      return { id: run.id, rowId: rowIdOf(run.id), episodeId: wish.episodeId, eventCursor };
    },
    async cancel({ id }) {
      await ask(CANCEL, { runId: id, reason: 'chaos' }).catch(unlessTooLate);
    },
    async mend(runs) {
      const waiting = await world.query<{ stage_run_id: string; reason: string; call_id: string | null }>(
        `select stage_run_id, attention_row ->> 'reason' as reason, attention_row ->> 'vendorCallId' as call_id
           from task where status = 'NEEDS_ATTENTION' and run_id = any(?::uuid[])`,
        [`{${runs.map((run) => run.rowId).join(',')}}`],
      );
      let done = 0;
      const others = waiting.filter(({ reason }) => reason !== 'UNCERTAIN_CALL');
      for (const { call_id: callId, reason } of waiting)
        if (reason === 'UNCERTAIN_CALL' && callId !== null) done += await settleUncertain(world, callId);
      for (const id of new Set(others.map((task) => task.stage_run_id))) done += await retryStage(id);
      return done;
    },
  };
}

const SYNTHESIA_AVATAR_ID = 'anna_costume1_cameraA';

/** What has ended, or moved on, in the meantime refuses; that is right. */
function unlessTooLate(error: unknown): void {
  if (!(error instanceof ApiRefusal)) throw error;
}
