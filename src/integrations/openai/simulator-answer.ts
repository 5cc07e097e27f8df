import { readAssignment, type Assignment } from '../../simulator/topics/assignment.js';
import { Writer } from '../../simulator/topics/writer.js';
import { follow, isSchema, typesOf, type Schema } from './simulator-schema.js';
import { textForFormat, textForPattern } from './simulator-text.js';

/**
 * Writes an answer that meets any strict schema. Names of properties steer what is said: a plan, a script and
 * metadata get real content; anything else gets a fitting sentence, name or number.
 */
export function writeAnswer(schema: Schema, instructions: string, input: string): unknown {
  const assignment = readAssignment(instructions, input);
  const writer = new Writer(assignment);
  const root = follow(schema, schema) ?? schema;
  return new Shaper(schema, writer).shape(root, contentFor(root, writer, assignment), '', 0);
}

/** Plain prose about the topic, for a request without a schema. */
export function writeProse(instructions: string, input: string): string {
  const writer = new Writer(readAssignment(instructions, input));
  return [writer.sentence(), writer.sentence(), writer.sentence()].join(' ');
}

/** A JSON object about the topic, for `json_object`. */
export function writeLooseJson(instructions: string, input: string): unknown {
  const assignment = readAssignment(instructions, input);
  const writer = new Writer(assignment);
  return assignment.task === 'plan'
    ? writer.plan(3)
    : { topic: writer.topic.raw, summary: writer.sentence() };
}

function contentFor(root: Schema, writer: Writer, assignment: Assignment): unknown {
  const properties = isSchema(root['properties']) ? root['properties'] : {};
  const counted = (name: string, wanted: number): number => {
    const list = isSchema(properties[name]) ? properties[name] : {};
    return Math.max(
      numberIn(list, 'minItems') ?? 1,
      Math.min(numberIn(list, 'maxItems') ?? Infinity, wanted),
    );
  };
  if ('sections' in properties) return writer.plan(counted('sections', Math.min(8, Math.max(2, Math.round(assignment.targetSeconds / 15))))); // prettier-ignore
  if ('scenes' in properties) return { scenes: writer.scenes(counted('scenes', writer.sceneCount)) };
  if ('title' in properties && ('tags' in properties || 'description' in properties)) {
    const scenes = assignment.scenes.length;
    return writer.metadata({
      titles: counted('titleOptions', 3),
      tags: counted('tags', 10),
      hashtags: counted('hashtags', 4),
      chapters: counted('chapters', Math.min(8, Math.max(Math.min(3, scenes), Math.round(scenes / 3)))),
    });
  }
  return undefined;
}

const DEEPEST = 12;
const MOST_FREE_ITEMS = 3;

class Shaper {
  constructor(
    private readonly root: Schema,
    private readonly writer: Writer,
  ) {}

  /** @param content what we would like to say, if we know @param name of the property */
  shape(schema: Schema, content: unknown, name: string, depth: number): unknown {
    const found = follow(schema, this.root) ?? {};
    if ('const' in found) return found['const'];
    if (Array.isArray(found['enum']))
      return found['enum'].includes(content) ? content : (found['enum'] as unknown[])[0];
    if (Array.isArray(found['anyOf']))
      return this.shape(this.branch(found['anyOf'], content, depth), content, name, depth);
    const types = typesOf(found);
    if (types.includes('null') && (content === null || depth > DEEPEST || types.length === 1)) return null;
    switch (types.find((type) => type !== 'null')) {
      case 'object':
        return this.object(found, content, depth);
      case 'array':
        return this.array(found, content, name, depth);
      case 'integer':
      case 'number':
        return numberFor(found, content, types.includes('integer'));
      case 'boolean':
        return typeof content === 'boolean' ? content : true;
      default:
        return this.text(found, content, name);
    }
  }

