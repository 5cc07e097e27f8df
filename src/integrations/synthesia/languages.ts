/**
 * Languages that Synthesia names with a region only; the first stands for the language itself.
 * @see https://docs.synthesia.io/reference/create-video (scriptLanguage), read 2026-11-22
 */
const REGIONAL: Readonly<Record<string, readonly string[]>> = {
  ar: ['001', 'DZ', 'BH', 'EG', 'IQ', 'JO', 'KW', 'LY', 'MA', 'QA', 'SA', 'SY', 'TN', 'AE', 'YE'],
  bn: ['001', 'BD', 'IN'],
  de: ['DE', 'AT', 'CH'],
  en: ['US', 'AU', 'CA', 'GB', 'HK', 'IE', 'IN', 'KE', 'MX', 'NG', 'NZ', 'PH', 'SG', 'ZA', 'TZ'],
  es: [
    'ES',
    'AR',
    'BO',
    'CL',
    'CO',
    'CR',
    'CU',
    'DO',
    'EC',
    'SV',
    'GQ',
    'GT',
    'HN',
    'LA',
    'MX',
    'NI',
    'PA',
    'PY',
  ].concat(['PE', 'PR', 'US', 'UY', 'VE']),
  fr: ['FR', 'BE', 'CA', 'CH'],
  nl: ['NL', 'BE'],
  pt: ['BR', 'PT'],
  sw: ['001', 'KE', 'TZ'],
  ta: ['001', 'IN', 'SG', 'LK'],
  ur: ['001', 'IN', 'PK'],
  zh: ['CN', 'HK', 'TW'],
};

/** Languages it names without a region. */
const BARE = new Set(
  (
    'af am bg my ca hr cs da et fil fi gl el gu hi hu is id ga it ja jv kn km ko lt lv ms ml mt mr nb fa pl ro ru ' +
    'sr sk sl so su sv vi te tr th uk uz cy zu'
  ).split(' '),
);

/** Older and newer codes of the same language. */
const ALIASES: Readonly<Record<string, string>> = { he: 'iw', no: 'nb', tl: 'fil' };

/** What Synthesia calls a language. @param tag BCP 47: `en`, `pt-PT`, `zh-Hant-TW` */
export function scriptLanguage(tag: string): string {
  const [given = '', ...rest] = tag.split('-');
  const language = ALIASES[given.toLowerCase()] ?? given.toLowerCase();
  const region = rest.find((part) => /^[A-Za-z]{2}$/.test(part))?.toUpperCase();
  const regions = REGIONAL[language];
  if (regions !== undefined) {
    return `${language}-${regions.find((known) => known === region) ?? regions[0] ?? '001'}`;
  }
  return language === 'iw' || BARE.has(language) ? language : `${language}-001`;
}
