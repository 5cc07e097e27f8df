/** What a prompt asks to be written, as far as it can be read out of it. */
export interface Assignment {
  readonly task: 'plan' | 'script' | 'metadata' | null;
  readonly topic: string;
  /** BCP 47. */
  readonly language: string;
  readonly targetSeconds: number;
  readonly sceneCount: number | null;
  readonly wordBudget: number | null;
  readonly hasAvatar: boolean;
  /** Texts of the scenes that metadata is written for; empty otherwise. */
  readonly scenes: readonly { readonly narration: string; readonly onScreenText: string | null }[];
  /** Titles of the plan's sections; empty when there is no plan. */
  readonly sectionTitles: readonly string[];
  /** The plan's first and last sentence; null when there is no plan. */
  readonly hook: string | null;
  readonly callToAction: string | null;
  /** What a person wrote beside the topic; empty when nothing. */
  readonly brief: string;
  /** Everything that was sent: the same words get the same answer. */
  readonly seed: string;
}

const DEFAULT_SECONDS = 60;
const LONGEST_TOPIC = 400;

/** @param instructions the system message @param input what the user side said, JSON or prose */
export function readAssignment(instructions: string, input: string): Assignment {
  const document = parseDocument(input);
  const text = `${instructions}\n${input}`;
  const channel = objectOf(document['channel']);
  const language = stringOf(document['language']) ?? stringOf(channel['language']) ?? 'en';
  const plan = objectOf(document['plan']);
  const script = objectOf(document['script']);
  return {
    task: taskOf(stringOf(document['task']) ?? text),
    topic: (stringOf(document['topic']) ?? stringOf(document['title']) ?? topicInProse(input)).slice(
      0,
      LONGEST_TOPIC,
    ),
    language,
    targetSeconds: clampSeconds(
      numberOf(document['targetSeconds']) ?? secondsInProse(text) ?? DEFAULT_SECONDS,
    ),
    sceneCount: numberOf(document['sceneCount']),
    wordBudget: numberOf(document['wordBudget']),
    hasAvatar: document['hasAvatar'] !== false,
    scenes: listOf(script['scenes'] ?? document['scenes']).map((scene) => ({
      narration: stringOf(scene['narration']) ?? '',
      onScreenText: stringOf(scene['onScreenText']),
    })),
    sectionTitles: listOf(plan['sections']).map((section) => stringOf(section['title']) ?? ''),
    hook: stringOf(plan['hook']),
    callToAction: stringOf(plan['callToAction']),
    brief: stringOf(document['brief']) ?? '',
    seed: text,
  };
}

type Document = Readonly<Record<string, unknown>>;

function parseDocument(input: string): Document {
  const start = input.indexOf('{');
  const end = input.lastIndexOf('}');
  if (start < 0 || end < start) return {};
  try {
    return objectOf(JSON.parse(input.slice(start, end + 1)));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Document) : {}; // checked here
}

function listOf(value: unknown): Document[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}

function taskOf(text: string): Assignment['task'] {
  const found = /\b(metadata|script|plan)\b/iu.exec(text)?.[1]?.toLowerCase();
  return found === 'metadata' || found === 'script' || found === 'plan' ? found : null;
}

function topicInProse(text: string): string {
  const labelled = /\b(?:topic|subject|about|title)\b\s*[:=]\s*["“«]?([^"”»\n]+)/iu.exec(text)?.[1];
  const quoted = /["“«]([^"”»\n]{3,200})["”»]/u.exec(text)?.[1];
  const about = /\babout\s+([^\n.?!]{3,200})/iu.exec(text)?.[1];
  return (labelled ?? quoted ?? about ?? text.split('\n')[0] ?? '').trim();
}

function secondsInProse(text: string): number | null {
  const found = /(\d+(?:\.\d+)?)\s*-?\s*(seconds?|secs?|s|minutes?|mins?)\b/iu.exec(text);
  if (!found) return null;
  return Number(found[1]) * (/^m/iu.test(found[2] ?? '') ? 60 : 1);
}

function clampSeconds(seconds: number): number {
  return Math.min(3600, Math.max(5, seconds));
}
