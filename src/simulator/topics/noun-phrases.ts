const LONGEST_QUOTE_WORDS = 6;
const LONGEST_QUOTE = 60;
const MASS = new Set('coffee water music gravity sleep money light time zero love art history tea bread sugar rice air energy space data software memory fire ice snow rain gold iron silver glass silk paper salt chocolate cheese wine beer honey milk electricity evolution photosynthesis democracy philosophy math maths mathematics physics chemistry biology economics football basketball tennis chess yoga jazz poetry stress anxiety happiness inflation debt tax plastic oil steel wood cotton interest weather climate health fitness nature life death war peace trade language grammar writing reading traffic rust dust sand soil blood pain fear luck justice beauty truth soap ink bitcoin blockchain sourdough pasta pizza sushi mercury mars venus jupiter saturn earth matter food intelligence lightning thunder golf rugby cricket cinema fashion'.split(' ')); // prettier-ignore
const IRREGULAR_PLURAL =
  /^(?:people|children|mice|geese|women|men|fish|bacteria|fungi|octopi|sheep|deer|we|they|you|i|feet|teeth)$/iu;

export interface NounPhrase {
  /** In the middle of a sentence: `octopuses`, `the printing press`. */
  readonly phrase: string;
  readonly isPlural: boolean;
}

export function isPluralNoun(noun: string): boolean {
  const last = (noun.trim().split(' ').at(-1) ?? '').toLowerCase();
  return (
    / and /iu.test(noun) ||
    (/[^s'’u]s$/iu.test(last) && !/(?:ics|sis|itis|ness|news|mars)$/iu.test(last)) ||
    IRREGULAR_PLURAL.test(last)
  );
}

export function nounPhrase(noun: string): NounPhrase {
  const words = noun.trim().split(' ');
  const head = noun.split(/ (?:of|in|for|that|which|with|to|on|at|from) /iu)[0] ?? noun;
  const last = (head.split(' ').at(-1) ?? '').toLowerCase();
  const isPlural = isPluralNoun(head);
  const hasName = words.some(
    (word, index) => /^\p{Lu}/u.test(word) && (index > 0 || /^\p{Lu}{2,}|\p{N}/u.test(word)),
  );
  const lower = hasName ? lowerArticle(noun) : lowerFirst(noun);
  const isDetermined =
    /^(?:the|a|an|my|your|our|his|her|its|their|this|that|every|some|all|we|you|they|i|it|people|\d+)\b/iu.test(
      noun,
    );
  const isMass =
    MASS.has(last) ||
    /(?:ity|ness|ism|ics|ing|ance|ence|ship|hood|logy|graphy|tion|ment|nomy|cy|ture|[^s]ss)$/iu.test(last);
  const isSingleThing = !isPlural && !isMass && !hasName && !isDetermined && /^[\p{Ll} '’-]+$/u.test(lower);
  return { phrase: isSingleThing ? `the ${lower}` : lower, isPlural };
}

/** A text nobody can parse, in quotes and not too long. */
export function quoted(text: string, mostWords = LONGEST_QUOTE_WORDS): string {
  const short = text.split(' ').slice(0, mostWords).join(' ');
  const cut = Array.from(short).slice(0, LONGEST_QUOTE).join('').trimEnd();
  return cut.length < text.length ? `“${cut}…”` : `“${cut}”`;
}

function lowerArticle(text: string): string {
  return text.replace(/^(The|A|An) /u, (article) => article.toLowerCase());
}

export function lowerFirst(text: string): string {
  return /^(?:\p{Lu}{2,}|I\b|\p{Lu}\.)/u.test(text)
    ? text
    : text.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase());
}

export function upperFirst(text: string): string {
  return text.replace(/^(“?)(\p{Ll})/u, (_, quote: string, letter: string) => quote + letter.toUpperCase());
}
