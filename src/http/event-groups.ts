import {
  execute,
  getOperationAST,
  getVariableValues,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import type { Viewer } from '../services/scope.js';
import type { Payload } from './outbox.js';

/** Where a stream begins is no part of what its events look like. */
const CURSOR_ARGUMENT = 'after';

/** Subscribers whose events look alike to the byte: each is executed and written down once for all of them. */
export interface EventGroup {
  /** @param event the same object for all of the group */
  payloadOf(event: object, make: () => Promise<Payload>): Promise<Payload>;
  leave(): void;
}

interface Members {
  count: number;
  readonly made: WeakMap<object, Promise<Payload>>;
}

export class EventGroups {
  private readonly groups = new Map<string, Members>();

  get size(): number {
    return this.groups.size;
  }

  /** @param key of `groupKey` */
  join(key: string): EventGroup {
    const members = this.groups.get(key) ?? { count: 0, made: new WeakMap<object, Promise<Payload>>() };
    this.groups.set(key, members);
    members.count += 1;
    let isIn = true;
    return {
      payloadOf(event, make) {
        const known = members.made.get(event);
        if (known) return known;
        const payload = make();
        members.made.set(event, payload);
        return payload;
      },
      leave: () => {
        if (!isIn) return;
        isIn = false;
        members.count -= 1;
        if (members.count === 0) this.groups.delete(key);
      },
    };
  }
}

/**
 * Everything that resolvers read to make an event: the document, the operation, the variables as they are after coercion,
 * and what the viewer may see. Not the cursor, and not who it is: events are executed for an `onlooker`.
 */
export function groupKey(args: ExecutionArgs, { kind, role, channelIds }: Viewer): string {
  const { schema, document, operationName, variableValues } = args;
  const operation = getOperationAST(document, operationName);
  const values = getVariableValues(schema, operation?.variableDefinitions ?? [], variableValues ?? {});
  const cursors = cursorVariables(args);
  const variables = Object.entries(values.coerced ?? {}).filter(([name]) => !cursors.has(name));
  const text = document.loc?.source.body;
  const channels = channelIds && [...channelIds].sort();
  return JSON.stringify([text, operationName ?? null, variables, kind, role, channels]);
}

/** A viewer that can see the same and is nobody: what is made for one of a group is seen by all of it. */
export function onlooker({ kind, role, channelIds }: Viewer): Viewer {
  const nobody = { keyId: '', actorId: '', name: '', expiresAt: null, origin: null };
  return { ...nobody, kind, role, channelIds };
}

/** As JSON, with everything that `execute` found. */
export async function payloadOf(
  args: ExecutionArgs,
  shape: (result: ExecutionResult) => object,
): Promise<Payload> {
  const json = JSON.stringify(shape(await execute(args)));
  return { json, bytes: Buffer.byteLength(json) };
}

/** Variables that say where to begin and nothing else. */
function cursorVariables({ schema, document }: ExecutionArgs): Set<string> {
  const cursors = new Set<string>();
  const others = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: () => false,
      Argument({ name, value }) {
        if (value.kind !== Kind.VARIABLE || name.value !== CURSOR_ARGUMENT) return undefined;
        if (types.getParentType() !== schema.getSubscriptionType()) return undefined;
        cursors.add(value.name.value);
        return false;
      },
      Variable: ({ name }) => void others.add(name.value),
    }),
  );
  return new Set([...cursors].filter((name) => !others.has(name)));
}
