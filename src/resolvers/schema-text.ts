import {
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
} from 'graphql';
import { directivesOf } from './cost-directives.js';

/** The graph as text, the same for the same types whatever the order of files; with the cost of every field. */
export function textOf(schema: GraphQLSchema): string {
  const sorted = lexicographicSortSchema(schema);
  let fields: ReturnType<typeof fieldsOf> = {};
  let open: string | null = null;
  const lines = printSchema(sorted)
    .split('\n')
    .map((line) => {
      const type = /^(?:type|interface) (\w+)/.exec(line)?.[1];
      if (type !== undefined) fields = fieldsOf(sorted, type);
      if (line === '}') fields = {};
      const [, name = null, opens] = /^ {2}(\w+)(\(?)/.exec(line) ?? [];
      if (name !== null && fields[name] && !line.includes('"""')) open = name;
      // the type of a field stands on its own line, or behind the arguments
      const ends = open !== null && (line.startsWith('  ): ') || (name === open && opens !== '('));
      if (!ends) return line;
      const field = fields[open ?? ''];
      open = null;
      return field ? line + directivesOf(field) : line;
    });
  return `${lines.join('\n')}\n`;
}

function fieldsOf(schema: GraphQLSchema, name: string) {
  const type = schema.getType(name);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
}
