const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, 'ja'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Cyrillic}/u, 'ru'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Greek}/u, 'el'],
];

/**
 * The language a text is spoken in: as the vendor's models do, from its code or from what is written.
 * A code the model does not know is ignored; without one the script tells, where no letter is Latin.
 */
export function languageOf(code: string | null | undefined, text: string, known: readonly string[]): string {
  const base = code?.toLowerCase().split('-')[0];
  if (base !== undefined && known.includes(base)) return base;
  if (/\p{Script=Latin}/u.test(text)) return latinLanguageOf(text);
  return SCRIPTS.find(([script]) => script.test(text))?.[1] ?? 'en';
}

const FUNCTION_WORDS: Readonly<Record<string, RegExp>> = {
  en: /^(the|and|of|to|is|in|that|it|for|with|are|we|you|a|this|can)$/u,
  es: /^(el|la|los|las|que|y|un|una|por|con|para|del|es|muy|sin)$/u,
  de: /^(der|die|das|und|ist|ein|eine|nicht|mit|für|von|wir|auf|zu)$/u,
  fr: /^(le|la|les|et|un|une|des|que|pour|avec|est|dans|du|sur|nous)$/u,
};

/** Models without a language code hear it from the text; here from its small words. */
function latinLanguageOf(text: string): string {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const hits = Object.entries(FUNCTION_WORDS).map(([language, small]) => ({
    language,
    count: words.filter((word) => small.test(word)).length,
  }));
  const english = hits[0]?.count ?? 0;
  const [best] = hits.slice(1).sort((a, b) => b.count - a.count);
  return best && best.count >= 3 && best.count > english * 2 ? best.language : 'en';
}
