import type { Problems } from './prompt.js';

/** Fewer letters or words say nothing for sure. */
const FEWEST_LETTERS = 60;
const FEWEST_WORDS = 40;
/** Of the letters, so many must be of the language's own script: names and terms of others are no fault. */
const LEAST_OWN_SCRIPT = 0.25;
/** Of the words, a language that is written in has at least so many in its table. */
const LEAST_COMMON_WORDS = 0.16;
/** Of the words that only one of the two languages has, so many times more. */
const CLEARLY_MORE = 4;

const SCRIPTS: Readonly<Record<string, RegExp>> = {
  ar: /\p{sc=Arabic}/gu,
  bg: /\p{sc=Cyrillic}/gu,
  el: /\p{sc=Greek}/gu,
  he: /\p{sc=Hebrew}/gu,
  hi: /\p{sc=Devanagari}/gu,
  ja: /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu,
  ko: /\p{sc=Hangul}/gu,
  ru: /\p{sc=Cyrillic}/gu,
  ta: /\p{sc=Tamil}/gu,
  th: /\p{sc=Thai}/gu,
  uk: /\p{sc=Cyrillic}/gu,
  zh: /\p{sc=Han}/gu,
};
const LATIN = /\p{sc=Latin}/gu;
const KANA = /[\p{sc=Hiragana}\p{sc=Katakana}]/gu;

/** The most common words of the languages in Latin letters. */
const COMMON_WORDS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    cs: 'a se na je v že to s z do o ve pro ale jako i jsou které který by za po jeho když tak už co při nebo',
    da: 'og i at det er en til af på den for ikke der med de som et har om vi men var hvad kan når eller fra så',
    de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum haben nur oder aber vor zur bis mehr durch man wir was wenn',
    en: 'the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so what up its about than into them can only other some could these two may then do first any my now such like our over even most after also did many before through where your how',
    es: 'de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy hasta desde nos',
    fi: 'ja on ei se että oli hän mutta joka kun ovat niin kuin myös sen tai vain jos ne nyt mitä hyvin sitä voi tämä olla kuitenkin jo',
    fr: 'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec mais comme ou si leur y dont tout nous sa aux elle vous on été cette bien ces peut sans être deux même',
    hr: 'i je u se na da su za od s a o što kao ne koji iz po ili to biti ali sve može kako samo bi nije te koja još',
    hu: 'a az és hogy nem is egy ez de van meg csak mint el ha már volt mert azt még ki fel ami vagy lehet sem minden nagyon',
    id: 'yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena ada kita mereka bisa oleh saya adalah lebih atau dapat sudah',
    it: 'di e il la che in un a per è una del non con i da si le sono al della dei come anche più o nel alla ma ha gli su se lo questo delle loro ci quando tra essere',
    ms: 'yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke kerana ada kita mereka boleh oleh saya adalah lebih atau dapat sudah',
    nb: 'og i det er på en til som av for at ikke med den de har et om vi men var fra kan hva når eller så seg skal ble',
    nl: 'de het een van en in is dat op te zijn met voor niet aan er om als ook die maar bij door over naar uit dan nog wordt wat hoe worden heeft hebben ze je we of kan meer',
    pl: 'i w na z że się do nie jest to o jak co ale po tak od za są przez który dla jego już czy tylko być może przy bardzo które',
    pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso',
    ro: 'și de în a la cu pe nu că se din un o este pentru care ce mai ca sau sunt au fi dar al prin ale când după fost această',
    sk: 'a sa na je v že to s z do o vo pre ale ako aj sú ktoré ktorý by za po jeho keď tak už čo pri alebo',
    sv: 'och i att det som en på är av för med den till inte har de om ett men var sig så vi kan från när vad eller man också',
    tr: 've bir bu da de için ile çok ne o gibi daha olarak kadar var ama olan en her sonra değil ki ya mi bile nasıl',
    vi: 'và của là có trong một các được cho không với những này đã người khi để từ như đến về tại ra vào rằng thì cũng nhiều',
  }).map(([language, words]) => [language, new Set(words.split(' '))]),
); // prettier-ignore

/** So near to each other that common words do not tell them apart. */
const NEAR: readonly ReadonlySet<string>[] = [
  new Set(['da', 'nb', 'sv']),
  new Set(['cs', 'sk']),
  new Set(['id', 'ms']),
];

/**
 * Whether texts are for sure in another language than the one that was asked for. Doubt is no fault: short texts, mixed
 * ones and near relatives pass.
 * @param language BCP 47 tag, as an episode has it
 * @param topic its words may be in any language and are not counted
 */
export function languageProblems(texts: readonly string[], language: string, topic: string): Problems {
  const base = language.split('-')[0] ?? language;
  const known = new Set(wordsOf(topic));
  const words = wordsOf(texts.join(' \n ')).filter((word) => !known.has(word));
  const found = otherScript(words.join(' '), base) ?? otherLatin(words, base);
  return found === null
    ? []
    : [`The texts are in ${nameOf(found)}; they must be in ${nameOf(language)} (${language}).`];
}

/** What is written instead, by the letters; null when the letters fit. */
function otherScript(text: string, base: string): string | null {
  const letters = count(text, /\p{L}/gu);
  if (letters < FEWEST_LETTERS) return null;
  const share = (script: RegExp): number => count(text, script) / letters;
  if (share(SCRIPTS[base] ?? LATIN) < LEAST_OWN_SCRIPT) {
    if (share(LATIN) > LEAST_OWN_SCRIPT) return 'Latn';
    if (share(KANA) > 0.1) return 'ja';
    const [other] = Object.entries(SCRIPTS).sort(([, one], [, two]) => share(two) - share(one));
    return other?.[0] ?? null;
  }
  if (base === 'zh' && share(KANA) > 0.25) return 'ja';
  if (base === 'ja' && share(KANA) < 0.02) return 'zh';
  return SCRIPTS[base] === undefined ? null : otherCyrillic(base, share);
}

/** Letters that only one of the three has. */
function otherCyrillic(base: string, share: (letters: RegExp) => number): string | null {
  const [ukrainian, russian] = [share(/[іїєґ]/gu), share(/[ыэё]/gu)];
  if ((base === 'ru' || base === 'bg') && ukrainian > 0.03 && ukrainian > russian * 3) return 'uk';
  if ((base === 'uk' || base === 'bg') && russian > 0.015 && russian > ukrainian * 3) return 'ru';
  return null;
}

function otherLatin(words: readonly string[], base: string): string | null {
  const own = COMMON_WORDS[base];
  if (words.length < FEWEST_WORDS || own === undefined) return null;
  const share = (isCounted: (word: string) => boolean): number =>
    words.filter(isCounted).length / words.length;
  const sure = Object.entries(COMMON_WORDS)
    .filter(([other]) => !NEAR.some((group) => group.has(other) && group.has(base)))
    .map(([other, table]) => ({
      other,
      all: share((word) => table.has(word)),
      only: share((word) => table.has(word) && !own.has(word)),
      against: share((word) => own.has(word) && !table.has(word)),
    }))
    .filter(
      ({ all, only, against }) =>
        all >= LEAST_COMMON_WORDS && only >= against * CLEARLY_MORE && only > LEAST_COMMON_WORDS / 2,
    )
    .sort((one, two) => two.all - one.all);
  return sure[0]?.other ?? null;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

const LANGUAGE_NAMES = new Intl.DisplayNames('en', { type: 'language' });

function nameOf(language: string): string {
  return language === 'Latn' ? 'a language in Latin letters' : (LANGUAGE_NAMES.of(language) ?? language);
}
