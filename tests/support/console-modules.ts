import { registerHooks } from 'node:module';

/** Imported for its effect: what the console calls `@hegui/…` is found in Node too, as the bundler finds it. */
registerHooks({
  resolve: (specifier, context, next) => {
    const [, name] = /^@hegui\/(contract|screening)$/.exec(specifier) ?? [];
    return name === undefined
      ? next(specifier, context)
      : next(new URL(`../../src/${name}/index.ts`, import.meta.url).href, context);
  },
});
