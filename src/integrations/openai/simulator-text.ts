/** Texts for the two keywords that bind a string: `format` and `pattern`. */

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-11-22T10:00:00Z',
  time: '10:00:00Z',
  date: '2026-11-22',
  duration: 'PT45S',
  email: 'reader@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '6f0c9a52-3c56-4d2b-9b1e-0f2a7c5d8e41',
};

export function textForFormat(format: string, otherwise: string): string {
  return FORMATS[format] ?? otherwise;
}

/** The wished text when it fits, else the shortest text that the common parts of regular expressions allow. */
export function textForPattern(pattern: string, wished: string): string {
  const expression = new RegExp(pattern, 'u');
  if (expression.test(wished)) return wished;
  const made = new PatternReader(pattern).alternatives();
  return expression.test(made) ? made : wished;
}

/** Reads a regular expression from left to right and writes something that it matches. */
class PatternReader {
  private at = 0;

  constructor(private readonly pattern: string) {}

  /** The first alternative; the others are read and dropped. */
  alternatives(): string {
    const first = this.sequence();
    while (this.pattern[this.at] === '|') {
      this.at += 1;
      this.sequence();
    }
    return first;
  }

  private sequence(): string {
    let text = '';
    while (this.at < this.pattern.length && !'|)'.includes(this.pattern[this.at] ?? '')) {
      const piece = this.atom();
      text += piece.repeat(this.repetitions());
    }
    return text;
  }

  private atom(): string {
    const character = this.pattern[this.at++] ?? '';
    if (character === '^' || character === '$') return '';
    if (character === '.') return 'a';
    if (character === '\\') return this.escaped();
    if (character === '[') return this.characterClass();
    if (character !== '(') return character;
    const isLookaround = /^\?(?:[=!]|<[=!])/u.test(this.pattern.slice(this.at));
    this.at += /^\?(?::|<?[=!]|<\w+>)/u.exec(this.pattern.slice(this.at))?.[0].length ?? 0;
    const inside = this.alternatives();
    this.at += 1;
    return isLookaround ? '' : inside;
  }

  private escaped(): string {
    const character = this.pattern[this.at++] ?? '';
    if (character === 'p') {
      this.at = this.pattern.indexOf('}', this.at) + 1;
      return 'a';
    }
    return (
      { d: '1', w: 'a', s: ' ', D: 'a', S: 'a', W: ' ', b: '', B: '', n: '\n', t: '\t' }[character] ??
      character
    );
  }

  private characterClass(): string {
    const end = this.pattern.indexOf(']', this.at + 1);
    const inside = this.pattern.slice(this.at, end);
    this.at = end + 1;
    const matcher = new RegExp(`^[${inside}]$`, 'u');
    return [...Array.from('aA1 #-_.'), ...Array.from({ length: 94 }, (_, code) => String.fromCharCode(33 + code))].find((one) => matcher.test(one)) ?? ''; // prettier-ignore
  }

  private repetitions(): number {
    const rest = this.pattern.slice(this.at);
    const counted = /^\{(\d+)(?:,\d*)?\}\??/u.exec(rest);
    const sign = /^[*+?]\??/u.exec(rest)?.[0];
    this.at += (counted?.[0] ?? sign ?? '').length;
    if (counted) return Number(counted[1]);
    return sign?.startsWith('?') || sign?.startsWith('*') ? 0 : 1;
  }
}
