import { STAGES, type Stage } from '../entities/stage.js';
import type { StageDefinition } from './stage.js';
import { avatar } from './stages/avatar.js';
import { broll } from './stages/broll.js';
import { composition } from './stages/composition.js';
import { metadata } from './stages/metadata.js';
import { planning } from './stages/planning.js';
import { script } from './stages/script.js';
import { voice } from './stages/voice.js';

/** The stages. A new one is its file, its name in `entities/stage.ts`, and a line here. */
export const pipeline: Record<Stage, StageDefinition> = {
  PLANNING: planning,
  SCRIPT: script,
  METADATA: metadata,
  VOICE: voice,
  AVATAR: avatar,
  BROLL: broll,
  COMPOSITION: composition,
};

/** A newer build beside this one may have stages that this one lacks: theirs are left to it. */
export function isKnownStage(stage: string): stage is Stage {
  return Object.hasOwn(pipeline, stage);
}

/** What a stage needs, its joining part included. */
export function needsOf(stage: Stage): readonly Stage[] {
  const definition = pipeline[stage];
  return definition.perScene ? [...definition.needs, ...(definition.join?.needs ?? [])] : definition.needs;
}

/** Everything that must be done before a stage. */
export function ancestorsOf(stage: Stage): ReadonlySet<Stage> {
  const found = new Set<Stage>();
  for (const need of needsOf(stage)) {
    found.add(need);
    for (const further of ancestorsOf(need)) found.add(further);
  }
  return found;
}

/** Everything that is made from a stage. */
export function descendantsOf(stage: Stage): ReadonlySet<Stage> {
  return new Set(STAGES.filter((other) => ancestorsOf(other).has(stage)));
}
