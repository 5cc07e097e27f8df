import type { Sentence } from './fitting.js';
import { countWords } from './words.js';

const MOST_SENTENCES = 7;
const NO_TOPIC = 24;
const NEW_SECTION_INSIDE = 6;

/**
 * Cuts a narration into scenes of similar length, each with at least one sentence, so that sections begin with
 * scenes and every scene names the topic, where that is possible.
 */
export function cutScenes(
  sentences: readonly Sentence[],
  count: number,
  namesTopic: (text: string) => boolean,
): Sentence[][] {
  const scenes = Math.min(count, sentences.length);
  const lengths = sentences.map(({ text }) => countWords(text));
  const named = sentences.map(({ text }) => namesTopic(text));
  const share = Math.max(1, lengths.reduce((sum, words) => sum + words, 0) / Math.max(1, scenes));
  const most = Math.max(MOST_SENTENCES, Math.ceil((sentences.length / Math.max(1, scenes)) * 2));
  const cost: number[][] = [[0]];
  const cuts: number[][] = [[]];
  for (let scene = 1; scene <= scenes; scene += 1) {
    const [costs, starts]: [number[], number[]] = [[], []];
    for (let end = scene; end <= sentences.length - (scenes - scene); end += 1) {
      let words = 0;
      let penalty = 0;
      let hasTopic = false;
      for (let start = end - 1; start >= Math.max(scene - 1, end - most); start -= 1) {
        words += lengths[start] ?? 0;
        hasTopic ||= named[start] ?? false;
        if (start < end - 1 && sentences[start]?.section !== sentences[start + 1]?.section) penalty += NEW_SECTION_INSIDE; // prettier-ignore
        const before = cost[scene - 1]?.[start];
        if (before === undefined) continue;
        const total = before + (words - share) ** 2 / share + penalty + (hasTopic ? 0 : NO_TOPIC);
        if (total >= (costs[end] ?? Infinity)) continue;
        costs[end] = total;
        starts[end] = start;
      }
    }
    cost.push(costs);
    cuts.push(starts);
  }
  const result: Sentence[][] = [];
  let end = sentences.length;
  for (let scene = scenes; scene >= 1; scene -= 1) {
    const start = cuts[scene]?.[end] ?? scene - 1;
    result.unshift(sentences.slice(start, end));
    end = start;
  }
  return result;
}
