import type { Plan } from '../../entities/episode-content.js';
import { planProblems, planPrompt } from '../../prompts/plan.js';
import { defineStage } from '../stage.js';
import { aboutEpisode, ask, costOfAsking } from './ask.js';

/** A usual plan, thoughts of the model included. */
const ANSWER_TOKENS = 2_000;

/** What the episode says, in which order. */
export const planning = defineStage({
  name: 'PLANNING',
  version: planPrompt.version,
  needs: [],
  perScene: false,
  capability: 'TEXT',
  weight: 2,
  load: 'VENDOR',
  vendor: () => 'OPENAI',
  expectedCost: (subject, vendors) => costOfAsking(vendors, planPrompt, subject, ANSWER_TOKENS),
  inputs: (subject) => aboutEpisode(subject),
  async run({ calls, saveJson, reviewNotes, ...subject }) {
    const problemsOf = (answer: Plan) => planProblems(answer, subject.episode);
    const plan = await ask(calls, planPrompt, aboutEpisode(subject), problemsOf, reviewNotes);
    await saveJson('PLAN', plan);
    return plan;
  },
  apply(content, output) {
    content.plan = output as Plan; // the line above returned it
  },
});
