import { timedWords } from '../../video/words.js';
import { defineStage, type Subject } from '../stage.js';
import { scriptSize } from '../script-size.js';
import type { ScriptScene } from '../stage-outputs.js';

function request({ channel, episode }: Subject, scene: ScriptScene | null) {
  const { voice } = channel;
  return {
    text: scene?.narration ?? '',
    voiceId: voice.voiceId,
    modelId: voice.modelId ?? undefined,
    language: episode.language,
    stability: voice.stability ?? undefined,
    similarityBoost: voice.similarityBoost ?? undefined,
    speed: voice.speed ?? undefined,
  };
}

/** The narration of one scene, spoken, with the time of every word. */
export const voice = defineStage({
  name: 'VOICE',
  version: 1,
  needs: ['SCRIPT'],
  perScene: true,
  capability: 'SPEECH',
  weight: 6,
  load: 'VENDOR',
  vendor: (channel) => channel.voice.vendor,
  expectedCost(subject, vendors) {
    const { wordBudget } = scriptSize(subject.episode.targetSeconds, subject.channel.voice.speed ?? 1);
    const text = 'letter'.repeat(wordBudget); // as long as a usual word with its blank
    return vendors.speech(subject.channel.voice.vendor).estimate({ ...request(subject, null), text })
      .costMicroUsd;
  },
  wants: () => true,
  inputs: ({ scene, ...subject }) => ({ vendor: subject.channel.voice.vendor, ...request(subject, scene) }),
  async run({ channel, episode, scene, calls, renderer, open, save, signal }) {
    const spoken = await calls.speak('speak', channel.voice.vendor, request({ channel, episode }, scene));
    const { path } = await open(spoken.file);
    const { durationMs } = await renderer.probe(path, signal);
    const file = await save('VOICE', spoken.file, { durationMs });
    return {
      file,
      durationMs,
      words: timedWords(scene.narration, episode.language, spoken.characters, durationMs),
    };
  },
});
