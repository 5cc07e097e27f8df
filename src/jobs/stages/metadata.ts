import type { JsonObject } from '../../integrations/contracts.js';
import { metadataProblems, metadataPrompt, type MetadataAnswer } from '../../prompts/metadata.js';
import { defineStage, type Subject } from '../stage.js';
import type { MetadataOutput, ScriptOutput } from '../stage-outputs.js';
import { aboutEpisode, ask, costOfAsking } from './ask.js';

/** A usual answer, thoughts of the model included. */
const ANSWER_TOKENS = 2_000;

function assignment(subject: Subject, script: ScriptOutput | null): JsonObject {
  const scenes =
    script?.scenes.map(({ number, narration, onScreenText }) => ({ number, narration, onScreenText })) ?? [];
  return { ...aboutEpisode(subject), script: { scenes } };
}

/** What is published beside the video. */
export const metadata = defineStage({
  name: 'METADATA',
  version: metadataPrompt.version,
  needs: ['SCRIPT'],
  perScene: false,
  capability: 'TEXT',
  weight: 2,
  load: 'VENDOR',
  vendor: () => 'OPENAI',
  expectedCost: (subject, vendors) => costOfAsking(vendors, metadataPrompt, subject, ANSWER_TOKENS),
  inputs: ({ need, ...subject }) => assignment(subject, need('SCRIPT')),
  async run({ calls, need, saveJson, reviewNotes, ...subject }) {
    const script = need('SCRIPT');
    const { language, topic } = subject.episode;
    const sceneCount = script?.scenes.length ?? 0;
    const problemsOf = (given: MetadataAnswer) => metadataProblems(given, { sceneCount, language, topic });
    const answer = await ask(calls, metadataPrompt, assignment(subject, script), problemsOf, reviewNotes);
    await saveJson('METADATA', answer);
    return answer;
  },
  apply(content, output) {
    const { chapters, ...rest } = output as MetadataOutput; // the line above returned it
    const written = {
      ...rest,
      titleOptions: [...rest.titleOptions],
      tags: [...rest.tags],
      hashtags: [...rest.hashtags],
    };
    content.metadata = { ...written, chapters: chapters.map(({ title }) => ({ title, startMs: null })) };
  },
});
