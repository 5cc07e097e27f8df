import type { Engine } from './engine.js';
import { grouped, oneEach } from './grouped.js';
import { changeRun, changeRuns, type Asked } from './run-change.js';

const together = oneEach((engine: Engine) =>
  grouped<Asked, 'DONE' | 'ALONE'>((asked) => changeTogether(engine, asked)),
);

/**
 * Changes a run together with a task of it, in one transaction; rings and publishes after the commit. Changes of several
 * runs that come at the same moment share a transaction. One whose run somebody else is changing, or that came with one
 * that failed, gets a transaction of its own: nobody waits, or fails, because of another run.
 */
export async function changeWith(
  engine: Engine,
  runId: string,
  apply: Asked['apply'],
  taking?: Asked['taking'],
): Promise<void> {
  if ((await together(engine)({ runId, apply, taking })) === 'DONE') return;
  const em = engine.orm.em.fork();
  const done = await em.transactional((tx) => changeRun(engine, tx, runId, apply, taking));
  await engine.failpoint('task-ended');
  done.announce();
}

async function changeTogether(
  engine: Engine,
  asked: readonly Asked[],
): Promise<readonly ('DONE' | 'ALONE')[]> {
  const em = engine.orm.em.fork();
  let done: Awaited<ReturnType<typeof changeRuns>>;
  try {
    done = await em.transactional((tx) => changeRuns(engine, tx, asked, 'SKIP'));
  } catch (error) {
    if (asked.length > 1) return asked.map(() => 'ALONE');
    throw error;
  }
  if (done.runIds.size > 0) await engine.failpoint('task-ended');
  done.announce();
  return asked.map(({ runId }) => (done.runIds.has(runId) ? 'DONE' : 'ALONE'));
}
