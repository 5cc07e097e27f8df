import { describe, expect, test } from '@jest/globals';
import { scriptSize } from '../../src/jobs/script-size.js';
import { countWords, scriptProblems } from '../../src/prompts/script.js';
import { readAssignment } from '../../src/simulator/topics/assignment.js';
import { readTopic } from '../../src/simulator/topics/topic.js';
import { Writer, type WrittenPlan, type WrittenScene } from '../../src/simulator/topics/writer.js';

interface Episode {
  plan: WrittenPlan;
  scenes: WrittenScene[];
  wordBudget: number;
  sceneCount: number;
}

const writerFor = (document: Record<string, unknown>): Writer =>
  new Writer(readAssignment('Write for a channel.', JSON.stringify(document)));
/** A plan and the script that follows it, asked for as the pipeline does. */
const anEpisode = (topic: string, targetSeconds: number, language = 'en'): Episode => {
  const about = { topic, brief: null, language, targetSeconds };
  const plan = writerFor({ task: 'plan', ...about }).plan(Math.min(8, Math.max(2, Math.round(targetSeconds / 15)))); // prettier-ignore
  const size = scriptSize(targetSeconds, 1);
  const scenes = writerFor({ task: 'script', ...about, plan, hasAvatar: true, ...size }).scenes(
    size.sceneCount,
  );
  return { plan, scenes, ...size };
};
const narrationOf = ({ scenes }: Episode): string => scenes.map(({ narration }) => narration).join(' ');
const sentencesOf = (episode: Episode): string[] => narrationOf(episode).match(/[^.?!]+[.?!]+/gu)?.map((one) => one.trim()) ?? []; // prettier-ignore

const TOPICS = [
  ...['Why octopuses have three hearts', 'Why octopuses have blue blood', 'Why cats purr', 'Why dogs bark'],
  ...['How to brew coffee', 'How to brew tea', 'How to fold a paper plane', 'How to tie a tie'],
  ...['The history of zero', 'The history of jazz', 'The history of the printing press', 'How planes fly'],
  ...['Top 5 black holes', 'Cats vs dogs', 'What is dark matter', 'blorptastic quonks', 'Is coffee healthy'],
  ...['Bees', 'Why the sky is blue', 'How vaccines work', 'Octopuses can taste with their arms'],
];
const HOSTILE = ['שלום 🐙 {\\an8} "x"', '🐙🐙🐙', '"}],"scenes":[{"', 'a\u0000b\nc\td', 'なぜ空は青いのか', 'x'.repeat(5000), 'The surprisingly complicated reason my cat only eats dinner at exactly six in the evening every day']; // prettier-ignore

/** Several words to whoever says them, though no blank stands between. */
const MARKED = [
  ...['Why <b>bees</b> & {\\pos(1,1)} dance', '<script>alert(1)</script>', 'https://example.com/a?b=c&d=e'],
  ...['Node.js/Express/React/PostgreSQL', 'a_b_c snake_case names', 'foo—bar—baz', 'Bees<br>dance', 'a;b|c'],
  ...['AT&T/Verizon', 'C:\\Windows\\System32', '1+1=2', 'HTTP/2 and HTTP/3'],
];

