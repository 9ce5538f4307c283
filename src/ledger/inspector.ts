import { inspectBundle } from './inspect.ts';

// The whole program of the inspector's one-file verifier; `scripts/build-verifier.ts` bundles from here.
process.exitCode = await inspectBundle(process.argv.slice(2), (text) => process.stdout.write(text));
