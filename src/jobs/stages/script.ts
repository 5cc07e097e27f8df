import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../integrations/contracts.js';
import { countWords, scriptProblems, scriptPrompt, type ScriptAnswer } from '../../prompts/script.js';
import { defineStage, type Subject } from '../stage.js';
import type { ScriptOutput, ScriptScene } from '../stage-outputs.js';
import { scriptSize } from '../script-size.js';
import { aboutEpisode, ask, costOfAsking } from './ask.js';

/** Thoughts of the model, and what stands around the words. */
const ANSWER_TOKENS = 1_500;
const TOKENS_PER_WORD = 3;

function assignment(subject: Subject, plan: unknown): JsonObject {
  return {
    ...aboutEpisode(subject),
    plan: plan as JsonObject, // the plan is JSON: it was stored as such
    hasAvatar: subject.channel.avatar !== null,
    ...scriptSize(subject.episode.targetSeconds, subject.channel.voice.speed ?? 1),
  };
}

const withoutTimes = (scene: ScriptScene) => ({ ...scene, startMs: null, endMs: null });

/** Every scene: who speaks, which words, which pictures. */
export const script = defineStage({
  name: 'SCRIPT',
  version: scriptPrompt.version,
  needs: ['PLANNING'],
  perScene: false,
  capability: 'TEXT',
  weight: 3,
  load: 'VENDOR',
  vendor: () => 'OPENAI',
  expectedCost(subject, vendors) {
    const { wordBudget } = scriptSize(subject.episode.targetSeconds, subject.channel.voice.speed ?? 1);
    return costOfAsking(vendors, scriptPrompt, subject, ANSWER_TOKENS + wordBudget * TOKENS_PER_WORD);
  },
  inputs: ({ need, ...subject }) => assignment(subject, need('PLANNING')),
  async run({ calls, need, saveJson, reviewNotes, ...subject }) {
    const given = assignment(subject, need('PLANNING'));
    const { targetSeconds, language, topic } = subject.episode;
    const { wordBudget } = scriptSize(targetSeconds, subject.channel.voice.speed ?? 1);
    const asked = { wordBudget, language, topic };
    const problemsOf = (script: ScriptAnswer) => scriptProblems(script, asked);
    const answer = await ask(calls, scriptPrompt, given, problemsOf, reviewNotes);
    const scenes = answer.scenes.map((scene, index): ScriptScene => ({
      ...scene,
      id: randomUUID(),
      number: index + 1,
      speaker: subject.channel.avatar ? scene.speaker : 'VOICEOVER',
      narration: scene.narration.trim(),
      brollPrompt: scene.brollPrompt?.trim() || null,
    }));
    const output = { scenes, wordCount: scenes.reduce((sum, scene) => sum + countWords(scene.narration), 0) };
    await saveJson('SCRIPT', output);
    return output;
  },
  given({ script, scriptIsEdited }) {
    if (!script || !scriptIsEdited) return null;
    const scenes = script.scenes.map(({ startMs: _start, endMs: _end, ...scene }) => scene);
    return { scenes, wordCount: script.wordCount };
  },
  apply(content, output) {
    content.scriptIsEdited = false;
    const { scenes, wordCount } = output as ScriptOutput; // the line above returned it
    const untimed = scenes.map(withoutTimes);
    const before = content.script;
    const isSame = before !== null && isDeepStrictEqual(untimed, before.scenes.map(withoutTimes));
    content.script = {
      version: isSame ? before.version : (before?.version ?? 0) + 1,
      wordCount,
      scenes: untimed,
    };
  },
});