  private branch(branches: readonly unknown[], content: unknown, depth: number): Schema {
    const schemas = branches.filter(isSchema).map((schema) => follow(schema, this.root) ?? {});
    const wanted = content === null || depth > DEEPEST ? 'null' : typeof content === 'string' ? 'string' : Array.isArray(content) ? 'array' : typeof content; // prettier-ignore
    const fitting = schemas.find((schema) => typesOf(schema).includes(wanted));
    return fitting ?? schemas.find((schema) => !typesOf(schema).includes('null')) ?? schemas[0] ?? {};
  }

  private object(schema: Schema, content: unknown, depth: number): unknown {
    const properties = isSchema(schema['properties']) ? schema['properties'] : {};
    const known = isSchema(content) ? content : {};
    const entries = Object.entries(properties).map(([name, property]) => [
      name,
      this.shape(isSchema(property) ? property : {}, known[name], name, depth + 1),
    ]);
    // fromEntries, because a property may be called __proto__
    return Object.fromEntries(entries);
  }

  private array(schema: Schema, content: unknown, name: string, depth: number): unknown {
    const items = isSchema(schema['items']) ? schema['items'] : {};
    const least = numberIn(schema, 'minItems') ?? 0;
    const most = numberIn(schema, 'maxItems') ?? Infinity;
    const known: unknown[] = Array.isArray(content) ? content : [];
    const free = depth > DEEPEST ? 0 : depth > 4 ? 1 : MOST_FREE_ITEMS;
    const count = Math.min(most, Math.max(least, known.length > 0 ? known.length : free));
    return Array.from({ length: count }, (_, index) =>
      this.shape(items, known[index], name.replace(/s$/u, ''), depth + 1),
    );
  }

  private text(schema: Schema, content: unknown, name: string): string {
    const said = typeof content === 'string' ? content : this.named(name);
    const pattern = schema['pattern'];
    if (typeof schema['format'] === 'string') return textForFormat(schema['format'], said);
    if (typeof pattern === 'string') return textForPattern(pattern, said);
    const longest = numberIn(schema, 'maxLength') ?? Infinity;
    const least = numberIn(schema, 'minLength') ?? 0;
    return said.padEnd(least, '.').slice(0, longest);
  }

  private named(name: string): string {
    const { topic } = this.writer;
    if (/title|headline|^name$|heading/iu.test(name)) return topic.raw;
    if (/hashtag/iu.test(name)) return `#${(topic.keywords[0] ?? 'story').replace(/[^\p{L}\p{N}]/gu, '')}`;
    if (/tag|keyword|label|category/iu.test(name)) return topic.keywords[0] ?? 'story';
    if (/broll|footage|visual|image|shot|prompt/iu.test(name)) return this.writer.view();
    if (/^(?:language|locale)/iu.test(name)) return 'en';
    if (/ur[li]$/iu.test(name)) return 'https://example.com/';
    return this.writer.sentence();
  }
}

function numberIn(schema: Schema, key: string): number | null {
  const value = schema[key];
  return typeof value === 'number' ? value : null;
}

function numberFor(schema: Schema, content: unknown, isInteger: boolean): number {
  const step = numberIn(schema, 'multipleOf') ?? (isInteger ? 1 : null);
  const nudge = step ?? 0.5;
  const above = numberIn(schema, 'exclusiveMinimum');
  const below = numberIn(schema, 'exclusiveMaximum');
  const least = Math.max(
    numberIn(schema, 'minimum') ?? -Infinity,
    above === null ? -Infinity : above + nudge,
  );
  const most = Math.min(numberIn(schema, 'maximum') ?? Infinity, below === null ? Infinity : below - nudge);
  const middle = above !== null && below !== null && below - above <= 2 * nudge ? (above + below) / 2 : null;
  const wished = typeof content === 'number' ? content : (middle ?? 1);
  const inside = middle ?? Math.min(most, Math.max(least, wished));
  if (step === null || step <= 0) return inside;
  const rounded = Math.round(inside / step) * step;
  return rounded < least
    ? Math.ceil(least / step) * step
    : rounded > most
      ? Math.floor(most / step) * step
      : rounded;
}
