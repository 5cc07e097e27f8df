import { setImmediate } from 'node:timers/promises';

const CHARACTERS_PER_PIECE = 24;

/** One server-sent event. */
export function eventBlock(data: unknown, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** A text in pieces as a model utters it; no piece splits an emoji. */
export async function* inPieces(text: string): AsyncGenerator<string> {
  const characters = Array.from(text);
  for (let at = 0; at < characters.length; at += CHARACTERS_PER_PIECE) {
    await setImmediate();
    yield characters.slice(at, at + CHARACTERS_PER_PIECE).join('');
  }
}
