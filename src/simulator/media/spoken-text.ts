/**
 * Cuts a text as it was sent into what is spoken: tokens that know which characters they stand for,
 * gathered into chunks of about a sentence. Characters are Unicode code points.
 */

/** A stretch of the text that is said in one go. */
export interface SpokenToken {
  /** First character, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** Plain ASCII, as handed to the engine. */
  readonly spoken: string;
  readonly pause: 'NONE' | 'COMMA' | 'SENTENCE';
}

const CHUNK_CHARACTERS = 220;
const SYMBOLS: Readonly<Record<string, string>> = {
  '&': ' and ', '%': ' percent ', '+': ' plus ', '=': ' equals ', '@': ' at ', '#': ' number ', '€': ' euros ',
  '£': ' pounds ', '°': ' degrees ', '×': ' times ', '²': ' squared ', '³': ' cubed ', '½': ' and a half ', 'ß': 'ss',
  'æ': 'ae', 'Æ': 'ae', 'ø': 'o', 'Ø': 'O', 'ł': 'l', 'Ł': 'L', 'œ': 'oe', 'Œ': 'oe', 'đ': 'd', 'ı': 'i', '’': "'", '‘': "'",
}; // prettier-ignore

/** @param characters the text, a code point each */
export function cutIntoTokens(characters: readonly string[]): SpokenToken[] {
  const tokens: SpokenToken[] = [];
  let start = 0;
  for (let index = 0; index <= characters.length; index += 1) {
    const character = characters[index] ?? ' ';
    if (!isBreak(character)) continue;
    if (index > start) addToken(tokens, characters, start, index);
    if (/[—–…;]/u.test(character)) pauseAfterLast(tokens);
    start = index + 1;
  }
  return tokens;
}

/** About a sentence each: the engine's memory stays small and times stay exact. */
export function gatherChunks(tokens: readonly SpokenToken[]): SpokenToken[][] {
  const chunks: SpokenToken[][] = [];
  let chunk: SpokenToken[] = [];
  let characters = 0;
  for (const token of tokens) {
    chunk.push(token);
    characters += token.spoken.length + 1;
    const isFull =
      characters > CHUNK_CHARACTERS && (token.pause !== 'NONE' || characters > CHUNK_CHARACTERS * 2);
    if (token.pause !== 'SENTENCE' && !isFull) continue;
    chunks.push(chunk);
    chunk = [];
    characters = 0;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}

function addToken(tokens: SpokenToken[], characters: readonly string[], start: number, end: number): void {
  const raw = characters.slice(start, end);
  const written = raw.join('');
  const spoken = raw
    .map((character) => SYMBOLS[character] ?? character)
    .join('')
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9'.,:$ ]/g, '')
    .replace(/[.,:]+(?=\s|$)|^[.,:' ]+/g, ' ')
    .replace(/\d{13,}/g, (digits) => digits.replace(/\B/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
  if (!/[A-Za-z0-9]/.test(spoken)) return;
  const tail = /[.!?,:]*["')\]”’]*$/u.exec(written)?.[0] ?? '';
  const pause =
    /[.!?]/.test(tail) && !isAbbreviation(spoken) ? 'SENTENCE' : /[,:]/.test(tail) ? 'COMMA' : 'NONE';
  tokens.push({ start, end, spoken: spoken.slice(0, 400), pause });
}

function isAbbreviation(spoken: string): boolean {
  return /^(Dr|Mr|Mrs|Ms|Prof|St|vs|approx|[A-Z]|[A-Za-z](\.[A-Za-z])+)$/.test(spoken);
}

function pauseAfterLast(tokens: SpokenToken[]): void {
  const last = tokens.pop();
  if (last) tokens.push(last.pause === 'NONE' ? { ...last, pause: 'COMMA' } : last);
}

/** White space, dashes, slashes and whatever is no visible character end a token. */
function isBreak(character: string): boolean {
  return /^[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\-‐‑–—…;/\\|_*~<>]$/u.test(character);
}
