import type { PipelineRun } from '../entities/run.js';
import type { RunChange, RunControl } from '../jobs/run-control.js';
import { findOwned, findRows } from './find.js';
import { oncePerKey, type Answer } from './idempotency.js';
import { InputCheck } from './input-check.js';
import type { CancelPipelineInput, RetryStageInput, StartPipelineInput } from './pipeline-inputs.js';
import type { Scope } from './scope.js';
import { rereadStarted, type StartedRun } from './started-run.js';
import { inTransaction, reread } from './transaction.js';

export class PipelineService {
  constructor(private readonly control: Pick<RunControl, 'start' | 'cancel' | 'retry'>) {}

  /** @throws {ConflictError} naming the run, when one of this episode is active */
  async start(scope: Scope, input: StartPipelineInput): Promise<StartedRun> {
    return this.startOnce(scope, 'startPipeline', input, async (inside) => {
      const check = new InputCheck();
      const force = check.choices(input.force ?? [], ['force']);
      check.done();
      const found = await findOwned(inside, 'Episode', input.episodeId, ['episodeId']);
      // the channel before the episode, and held as its budget is read: two starts never wait for each other
      const channels = await findRows(inside, 'Channel', [found.channel.id], 'HOLD');
      channels.get(found.channel.id)?.assertOpen(['episodeId']);
      const episode = await findOwned(inside, 'Episode', input.episodeId, ['episodeId'], 'UPDATE');
      const request = { from: input.from ?? null, until: input.until ?? null, force };
      return this.control.start(inside.em, episode, request);
    });
  }

  /** On an active run its failed or waiting tasks are readied; on an ended one a new run takes what was finished. */
  async retry(scope: Scope, input: RetryStageInput): Promise<StartedRun> {
    return this.startOnce(scope, 'retryStage', input, async (inside) => {
      const stageRun = await findOwned(inside, 'StageRun', input.stageRunId, ['stageRunId']);
      const { channelId } = await stageRun.run.loadOrFail();
      const channels = await findRows(inside, 'Channel', [channelId], 'HOLD');
      channels.get(channelId)?.assertOpen(['stageRunId']);
      return this.control.retry(inside.em, stageRun);
    });
  }

  /** Cancelling what is already being cancelled changes nothing. */
  async cancel(scope: Scope, input: CancelPipelineInput): Promise<PipelineRun> {
    const check = new InputCheck();
    const reason = check.optionalText(input.reason, ['reason'], 500);
    check.done();
    const change = await inTransaction(scope, async (inside) => {
      const run = await findOwned(inside, 'PipelineRun', input.runId, ['runId'], 'UPDATE');
      return this.control.cancel(inside.em, run, reason);
    });
    change.announce();
    return reread(scope, 'PipelineRun', change.run.id);
  }

  private async startOnce(
    scope: Scope,
    mutation: string,
    input: { idempotencyKey?: string | null },
    begin: (inside: Scope) => Promise<RunChange>,
  ): Promise<StartedRun> {
    let change: RunChange | undefined;
    const answer = await inTransaction(scope, (inside) =>
      oncePerKey(inside, mutation, input, async (): Promise<Answer> => {
        change = await begin(inside);
        return { runId: change.run.id, eventCursor: change.run.eventCursor };
      }),
    );
    change?.announce(); // committed: nobody meets a row that is not there
    return rereadStarted(scope, answer);
  }
}
