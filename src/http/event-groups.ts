import {
  getOperationAST,
  getVariableValues,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ExecutionArgs,
} from 'graphql';
import type { Viewer } from '../services/scope.js';
import type { Executions } from './executions.js';

/** Where a stream begins is no part of what its events look like. */
const CURSOR_ARGUMENT = 'after';

interface Group {
  members: number;
  readonly executions: Executions;
}

/** Subscribers whose events look alike to the byte: each event is executed and written down once for all of them. */
export class EventGroups {
  private readonly groups = new Map<string, Group>();

  /**
   * @param key of `groupKey`
   * @param create for the first member
   * @returns what all of the group execute with, and how to leave
   */
  join(key: string, create: () => Executions): { executions: Executions; leave: () => void } {
    const group = this.groups.get(key) ?? { members: 0, executions: create() };
    this.groups.set(key, group);
    group.members += 1;
    const leave = (): void => {
      group.members -= 1;
      if (group.members === 0) this.groups.delete(key);
    };
    return { executions: group.executions, leave };
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
