import { createHash } from 'node:crypto';
import { Kind, print, visit } from 'graphql';

/**
 * Plugin of the code generator: the manifest of trusted documents, a text for each operation with the fragments that it
 * uses, under the id that clients send. As text it is what `print` makes of the generated document.
 */
export function plugin(_schema, files) {
  const definitions = files.flatMap(({ document }) => document.definitions);
  const fragments = new Map(
    definitions
      .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const manifest = {};
  for (const operation of definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const used = [...fragmentsOf(operation, fragments)];
    const text = print({ kind: Kind.DOCUMENT, definitions: [operation, ...used] });
    manifest[`sha256:${createHash('sha256').update(text).digest('hex')}`] = text;
  }
  return JSON.stringify(manifest, null, 2);
}

function fragmentsOf(definition, fragments, found = new Set()) {
  visit(definition, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value);
      if (!fragment || found.has(fragment)) return;
      found.add(fragment);
      fragmentsOf(fragment, fragments, found);
    },
  });
  return found;
}
