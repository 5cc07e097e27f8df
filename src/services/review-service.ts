import type { StageRun } from '../entities/stage-run.js';
import type { RunChange, RunControl } from '../jobs/run-control.js';
import { findOwned } from './find.js';
import { oncePerKey } from './idempotency.js';
import { InputCheck } from './input-check.js';
import type { ApproveStageInput, RejectStageInput } from './review-inputs.js';
import type { Scope } from './scope.js';
import { inTransaction, reread } from './transaction.js';

const LONGEST_NOTE = 2_000;

export interface Decided {
  readonly stageRun: StageRun;
  /** Subscribe with it and miss nothing that follows the decision. */
  readonly eventCursor: string | null;
}

/** Reviews: a stage of `reviewStages` waits until a person lets it pass or sends it back. */
export class ReviewService {
  constructor(private readonly control: Pick<RunControl, 'approve' | 'reject'>) {}

  /** @throws {ConflictError} when the stage does not wait for a review */
  approve(scope: Scope, input: ApproveStageInput): Promise<Decided> {
    const check = new InputCheck();
    const note = check.optionalText(input.note, ['note'], LONGEST_NOTE);
    check.done();
    return this.decide(scope, 'approve', input, note);
  }

  /** @throws {ConflictError} when the stage does not wait for a review */
  reject(scope: Scope, input: RejectStageInput): Promise<Decided> {
    const check = new InputCheck();
    const note = check.text(input.note, ['note'], { max: LONGEST_NOTE });
    check.done();
    return this.decide(scope, 'reject', input, note);
  }

  private async decide(
    scope: Scope,
    what: 'approve' | 'reject',
    input: ApproveStageInput | RejectStageInput,
    note: string | null,
  ): Promise<Decided> {
    let change: RunChange | undefined;
    const answer = await inTransaction(scope, (inside) =>
      oncePerKey(inside, `${what}Stage`, input, async () => {
        const stageRun = await findOwned(inside, 'StageRun', input.stageRunId, ['stageRunId']);
        const said = { reviewer: scope.viewer.name, note };
        change = await this.control[what](inside.em, stageRun, said);
        return { stageRunId: stageRun.id, eventCursor: change.run.eventCursor };
      }),
    );
    change?.announce();
    const stageRun = await reread(scope, 'StageRun', answer['stageRunId'] ?? '');
    return { stageRun, eventCursor: answer['eventCursor'] ?? null };
  }
}
