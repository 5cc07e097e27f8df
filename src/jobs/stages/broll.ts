import { digestOf } from '../digest.js';
import { defineStage, type Subject } from '../stage.js';
import type { ScriptScene } from '../stage-outputs.js';
import { scriptSize } from '../script-size.js';
import { countWords } from '../../prompts/script.js';
import { aspectRatioOf } from './aspect-ratio.js';

/** Footage is ordered while the narration is still being spoken, so its length comes from the words. */
const MS_PER_WORD = 400;
const PAUSE_MS = 800;

/** Of all scenes; some have the presenter beside it. */
const SHARE_OF_FOOTAGE = 0.6;

function request(
  { channel, episode }: Subject,
  scene: ScriptScene | null,
  reviewNotes: readonly string[] = [],
) {
  const prompt = [scene?.brollPrompt ?? '', ...reviewNotes.slice(-1)].join(' ').trim();
  return {
    prompt,
    modelId: channel.footage.modelId ?? undefined,
    aspectRatio: aspectRatioOf(episode.formats),
    durationMs: countWords(scene?.narration ?? '') * MS_PER_WORD + PAUSE_MS,
    seed: Number.parseInt(digestOf(prompt).slice(0, 8), 16),
  };
}

/** Footage of one scene. */
export const broll = defineStage({
  name: 'BROLL',
  version: 1,
  needs: ['SCRIPT'],
  perScene: true,
  capability: 'FOOTAGE',
  weight: 14,
  load: 'VENDOR',
  vendor: (channel) => channel.footage.vendor,
  expectedCost(subject, vendors) {
    const { channel, episode } = subject;
    const { sceneCount } = scriptSize(episode.targetSeconds, channel.voice.speed ?? 1);
    const durationMs = (episode.targetSeconds * 1000) / sceneCount;
    const clip = vendors.footage(channel.footage.vendor).estimate({ ...request(subject, null), durationMs });
    return clip.costMicroUsd * Math.ceil(sceneCount * SHARE_OF_FOOTAGE);
  },
  wants: (scene) => scene.brollPrompt !== null,
  inputs: ({ scene, ...subject }) => ({ vendor: subject.channel.footage.vendor, ...request(subject, scene) }),
  async run({ channel, episode, scene, calls, reviewNotes, open, save, renderer, signal }) {
    const asked = request({ channel, episode }, scene, reviewNotes);
    const clip = await calls.film('film', channel.footage.vendor, asked);
    const { path } = await open(clip);
    const { durationMs, video } = await renderer.probe(path, signal);
    const facts = { durationMs, width: video?.width ?? 0, height: video?.height ?? 0 };
    return { file: await save('BROLL_VIDEO', clip, { ...facts, fps: video?.fps }), ...facts };
  },
});
