/** `npm run bench -- NAME [options]`: each bench answers one question; see `bench/README.md`. */
const BENCHES = [
  'gateway',
  'leak',
  'pii',
  'screening',
  'evasion',
  'classifier',
  'label',
  'label-coverage',
  'complaints',
  'measures',
  'label-fuzz',
  'status',
  'privacy',
] as const;
const name = BENCHES.find((bench) => bench === process.argv[2]);
if (name === undefined) {
  process.stderr.write(`name a bench: ${BENCHES.join(', ')}\n`);
  process.exit(2);
}
process.argv.splice(2, 1);
await import(`./${name}/run.ts`);
