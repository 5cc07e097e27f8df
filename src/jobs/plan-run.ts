import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Channel } from '../entities/channel.js';
import type { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import { StageRun } from '../entities/stage-run.js';
import { STAGES, type Stage } from '../entities/stage.js';
import { TaskNeed } from '../entities/task-links.js';
import { StageTask, type TaskPart } from '../entities/task.js';
import type { Change } from './change.js';
import { ancestorsOf, pipeline } from './pipeline.js';
import { moveStage } from './roll-up.js';
import type { ScriptScene } from './stage-outputs.js';

/** Before all that wait for their time: looks at jobs of vendors hold no new work up. */
const FIRST = new Date(0);

/** The rows of a new run, and the tasks that can be known before there is a script. */
export function makeRun(
  em: EntityManager,
  episode: Episode,
  channel: Channel,
  until: Stage | null,
): { run: PipelineRun; stageRuns: StageRun[] } {
  const run = Object.assign(new PipelineRun(), {
    episode: ref(episode),
    channelId: channel.id,
    number: episode.nextRunNumber,
  });
  episode.nextRunNumber += 1;
  const wanted = until === null ? new Set(STAGES) : new Set([until, ...ancestorsOf(until)]);
  const stageRuns = STAGES.map((stage) =>
    Object.assign(new StageRun(), {
      run: ref(run),
      stage,
      vendor: pipeline[stage].vendor(channel),
      status: wanted.has(stage) ? 'PENDING' : 'SKIPPED',
    }),
  );
  em.persist([run, ...stageRuns]);
  return { run, stageRuns };
}

/** Tasks of the stages that work at the whole episode. */
export function makeWholeTasks(change: Change): void {
  const made = new Map<Stage, StageTask>();
  for (const stage of STAGES) {
    const definition = pipeline[stage];
    if (definition.perScene || change.stageRun(stage).status === 'SKIPPED') continue;
    const needs = definition.needs.flatMap((need) => made.get(need) ?? []);
    made.set(stage, makeTask(change, { stage, part: 'WHOLE', scene: null, position: 0, needs }));
  }
}

/**
 * Tasks of the per-scene stages, made when the script is there: one for each scene that a stage wants, needing the same
 * scene's tasks of the stages before, and one that joins them.
 * @param done tasks that are done already, by stage
 */
export async function makeSceneTasks(
  change: Change,
  channel: Channel,
  scenes: readonly ScriptScene[],
): Promise<void> {
  const byStage = new Map<Stage, Map<string, StageTask>>();
  for (const stage of STAGES) {
    const definition = pipeline[stage];
    if (!definition.perScene || change.stageRun(stage).status === 'SKIPPED') continue;
    const made = new Map<string, StageTask>();
    byStage.set(stage, made);
    const wanted = scenes.filter((scene) => definition.wants(scene, channel));
    for (const [position, scene] of wanted.entries()) {
      const needs = definition.needs.flatMap((need) => byStage.get(need)?.get(scene.id) ?? []);
      made.set(scene.id, makeTask(change, { stage, part: 'SCENE', scene, position, needs }));
    }
    if (definition.join) {
      const whole = await wholeTasks(change, definition.join.needs);
      const needs = [...made.values(), ...whole];
      makeTask(change, { stage, part: 'JOIN', scene: null, position: wanted.length, needs });
    } else if (wanted.length === 0) {
      moveStage(change, change.stageRun(stage), 'SKIPPED');
    }
  }
}

async function wholeTasks(change: Change, stages: readonly Stage[]): Promise<StageTask[]> {
  return change.em.find(StageTask, { run: change.run.id, stage: { $in: [...stages] }, part: 'WHOLE' });
}

interface NewTask {
  readonly stage: Stage;
  readonly part: TaskPart;
  readonly scene: ScriptScene | null;
  readonly position: number;
  readonly needs: readonly StageTask[];
}

function makeTask(change: Change, { stage, part, scene, position, needs }: NewTask): StageTask {
  const open = needs.filter((need) => !['SUCCEEDED', 'REUSED', 'SKIPPED'].includes(need.status));
  const task = Object.assign(new StageTask(), {
    run: ref(PipelineRun, change.run.id),
    stageRun: ref(StageRun, change.stageRun(stage).id),
    stage,
    part,
    sceneId: scene?.id ?? null,
    position,
    openNeeds: open.length,
    priority: change.episode.priority,
    status: open.length === 0 ? 'QUEUED' : 'PENDING',
    wakeAt: open.length === 0 ? FIRST : null,
  });
  change.em.persist(task);
  for (const need of open)
    change.em.persist(Object.assign(new TaskNeed(), { taskId: task.id, needsId: need.id }));
  if (open.length === 0) change.ring({ id: task.id, stage });
  return task;
}
