/** A topic as a person typed it, in forms that fit into English sentences. */
export interface Topic {
  /** As typed, white space collapsed; `this topic` when there is nothing. */
  readonly raw: string;
  /** In the middle of a sentence: `octopuses`, `brewing coffee`, `the printing press`, or the raw text in quotes. */
  readonly phrase: string;
  readonly isPlural: boolean;
  /** Behind "about", "explains" …: `why octopuses have three hearts`; the phrase when it was no question. */
  readonly clause: string;
  /** Words of the topic that mean something, in lower case. */
  readonly keywords: readonly string[];
}

const LONGEST_PHRASE_WORDS = 6;
const VERBS = 'have|has|had|is|are|was|were|can|could|will|do|does|did|make|makes|made|use|uses|need|needs|love|loves|hate|sleep|sleeps|live|lives|work|works|worked|fly|flies|sing|sings|dance|dances|become|became|becomes|change|changes|changed|matter|matters|grow|grows|feel|feels|look|looks|see|sees|taste|tastes|fall|falls|fell|move|moves|know|knows|learn|learns|save|saves|saved|think|thinks|eat|eats|build|builds|built|turn|turns|keep|keeps|get|gets|go|goes|went|help|helps|shape|shapes|shaped|invented|conquered|won|lost|began|ended|died|disappeared|survive|survives|communicate|hunt|glow|glows|form|forms|explode|age|ages|dream|dreams|yawn|forget|remember|cry|laugh|blink|migrate|hibernate|purr|bark|rise|rises|rose|collapse|collapsed|fail|fails|failed|affect|affects|cause|causes|beat|beats|run|runs|play|plays|took|take|takes'; // prettier-ignore
const MASS = new Set('coffee water music gravity sleep money light time zero love art history tea bread sugar rice air energy space data software memory fire ice snow rain gold iron silver glass silk paper salt chocolate cheese wine beer honey milk electricity evolution photosynthesis democracy philosophy math maths mathematics physics chemistry biology economics football basketball tennis chess yoga jazz poetry stress anxiety happiness inflation debt tax plastic oil steel wood cotton interest weather climate health fitness nature life death war peace trade language grammar writing reading traffic rust dust sand soil blood pain fear luck justice beauty truth soap ink bitcoin blockchain sourdough pasta pizza sushi mercury mars venus jupiter saturn earth'.split(' ')); // prettier-ignore
const STOP = new Set('the a an of to in on for and or why how what is are was were do does did have has with without that this these those from by at your you our my its their it we they who when where which top best most ever can will be into about as'.split(' ')); // prettier-ignore

export function readTopic(text: string): Topic {
  const raw = text.replace(/[\s\p{Cc}]+/gu, ' ').trim() || 'this topic';
  const keywords = [...new Set(raw.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])].filter(
    (word) => !STOP.has(word),
  );
  const plain = raw.replace(/[?!.…]+$/u, '').trim();
  const isOrdinary = /^[\p{Script=Latin}\p{N} ,'’&:%-]+$/u.test(plain) && !/,.*,/.test(plain);
  const parts = isOrdinary ? (asQuestion(plain) ?? asNoun(plain)) : null;
  if (parts && parts.phrase.split(' ').length <= LONGEST_PHRASE_WORDS) return { raw, keywords, ...parts };
  return { raw, keywords, phrase: quoted(raw), isPlural: false, clause: quoted(raw) };
}

type Parts = Pick<Topic, 'phrase' | 'isPlural' | 'clause'>;

function asQuestion(plain: string): Parts | null {
  const toDo = /^how to ([a-z]+)(?: (.+))?$/iu.exec(plain);
  if (toDo) {
    const action = [gerund((toDo[1] ?? '').toLowerCase()), toDo[2]].filter(Boolean).join(' ');
    return { phrase: action, isPlural: false, clause: lowerFirst(plain) };
  }
  const asked = new RegExp(`^(why|how) (?:do|did|can|are|were) (.+?) (${VERBS}|[a-z]+)( .*)?$`, 'iu').exec(
    plain,
  );
  if (asked && /^(?:why|how) do /iu.test(plain)) {
    const [, word = 'why', subject = '', verb = '', rest = ''] = asked;
    return { ...nounParts(subject), clause: `${word.toLowerCase()} ${subject} ${verb}${rest}` };
  }
  const told = new RegExp(
    `^(why|how) (?!do |does |did |is |are |was |were |can )(.+?) (?:${VERBS})\\b.*$`,
    'iu',
  ).exec(plain);
  if (told) return { ...nounParts(told[2] ?? ''), clause: lowerFirst(plain) };
  const what = /^(?:what|who) (?:is|are|was|were) (.+)$/iu.exec(plain);
  if (what) return asNoun(what[1] ?? plain);
  return /^(why|how|what|when|where|who|which|is|are|can|does|do|did|should|will)\b/iu.test(plain)
    ? null
    : undefinedParts(plain);
}

