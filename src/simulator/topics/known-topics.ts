import type { KnownTopic } from './known-topic.js';
import { KNOWN_OF_NATURE } from './known-topics-of-nature.js';
import { KNOWN_OF_PEOPLE } from './known-topics-of-people.js';

/** @param raw a topic as typed */
export function knownTopic(raw: string): KnownTopic | null {
  const text = raw.toLowerCase();
  const isShort = text.split(' ').length <= 9;
  const found = [...KNOWN_OF_NATURE, ...KNOWN_OF_PEOPLE].find(({ words }) =>
    words.every((word) => word.test(text)),
  );
  return isShort && found && !/\b(?:vs|versus|top|best|or|not)\b/u.test(text) ? found : null;
}
