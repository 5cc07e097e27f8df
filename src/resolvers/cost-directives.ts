import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLField,
} from 'graphql';

/** How long a list is expected to be, in the words of `@listSize`. */
export interface ListSize {
  /** Where no slicing argument is given, or none exists. */
  readonly assumedSize: number;
  /** Arguments that say how long the list is: a number, or a list with an entry for each. */
  readonly slicingArguments?: readonly string[];
  /** Fields of the answered object that are the list; without them it is the field itself. */
  readonly sizedFields?: readonly string[];
}

/** What a field costs, in the words of `@cost` and `@listSize`; null where the default counts. */
export interface FieldCost {
  readonly weight: number | null;
  readonly listSize: ListSize | null;
}

const NAME = 'cost';
const USUAL: FieldCost = { weight: null, listSize: null };
const texts = new GraphQLList(new GraphQLNonNull(GraphQLString));

/** @see https://ibm.github.io/graphql-specs/cost-spec.html */
export const COST_DIRECTIVES: readonly GraphQLDirective[] = [
  new GraphQLDirective({
    name: 'cost',
    description: 'What one of it costs, in points; 1 for objects and 0 for scalars where nothing is said.',
    locations: [
      DirectiveLocation.ARGUMENT_DEFINITION,
      DirectiveLocation.ENUM,
      DirectiveLocation.FIELD_DEFINITION,
      DirectiveLocation.INPUT_FIELD_DEFINITION,
      DirectiveLocation.OBJECT,
      DirectiveLocation.SCALAR,
    ],
    args: {
      weight: { type: new GraphQLNonNull(GraphQLString), description: 'A number of points.' },
    },
  }),
  new GraphQLDirective({
    name: 'listSize',
    description: 'How many entries of a list are counted.',
    locations: [DirectiveLocation.FIELD_DEFINITION],
    args: {
      assumedSize: { type: GraphQLInt, description: 'Where no slicing argument is given.' },
      slicingArguments: {
        type: texts,
        description: 'Arguments that say how many: a number, or a list with an entry for each.',
      },
      sizedFields: { type: texts, description: 'Fields of the answer that are the list.' },
      requireOneSlicingArgument: {
        type: GraphQLBoolean,
        defaultValue: true,
        description: 'Whether a slicing argument must be given.',
      },
    },
  }),
];

export function setCost(field: GraphQLField<unknown, unknown>, cost: FieldCost): void {
  field.extensions = { ...field.extensions, [NAME]: cost };
}

export function costOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): FieldCost {
  return (extensions[NAME] as FieldCost | undefined) ?? USUAL; // as: only setCost writes it
}

/** As it stands in the schema's text behind the field, with a blank before it; empty for the default. */
export function directivesOf(field: Pick<GraphQLField<unknown, unknown>, 'extensions'>): string {
  const { weight, listSize } = costOf(field);
  const cost = weight === null ? '' : ` @cost(weight: "${weight}")`;
  if (!listSize) return cost;
  const { assumedSize, slicingArguments, sizedFields } = listSize;
  const words = [
    `assumedSize: ${assumedSize}`,
    ...(slicingArguments ? [`slicingArguments: ${listOf(slicingArguments)}`] : []),
    ...(sizedFields ? [`sizedFields: ${listOf(sizedFields)}`] : []),
    ...(slicingArguments ? ['requireOneSlicingArgument: false'] : []),
  ];
  return `${cost} @listSize(${words.join(', ')})`;
}

const listOf = (names: readonly string[]): string => `[${names.map((name) => `"${name}"`).join(', ')}]`;
