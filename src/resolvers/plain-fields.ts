import { isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

/** Properties that ask the database when they are read: the executor must know that a promise may come. */
const MAY_BE_PROMISES: ReadonlySet<string> = new Set(['hasNextPage', 'hasPreviousPage', 'totalCount']);

/**
 * The framework gives every field a resolver, also where it only reads a property of the same name. Without it the
 * executor reads the property itself, several times as fast. Whatever is more than that keeps its resolver: methods,
 * getters, guards, middleware, and properties of another name.
 */
export function dropPlainResolvers(schema: GraphQLSchema): void {
  const { objectTypes, interfaceTypes, fieldResolvers } = getMetadataStorage();
  const classes = [...objectTypes, ...interfaceTypes];
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    const own = objectTypes.find(({ name }) => name === type.name);
    if (!isObjectType(type) || !own || roots.includes(type)) continue;
    const lineage = classes.filter(({ target }) => isOrExtends(own, target));
    for (const [name, field] of Object.entries(type.getFields())) {
      const declared = lineage.flatMap(
        ({ fields }) => fields?.filter((each) => each.schemaName === name) ?? [],
      );
      const isResolved = fieldResolvers.some(
        ({ schemaName, getObjectType }) =>
          schemaName === name && lineage.some(({ target }) => target === getObjectType?.()),
      );
      const isPlain =
        declared.length > 0 &&
        declared.every((each) => each.name === name && !each.roles && !each.middlewares?.length);
      if (isPlain && !isResolved && !MAY_BE_PROMISES.has(name)) delete field.resolve;
    }
  }
}

type ClassMetadata = ReturnType<typeof getMetadataStorage>['objectTypes'][number];

function isOrExtends({ target, interfaceClasses }: ClassMetadata, other: unknown): boolean {
  if (interfaceClasses?.some((each) => each === other)) return true;
  for (let one: unknown = target; typeof one === 'function'; one = Object.getPrototypeOf(one))
    if (one === other) return true;
  return false;
}

/** The framework waits for the name of a type even when it is known at once; a compiled query cannot wait for it. */
export function nameTypesAtOnce(schema: GraphQLSchema): void {
  for (const { name, resolveType } of getMetadataStorage().interfaceTypes) {
    const type = schema.getType(name);
    if (!isInterfaceType(type) || !resolveType) continue;
    const waiting = type.resolveType;
    type.resolveType = (value: unknown, context, info, abstractType) => {
      const found: unknown = resolveType(value, context, info, abstractType);
      return typeof found === 'string' ? found : waiting?.(value, context, info, abstractType);
    };
  }
}