describe('a simulated script', () => {
  test.each(TOPICS)('"%s" keeps its words and scenes at every length, and repeats nothing', (topic) => {
    for (const seconds of [10, 15, 20, 30, 45, 60, 120, 300, 1800]) {
      const episode = anEpisode(topic, seconds);
      const words = countWords(narrationOf(episode));
      expect({ seconds, fits: Math.abs(words / episode.wordBudget - 1) <= 0.04, words }).toMatchObject({ fits: true }); // prettier-ignore
      const asked = { ...episode, topic, language: 'en' };
      expect(scriptProblems({ scenes: episode.scenes }, asked)).toEqual([]);
      expect(episode.scenes).toHaveLength(episode.sceneCount);
      const sentences = sentencesOf(episode);
      expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([]);
    }
  });

  test.each([
    ['Why octopuses have three hearts', /octop|three|heart|blood/iu],
    ['Why dogs bark', /dog|bark/iu],
    ['The history of the printing press', /printing|press/iu],
    ['blorptastic quonks', /blorptastic|quonk/iu],
    ['How to fold a paper plane', /fold|paper|plane/iu],
  ])('most scenes of "%s" name the topic', (topic, words) => {
    for (const seconds of [10, 45, 180]) {
      const { scenes } = anEpisode(topic, seconds);
      const naming = scenes.filter(({ narration }) => words.test(narration));
      expect(naming.length / scenes.length).toBeGreaterThan(0.6);
    }
  });

  test('any two topics share less than half of their sentences', () => {
    for (const seconds of [45, 300]) {
      const said = TOPICS.map((topic) => ({ topic, sentences: sentencesOf(anEpisode(topic, seconds)) }));
      for (const one of said) {
        const known = new Set(one.sentences);
        const alike = said.filter(({ topic, sentences }) => topic !== one.topic && sentences.filter((sentence) => known.has(sentence)).length * 2 >= sentences.length); // prettier-ignore
        expect({ topic: one.topic, alike: alike.map(({ topic }) => topic) }).toEqual({ topic: one.topic, alike: [] }); // prettier-ignore
      }
    }
  });

  test('a well-known topic is answered, not only talked about', () => {
    const narration = narrationOf(anEpisode('Why octopuses have three hearts', 60));
    expect(narration).toMatch(/gills/u);
    expect(narration).toMatch(/rest of the body/u);
    expect(narration).toMatch(/copper/u);
    expect(narration).toMatch(/swims/u);
  });

  test('it opens with the hook of the plan, ends with its call to action, and shows its sections', () => {
    const { plan, scenes } = anEpisode('Why cats purr', 90);
    expect(scenes[0]?.narration.startsWith(plan.hook)).toBe(true);
    expect(scenes.at(-1)?.narration.endsWith(plan.callToAction)).toBe(true);
    const shown = scenes.map(({ onScreenText }) => onScreenText);
    expect(plan.sections.map(({ title }) => title).filter((title) => shown.includes(title)).length).toBeGreaterThan(plan.sections.length / 2); // prettier-ignore
    expect(shown.filter((text) => text !== null && text.split(' ').length > 6)).toEqual([]);
  });

  test('the presenter begins, ends and takes turns with footage that is always another', () => {
    const { scenes } = anEpisode('How bridges stand', 300);
    expect([scenes[0]?.speaker, scenes[1]?.speaker, scenes.at(-1)?.speaker]).toEqual(['AVATAR', 'VOICEOVER', 'AVATAR']); // prettier-ignore
    const prompts = scenes.flatMap(({ brollPrompt }) => (brollPrompt === null ? [] : [brollPrompt]));
    expect(new Set(prompts).size).toBe(prompts.length);
    expect(prompts.filter((prompt) => !prompt.includes('bridge'))).toEqual([]);
    expect(scenes.some(({ speaker, brollPrompt }) => speaker === 'AVATAR' && brollPrompt !== null)).toBe(true); // prettier-ignore
  });

  test.each(HOSTILE)('a hostile topic keeps the length: %j', (topic) => {
    for (const seconds of [20, 45, 300]) {
      const episode = anEpisode(topic, seconds);
      expect(Math.abs(countWords(narrationOf(episode)) / episode.wordBudget - 1)).toBeLessThanOrEqual(0.06);
      expect(episode.scenes).toHaveLength(episode.sceneCount);
      expect(JSON.stringify(episode)).not.toMatch(/\\u0000/u);
    }
  });

  test.each([...HOSTILE, ...MARKED])('the pipeline takes what is written about %j', (topic) => {
    for (const seconds of [10, 12, 15, 20, 30, 45, 60, 120, 300]) {
      const episode = anEpisode(topic, seconds);
      expect(scriptProblems({ scenes: episode.scenes }, { ...episode, topic, language: 'en' })).toEqual([]);
    }
  });

  test.each(['es', 'de-AT', 'fr'])('in %s nothing is said twice and the length is kept', (language) => {
    for (const seconds of [20, 60, 300]) {
      const episode = anEpisode('Why cats purr', seconds, language);
      expect(Math.abs(countWords(narrationOf(episode)) / episode.wordBudget - 1)).toBeLessThanOrEqual(0.06);
      const sentences = sentencesOf(episode);
      expect(new Set(sentences).size).toBe(sentences.length);
    }
  });
});

describe('a topic', () => {
  test.each([
    ['Why do cats purr?', 'why cats purr', 'Why do cats purr?', 'purring'],
    ['Why the sky is blue', 'why the sky is blue', 'Why is the sky blue?', 'the blue sky'],
    ['Why octopuses have three hearts', 'why octopuses have three hearts', 'Why do octopuses have three hearts?', 'three hearts'],
    ['How does the moon change the tides', 'how the moon changes the tides', 'How does the moon change the tides?', 'changing the tides'],
    ['Why we dream', 'why we dream', 'Why do we dream?', 'dreaming'],
    ['How to brew coffee', 'how to brew coffee', 'How do you brew coffee?', 'brewing coffee'],
    ['Is coffee bad for you', 'whether coffee is bad for you', 'Is coffee bad for you?', 'coffee'],
    ['Who invented the telephone?', 'who invented the telephone', 'Who invented the telephone?', 'the telephone'],
    ['The history of zero', 'how the story of zero unfolded', 'How did the story of zero unfold?', 'the history of zero'],
  ])('"%s" is understood', (text, clause, question, focus) => {
    expect(readTopic(text)).toMatchObject({ clause, question, focus });
  }); // prettier-ignore
});

test('metadata has natural titles, chapters from the script, and tags about the topic', () => {
  const { scenes } = anEpisode('Why octopuses have three hearts', 45);
  const document = { task: 'metadata', topic: 'Why octopuses have three hearts', script: { scenes } };
  const written = writerFor(document).metadata({ titles: 3, tags: 10, hashtags: 4, chapters: 3 });
  expect([written.title, ...written.titleOptions].filter((title) => title.length > 70)).toEqual([]);
  expect(written.chapters[0]).toEqual({ title: 'Why octopuses have three hearts', sceneNumber: 1 });
  expect(written.chapters.map(({ title }) => title)).toContain('Blood that is blue');
  const numbers = written.chapters.map(({ sceneNumber }) => sceneNumber);
  expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
  expect(written.tags).toEqual(expect.arrayContaining(['octopuses', 'three hearts']));
  expect(written.thumbnailText.split(' ').length).toBeLessThanOrEqual(5);
});
