import { randomUUID } from 'node:crypto';
import type { Episode } from '../entities/episode.js';
import type { Script } from '../entities/episode-content.js';
import { ConflictError, InvalidInputError, InvalidInputsError } from '../errors.js';
import { countWords, MAX_SCENES } from '../jobs/edit-script.js';
import type { RunChange, RunControl } from '../jobs/run-control.js';
import type { ScriptScene } from '../jobs/stage-outputs.js';
import { findOwned } from './find.js';
import { oncePerKey } from './idempotency.js';
import { InputCheck } from './input-check.js';
import type { SceneInput, UpdateScriptInput } from './review-inputs.js';
import type { Scope } from './scope.js';
import { inTransaction, reread } from './transaction.js';

const LONGEST = { narration: 1_500, onScreenText: 80, brollPrompt: 1_000, tone: 200 };

/** Somebody else changed the script in between; the answer shows it as it is now. */
export class ScriptConflictError extends ConflictError {
  constructor(
    message: string,
    readonly episode: Episode,
  ) {
    super(message, ['baseVersion'], 'CONFLICT');
  }
}

/** Scripts that a person edits. */
export class ScriptService {
  constructor(private readonly control: Pick<RunControl, 'editScript' | 'holdActiveRun'>) {}

  /**
   * Takes the place of the current script; the next run, or the one whose script is under review, is made from it.
   * @throws {ScriptConflictError} when `baseVersion` is not the current version
   * @throws {ConflictError} when there is no script yet, or a run works from it
   */
  async update(scope: Scope, input: UpdateScriptInput): Promise<Episode> {
    const check = new InputCheck();
    const scenes = checkedScenes(check, input.scenes);
    check.done();
    let done: Pick<RunChange, 'announce'> | undefined;
    const answer = await inTransaction(scope, (inside) =>
      oncePerKey(inside, 'updateScript', input, async () => {
        const found = await findOwned(inside, 'Episode', input.episodeId, ['episodeId']);
        await this.control.holdActiveRun(inside.em, found.id);
        const episode = await findOwned(inside, 'Episode', input.episodeId, ['episodeId'], 'UPDATE');
        const script = currentScript(episode, input.baseVersion);
        done = await this.control.editScript(inside.em, episode, {
          ...{ scenes: withIds(scenes, script), wordCount: wordsOf(scenes), editor: scope.viewer.name },
        });
        return { episodeId: episode.id };
      }),
    );
    done?.announce();
    return reread(scope, 'Episode', answer['episodeId'] ?? '');
  }
}

function currentScript(episode: Episode, baseVersion: number): Script {
  const { script } = episode;
  if (!script)
    throw new ConflictError('This episode has no script yet; run the pipeline until SCRIPT first.', [
      'episodeId',
    ]);
  if (script.version === baseVersion) return script;
  throw new ScriptConflictError(
    `Version ${baseVersion} is not the current one, ${script.version} is; look at it and edit again.`,
    episode,
  );
}

type CheckedScene = Omit<ScriptScene, 'id'> & { readonly id: string | null };

function checkedScenes(check: InputCheck, given: readonly SceneInput[]): CheckedScene[] {
  if (given.length < 1) check.fail('REQUIRED', 'scenes must have at least one scene.', ['scenes']);
  if (given.length > MAX_SCENES) check.fail('TOO_LONG', `scenes may have at most ${MAX_SCENES}.`, ['scenes']);
  const ids = given.flatMap(({ id }) => (id == null ? [] : [id]));
  if (new Set(ids).size !== ids.length)
    check.fail('INVALID', 'scenes must not name an id twice.', ['scenes']);
  return given.slice(0, MAX_SCENES).map((scene, index) => {
    const at = (field: string) => ['scenes', String(index), field];
    const optional = (field: 'onScreenText' | 'brollPrompt' | 'tone') =>
      check.optionalText(scene[field], at(field), LONGEST[field]);
    const brollPrompt = optional('brollPrompt');
    if (scene.speaker === 'VOICEOVER' && brollPrompt === null)
      check.fail(
        'REQUIRED',
        'A VOICEOVER scene needs a brollPrompt: nothing else is seen.',
        at('brollPrompt'),
      );
    const narration = check.text(scene.narration, at('narration'), { max: LONGEST.narration });
    if (narration !== '' && countWords(narration) === 0)
      check.fail('INVALID', 'The narration has no word that can be spoken.', at('narration'));
    return {
      ...{ id: scene.id ?? null, number: index + 1, speaker: scene.speaker, narration, brollPrompt },
      ...{ onScreenText: optional('onScreenText'), tone: optional('tone') },
    };
  });
}

/** Scenes that stay keep their id; others get one of ours. @throws {InvalidInputsError} for ids of no scene */
function withIds(scenes: readonly CheckedScene[], script: Script): ScriptScene[] {
  const known = new Set(script.scenes.map(({ id }) => id));
  const strangers = scenes.flatMap(({ id }, index) => (id === null || known.has(id) ? [] : [index]));
  if (strangers.length > 0) {
    const message = 'The script has no scene with this id; leave it out for a new scene.';
    throw new InvalidInputsError(
      strangers.map((index) => new InvalidInputError(message, ['scenes', String(index), 'id'], 'NOT_FOUND')),
    );
  }
  return scenes.map((scene) => ({ ...scene, id: scene.id ?? randomUUID() }));
}

function wordsOf(scenes: readonly { readonly narration: string }[]): number {
  return scenes.reduce((sum, { narration }) => sum + countWords(narration), 0);
}
