import { registerHooks } from 'node:module';

/**
 * What `npm run chaos` runs once everything is set up. The harness is TypeScript that Node takes as it is: its own
 * imports end with `.js` as everywhere here, and what it takes of the program comes from the build.
 */
const SOURCE = new URL('../src/', import.meta.url).href;
const BUILT = new URL('../dist/src/', import.meta.url).href;
const HARNESS = new URL('../test/', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('.') || !context.parentURL?.startsWith(HARNESS))
      return next(specifier, context);
    const { href } = new URL(specifier, context.parentURL);
    if (href.startsWith(SOURCE)) return next(href.replace(SOURCE, BUILT), context);
    return next(href.startsWith(HARNESS) ? href.replace(/\.js$/, '.ts') : href, context);
  },
});

const { main } = await import('../test/chaos/main.ts');
process.exitCode = await main(process.argv.slice(2));
