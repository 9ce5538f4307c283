import { config } from 'zod/v4';

// Without this zod compiles its parsers with `new Function`, which the page's CSP forbids. Schemas look at it when they
// are made, so every `zod` of the console and of the contract is this module (see `vite.config.ts`).
config({ jitless: true });

export * from 'zod/v4';
