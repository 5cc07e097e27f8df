import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Channel } from '../entities/channel.js';
import { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import { StageRun } from '../entities/stage-run.js';
import { STAGES, type Stage } from '../entities/stage.js';
import type { VendorName } from '../entities/vendor.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import type { Events } from '../events.js';
import type { Vendors } from '../integrations/contracts.js';
import { adoptEarlier } from './adopt-earlier.js';
import type { Bell } from './bell.js';
import { passedBudget } from './budget.js';
import type { Change } from './change.js';
import type { StageRunRow } from './change-rows.js';
import { editScript, holdActiveRun } from './edit-script.js';
import { estimateEta } from './eta.js';
import { estimateRun } from './estimate-run.js';
import { hearWebhook } from './hear-webhook.js';
import { ancestorsOf, descendantsOf, needsOf, pipeline } from './pipeline.js';
import { makeRun, makeWholeTasks } from './plan-run.js';
import type { RunChange, RunControl, RunRequest } from './run-control.js';
import { cancelIdle, readyAgain, wakeEarly } from './ready-tasks.js';
import { resolveCall } from './resolve-call.js';
import { approve, reject } from './review.js';
import { changeRun } from './run-change.js';

export interface ControlParts {
  readonly events: Events;
  readonly bell: Bell;
  readonly vendors: Vendors;
  /** Vendors whose base URL leads to our simulator; for people to see, nothing else depends on it. */
  readonly simulated: ReadonlySet<VendorName>;
}

const WHOLE: RunRequest = { from: null, until: null, force: [] };

/** What people may ask of the pipeline. */
export function createRunControl(parts: ControlParts): RunControl {
  async function changed(
    em: EntityManager,
    runId: string,
    apply: (change: Change) => Promise<void>,
  ): Promise<RunChange> {
    const done = await changeRun(parts, em, runId, apply);
    await em.find(StageRun, { run: runId }, { refresh: true });
    const run = await em.findOneOrFail(PipelineRun, runId, { refresh: true, populate: ['episode'] });
    return { run, announce: () => done.announce() };
  }

  async function start(
    em: EntityManager,
    episode: Episode,
    request: RunRequest,
    path = ['episodeId'],
  ): Promise<RunChange> {
    const { from, until, force } = request;
    const upTo = until === null ? STAGES : [until, ...ancestorsOf(until)];
    if (from !== null && !upTo.includes(from)) {
      throw new InvalidInputError(`${from} does not come before ${until ?? 'the end'}.`, ['from']);
    }
    // before the episode, as everywhere: its budget is looked at below
    await em.execute(`select from channel where id = ? for no key update`, [episode.channel.id]);
    await em.lock(episode, LockMode.PESSIMISTIC_WRITE);
    await em.refresh(episode);
    const active = await em.findOne(PipelineRun, { episode: episode.id, finishedAt: null });
    if (active) {
      throw new ConflictError(
        `Run ${active.number} (${active.globalId}) of this episode is under way; cancel it or wait for its end.`,
        path,
        'WRONG_STATE',
        { run: active.id },
      );
    }
    const channel = await em.findOneOrFail(Channel, episode.channel.id);
    const { run } = makeRun(em, episode, channel, until);
    const estimatedCostMicroUsd = estimateRun(parts.vendors, { channel, episode }, upTo, from);
    Object.assign(run, { fromStage: from, untilStage: until, force: [...force], estimatedCostMicroUsd });
    await em.flush();
    await refuseWithoutMoney(em, run, path);
    return changed(em, run.id, async (change) => {
      change.emit('RUN_QUEUED');
      for (const row of change.stageRuns.values())
        if (row.status === 'SKIPPED') change.emit('STAGE_SKIPPED', { stage: row.stage });
      makeWholeTasks(change);
      await change.em.flush();
      if (from !== null) await adoptEarlier(change, channel, from, descendantsOf(from));
      change.sumUp(STAGES);
    });
  }

  async function cancel(em: EntityManager, given: PipelineRun, reason: string | null): Promise<RunChange> {
    return changed(em, given.id, async (change) => {
      const { run } = change;
      if (change.hasEnded)
        throw ConflictError.ofRun(run.id, `Run ${run.number} has ended already (${run.status}).`, 'runId');
      if (run.cancelRequestedAt) return;
      run.cancelRequestedAt = change.now;
      run.cancelReason = reason;
      change.emit('LOG', { message: reason === null ? 'Cancelling.' : `Cancelling: ${reason}` });
      await change.em.flush();
      for (const task of await cancelIdle(change.em, run.id, { waiting: true })) change.ring(task);
      change.sumUp(change.stageRuns.keys());
      change.endUnbegun();
    });
  }

  async function retry(em: EntityManager, given: StageRun): Promise<RunChange> {
    const run = await given.run.loadOrFail();
    if (run.hasEnded) {
      const episode = await em.findOneOrFail(Episode, run.episode.id);
      const { untilStage: until, force } = run;
      return start(em, episode, { ...WHOLE, until, force }, ['stageRunId']);
    }
    return changed(em, run.id, async (change) => {
      if (change.run.cancelRequestedAt)
        throw ConflictError.ofRun(run.id, `Run ${run.number} is being cancelled.`, 'stageRunId');
      const readied = await readyAgain(change.em, given.id);
      const woken = await wakeEarly(change.em, given.id);
      if (readied.length + woken.length === 0) {
        throw ConflictError.ofRun(run.id, `Nothing of ${given.stage} failed or waits.`, 'stageRunId');
      }
      change.emit(readied.length > 0 ? 'ATTENTION_RESOLVED' : 'LOG', {
        stage: given.stage,
        message: 'Retried.',
      });
      for (const task of [...readied, ...woken]) change.ring(task);
      change.sumUp([given.stage]);
    });
  }

  return {
    pipeline: STAGES.map((stage) => ({
      stage,
      needs: needsOf(stage),
      perScene: pipeline[stage].perScene,
      capability: pipeline[stage].capability,
    })),
    vendors: parts.vendors.all.map(({ name, capability, configured, slots }) => ({
      name,
      capability,
      configured,
      slots,
      simulated: parts.simulated.has(name),
    })),
    start,
    cancel,
    retry,
    approve: (em, { id, run }, said) =>
      changed(em, run.id, (change) => approve(change, stageRunOf(change, id), said)),
    reject: (em, { id, run }, said) =>
      changed(em, run.id, (change) => reject(change, stageRunOf(change, id), said)),
    resolveCall: (em, call, decided) =>
      changed(em, call.runId, async (change) => {
        await em.refresh(call);
        await resolveCall(change, parts.vendors, call, decided);
      }),
    holdActiveRun,
    editScript: (em, episode, edited) => editScript(parts, em, episode, edited),
    hearWebhook: (em, event) => hearWebhook(parts, em, event),
    async etaSeconds(em, run) {
      if (run.hasEnded) return null;
      const [episode, rows] = await Promise.all([
        run.episode.loadOrFail(),
        em.find(StageRun, { run: run.id }),
      ]);
      return estimateEta(em, {
        now: new Date(),
        run,
        episode,
        stageRuns: new Map(rows.map((row) => [row.stage, row] as [Stage, StageRun])),
      });
    },
  };
}

/** The stage run as it is under the run's lock. */
function stageRunOf(change: Change, id: string): StageRunRow {
  const found = [...change.stageRuns.values()].find((row) => row.id === id);
  if (!found) throw new Error(`stage run ${id} is not of run ${change.run.id}`);
  return found;
}

/** A run that could not make a single call is not begun. @throws {ConflictError} BUDGET_EXCEEDED */
async function refuseWithoutMoney(
  em: EntityManager,
  run: PipelineRun,
  path: readonly string[],
): Promise<void> {
  const over = await passedBudget(em, { channelId: run.channelId, runId: run.id, costMicroUsd: null });
  if (over?.enforcement !== 'CAP') return;
  throw new ConflictError(`${over.message} Raise the budget of the channel.`, path, 'BUDGET_EXCEEDED');
}
