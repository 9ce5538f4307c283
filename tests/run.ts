/**
 * Runs every test: brings the outside tools into place, starts one throwaway PostgreSQL cluster for all test files, and
 * ends with the plain line `N passed, N failed`.
 *
 * `npm test` runs all; `npm test -- src/ledger tests/e2e` runs the files below those folders.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { startCluster } from './support/cluster.ts';
import { prepareTools } from './support/tools.ts';

const root = resolve(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const FILE_MS_MAX = 10 * 60_000;

const files = globSync(['src/**/*.test.ts', 'tests/**/*.test.ts', 'console/src/**/*.test.ts', 'scripts/**/*.test.ts'], {
  cwd: root,
})
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.startsWith(relative(root, resolve(part)))))
  .sort()
  .map((file) => resolve(root, file));
if (files.length === 0) {
  process.stderr.write(`no test file below ${wanted.join(', ')}\n`);
  process.exit(2);
}

await prepareTools();
const cluster = await startCluster();
let passed = 0;
let failed = 0;
const failures: string[] = [];
/** How long the tests of each file took, in milliseconds. */
const spent = new Map<string, number>();
const SLOWEST_SHOWN = 20;
const isFault = (file: string): boolean => /[/\\]tests[/\\]fault[/\\]/.test(file);
const drivesBrowser = (file: string): boolean => readFileSync(file, 'utf8').includes("/support/browser.ts'");
const isSlow = (file: string): boolean => isFault(file) || drivesBrowser(file);
// One more than there are cores: servers that start, browsers that load, and whoever waits for a fact or a time limit leave theirs idle.
const lanes = Math.max(2, availableParallelism()) + 1;
await runFiles(
  files.filter((file) => !isSlow(file)),
  lanes,
);
const bySize = (one: string, other: string): number => statSync(other).size - statSync(one).size;
// What takes longest first, so that nothing long is left at the end; the faults wait more than they work, so they go between the browsers.
const [faults, browsers] = [files.filter(isFault), files.filter(drivesBrowser).sort(bySize)];
await runFiles(interleave(browsers, faults.sort(longestFirst)), lanes);
await cluster.stop();
process.exitCode = failed === 0 ? 0 : 1;
setImmediate(() => {
  const slowest = [...spent].sort(([, one], [, other]) => other - one).slice(0, SLOWEST_SHOWN);
  const seconds = slowest.map(([file, ms]) => `${Math.round(ms / 1_000)} s ${relative(root, file)}`);
  process.stdout.write(`slowest: ${seconds.join(', ')}\n`);
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
});

/** The 50 kills, then the database that is gone: minutes each. */
function longestFirst(one: string, other: string): number {
  const placeOf = (file: string): number =>
    ['kill', 'database-gone'].findIndex((name) => file.endsWith(`${name}.test.ts`)) >>> 0;
  return placeOf(one) - placeOf(other);
}

function interleave<T>(ones: readonly T[], others: readonly T[]): T[] {
  return Array.from({ length: Math.max(ones.length, others.length) }, (_, at) => [ones.at(at), others.at(at)])
    .flat()
    .filter((item) => item !== undefined);
}

async function runFiles(paths: readonly string[], concurrency: number): Promise<void> {
  if (paths.length === 0) return;
  const stream = run({ files: paths, concurrency, timeout: FILE_MS_MAX, forceExit: false });
  stream.on('test:pass', (test) => {
    if (test.file !== undefined && test.nesting === 0)
      spent.set(test.file, (spent.get(test.file) ?? 0) + test.details.duration_ms);
    if (test.details.type !== 'suite' && !isFile(test.name)) passed++;
  });
  stream.on('test:fail', (test) => {
    // A file's own line counts only when it crashed by itself and not because a test in it failed.
    const cause: unknown = Reflect.get(test.details.error, 'failureType');
    if (test.details.type === 'suite' || cause === 'subtestsFailed') return;
    failed++;
    failures.push(`${test.file === undefined ? '' : relative(root, test.file)}: ${test.name}`);
  });
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await new Promise((done) => report.once('end', done));
}

function isFile(name: string): boolean {
  return files.some((file) => file === name || relative(root, file) === name);
}
