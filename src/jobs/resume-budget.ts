import type { EntityManager } from '@mikro-orm/postgresql';
import type { Stage } from '../entities/stage.js';
import { passedBudget } from './budget.js';
import { changeWith } from './change-with.js';
import type { Engine } from './engine.js';
import { readyTask } from './ready-tasks.js';

interface WaitingForMoney {
  id: string;
  run_id: string;
  channel_id: string;
  stage: Stage;
  needed: string;
}

/** So many at a time: what they cost counts before the next ones are looked at. */
const MOST_AT_ONCE = 50;

/** Lets tasks go on that a budget stopped, when there is room for their call: a raised limit, or a new month. */
export async function resumeAffordable(engine: Engine): Promise<void> {
  const em = engine.orm.em.fork();
  const waiting = await em.execute<WaitingForMoney[]>(
    `select t.id, t.run_id, r.channel_id, t.stage, t.attention_row ->> 'neededMicroUsd' as needed
       from task t join pipeline_run r on r.id = t.run_id
      where t.status = 'NEEDS_ATTENTION' and t.attention_row ->> 'reason' = 'BUDGET' and t.attention_row ->> 'neededMicroUsd' is not null
        and r.finished_at is null
      order by t.priority desc, t.id limit ?`,
    [MOST_AT_ONCE],
  );
  for (const task of waiting) {
    const spending = { channelId: task.channel_id, runId: task.run_id, costMicroUsd: Number(task.needed) };
    const over = await em.fork().transactional((tx) => passedBudget(tx as EntityManager, spending)); // the driver's own
    if (over?.enforcement === 'CAP') continue;
    await changeWith(engine, task.run_id, async (change) => {
      if (!(await readyTask(change.em, task.id))) return;
      const message = 'The budget has room again.';
      change.emit('ATTENTION_RESOLVED', { stage: task.stage, taskId: task.id, message });
      change.ring(task);
      change.sumUp([task.stage]);
    });
  }
}