function undefinedParts(plain: string): Parts | null {
  const list =
    /^(?:the )?(?:top |best )?(?:\d+|three|five|seven|ten|twelve) (?!years|days|minutes|hours|percent|century)(.+)$/iu.exec(
      plain,
    );
  if (list) return asNoun((list[1] ?? plain).replace(/ (?:that|which|to|you|every|for) .*$/iu, ''));
  const about = /^(?:the )?(?:(?:short|brief|strange|secret|hidden) )?(?:history|story|science|art|future|origins?|rise|secrets?|truth|basics) (?:of|about|behind) (.+)$/iu.exec(plain); // prettier-ignore
  if (about) return { ...asNoun(about[1] ?? plain), clause: withArticle(lowerFirst(plain)) };
  const versus = /^(.+?) (?:vs\.?|versus) (.+)$/iu.exec(plain);
  if (versus) return { phrase: `${nounParts(versus[1] ?? '').phrase} and ${nounParts(versus[2] ?? '').phrase}`, isPlural: true, clause: `${nounParts(versus[1] ?? '').phrase} and ${nounParts(versus[2] ?? '').phrase}` }; // prettier-ignore
  const titled = /^([^:]+): .+$/u.exec(plain);
  return titled ? asNoun(titled[1] ?? plain) : null;
}

function asNoun(plain: string): Parts {
  const parts = nounParts(plain);
  // A whole sentence is no noun: it is quoted.
  const isSentence =
    new RegExp(` (?:${VERBS}) `, 'iu').test(` ${plain.replace(/^\S+ /u, '')} `) && !/^the /iu.test(plain);
  if (isSentence) return { phrase: quoted(plain), isPlural: false, clause: quoted(plain) };
  return { ...parts, clause: parts.phrase };
}

function nounParts(noun: string): Pick<Topic, 'phrase' | 'isPlural'> {
  const words = noun.trim().split(' ');
  const last = (words.at(-1) ?? '').toLowerCase();
  const isPlural =
    / and /iu.test(noun) ||
    (/[^s'’u]s$/iu.test(last) && !/(?:ics|sis|itis|ness|news|mars)$/iu.test(last)) ||
    /^(?:people|children|mice|geese|women|men|fish|bacteria|fungi|octopi)$/iu.test(last);
  const hasName = words.some(
    (word, index) => /^\p{Lu}/u.test(word) && (index > 0 || /^\p{Lu}{2,}|\p{N}/u.test(word)),
  );
  const lower = hasName ? lowerArticle(noun) : lowerFirst(noun);
  const isDetermined = /^(?:the|a|an|my|your|our|his|her|this|that|every|some|all|\d+)\b/iu.test(noun);
  const isMass =
    MASS.has(last) ||
    /(?:ity|ness|ism|ics|ing|ance|ence|ship|hood|logy|graphy|tion|ment|nomy|cy|ture|[^s]ss)$/iu.test(last);
  const isSingleThing = !isPlural && !isMass && !hasName && !isDetermined && /^[\p{Ll} '’-]+$/u.test(lower);
  return { phrase: isSingleThing ? `the ${lower}` : lower, isPlural };
}

function quoted(text: string): string {
  const words = text.split(' ');
  const short = words.slice(0, LONGEST_PHRASE_WORDS).join(' ');
  const cut = Array.from(short).slice(0, 60).join('');
  return cut.length < text.length ? `“${cut}…”` : `“${cut}”`;
}

function gerund(verb: string): string {
  if (/(?:ee|ye|oe)$/u.test(verb)) return `${verb}ing`;
  if (verb.endsWith('ie')) return `${verb.slice(0, -2)}ying`;
  if (verb.endsWith('e') && verb !== 'be') return `${verb.slice(0, -1)}ing`;
  if (/^[^aeiou]*[aeiou][bdgklmnprt]$/u.test(verb)) return `${verb}${verb.at(-1) ?? ''}ing`;
  if (verb === 'begin') return 'beginning';
  return `${verb}ing`;
}

function withArticle(noun: string): string {
  return /^(?:the|a|an) /iu.test(noun) ? noun : `the ${noun}`;
}

function lowerArticle(text: string): string {
  return text.replace(/^(The|A|An) /u, (article) => article.toLowerCase());
}

function lowerFirst(text: string): string {
  return /^(?:\p{Lu}{2,}|I\b|\p{Lu}\.)/u.test(text)
    ? text
    : text.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase());
}
