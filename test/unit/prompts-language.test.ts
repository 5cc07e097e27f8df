import { describe, expect, test } from '@jest/globals';
import { languageProblems } from '../../src/prompts/language.js';

const TEXTS: Readonly<Record<string, string>> = {
  en: 'The octopus has three hearts. Two of them pump blood to the gills, and the third one keeps it moving through the rest of the body. When the animal swims, that heart stops, which is why it would rather crawl than swim for long.',
  de: 'Der Krake hat drei Herzen. Zwei davon pumpen das Blut zu den Kiemen, und das dritte hält es im Rest des Körpers in Bewegung. Wenn das Tier schwimmt, steht dieses Herz still, und deshalb kriecht es lieber, als dass es lange schwimmt.',
  fr: 'Le poulpe a trois cœurs. Deux d’entre eux envoient le sang vers les branchies, et le troisième le fait circuler dans le reste du corps. Quand l’animal nage, ce cœur s’arrête, et c’est pour cela qu’il préfère ramper plutôt que de nager longtemps.',
  es: 'El pulpo tiene tres corazones. Dos de ellos llevan la sangre a las branquias, y el tercero la mueve por el resto del cuerpo. Cuando el animal nada, ese corazón se detiene, y por eso prefiere arrastrarse antes que nadar durante mucho tiempo.',
  nl: 'De octopus heeft drie harten. Twee daarvan pompen het bloed naar de kieuwen, en het derde houdt het in de rest van het lichaam in beweging. Als het dier zwemt, staat dat hart stil, en daarom kruipt het liever dan dat het lang zwemt.',
  ru: 'У осьминога три сердца. Два из них гонят кровь к жабрам, а третье разносит её по остальному телу. Когда животное плывёт, это сердце останавливается, поэтому оно охотнее ползает, чем долго плавает в холодной воде.',
  uk: 'У восьминога три серця. Два з них женуть кров до зябер, а третє розносить її по решті тіла. Коли тварина пливе, це серце зупиняється, і тому вона охочіше повзає, ніж довго плаває у холодній воді навколо своєї печери.',
  he: 'לתמנון יש שלושה לבבות. שניים מהם מזרימים דם אל הזימים, והשלישי מזרים אותו אל שאר הגוף. כאשר החיה שוחה הלב הזה נעצר, ולכן היא מעדיפה לזחול ולא לשחות זמן רב במים הקרים.',
  zh: '章鱼有三颗心脏。其中两颗把血液送到鳃，第三颗让血液流遍身体的其他部分。当它游泳的时候，这颗心脏会停下来，所以它更愿意爬行，而不是长时间地游泳。很多人第一次听到这件事都会觉得非常惊讶，但是道理其实很简单。',
  ja: 'タコには心臓が三つあります。そのうち二つは血液をえらに送り、三つ目は体のほかの部分に血液をめぐらせます。泳いでいるあいだ、その心臓は止まってしまうので、タコは長く泳ぐよりも這うほうを好みます。',
};

const textIn = (language: string): string => TEXTS[language] ?? '';

describe('the language of an answer', () => {
  test.each(Object.keys(TEXTS))('%s is taken for itself', (language) => {
    expect(languageProblems([textIn(language)], language, 'octopus')).toEqual([]);
  });

  test.each([
    ['de', 'en-GB', 'The texts are in German; they must be in British English (en-GB).'],
    ['en', 'de', 'The texts are in English; they must be in German (de).'],
    ['fr', 'es', 'The texts are in French; they must be in Spanish (es).'],
    ['nl', 'en', 'The texts are in Dutch; they must be in English (en).'],
    ['ru', 'uk', 'The texts are in Russian; they must be in Ukrainian (uk).'],
    ['uk', 'ru', 'The texts are in Ukrainian; they must be in Russian (ru).'],
    ['he', 'en', 'The texts are in Hebrew; they must be in English (en).'],
    ['zh', 'ja', 'The texts are in Chinese; they must be in Japanese (ja).'],
    ['ja', 'zh', 'The texts are in Japanese; they must be in Chinese (zh).'],
    ['en', 'he', 'The texts are in a language in Latin letters; they must be in Hebrew (he).'],
  ])('%s instead of %s is told', (written, asked, sentence) => {
    expect(languageProblems([textIn(written)], asked, 'octopus')).toEqual([sentence]);
  });

  test('a few words are no proof', () => {
    expect(languageProblems(['Das ist der Anfang und das ist das Ende.'], 'en', '')).toEqual([]);
  });

  test('words of the topic do not count, in whatever script', () => {
    const quoted = Array.from({ length: 12 }, () => `What of “${textIn('he')}”?`);
    expect(languageProblems(quoted, 'en', textIn('he'))).toEqual([]);
  });

  test('names and quotes of another language in a text are no fault', () => {
    expect(
      languageProblems([textIn('ru'), 'Octopus vulgaris, Enteroctopus dofleini, Nature'], 'ru', ''),
    ).toEqual([]);
  });
});
