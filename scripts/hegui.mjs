#!/usr/bin/env node
// The one door to every command. Plain JavaScript for any Node 20 or newer, because it runs before anything is
// installed: it brings the dependencies, the pinned runtime and the console into place, then hands over to Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamps = join(root, 'node_modules', '.cache', 'hegui');
const BROWSER_FLOORS = ['contract', 'kernel', 'label', 'law', 'scope', 'screening', 'sm2'];
const isClone = existsSync(join(root, 'console', 'package.json'));
const args = process.argv.slice(2);

/** Tells people what takes long; scripts that read standard output are not disturbed. */
const say = (text) => process.stderr.write(`hegui: ${text}\n`);

function digest(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort())
        if (name !== 'node_modules' && name !== 'dist') add(join(path, name));
    } else hash.update(path.slice(root.length)).update(readFileSync(path));
  };
  for (const path of paths) add(join(root, path));
  return hash.digest('hex');
}

/** Runs `work` unless it already ran for these very files. */
function once(name, paths, result, work) {
  const stamp = join(stamps, name);
  const wanted = digest(paths);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(join(root, result))) return;
  work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, wanted);
}

function run(command, commandArgs, what) {
  // Output of set-up goes to standard error: standard output belongs to the command.
  const { status, error } = spawnSync(command, commandArgs, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  say(`${what} failed${error ? `: ${error.message}` : ''}. Check the lines above; then run the command again.`);
  process.exit(1);
}

function install() {
  say('installing what Hegui needs (once; about a minute)');
  run('npm', ['ci', '--no-audit', '--no-fund'], 'npm ci');
}

function buildConsole() {
  say('building the console (once; about half a minute)');
  run(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'console', '--logLevel', 'warn'],
    'building the console',
  );
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  say(`Node ${process.versions.node} is too old; install Node 20 or newer (https://nodejs.org).`);
  process.exit(2);
}
if (isClone) {
  once(
    'installed',
    ['package.json', 'package-lock.json', 'console/package.json'],
    'node_modules/node/bin/node',
    install,
  );
  if (args[0] === 'start' || args[0] === '--script') {
    once(
      'console',
      // All that the browser runs: engines, and what they stand on.
      [...['console', 'law', 'package-lock.json'], ...BROWSER_FLOORS.map((floor) => `src/${floor}`)],
      'console/dist/index.html',
      buildConsole,
    );
  }
}

function runtime() {
  if (process.env.HEGUI_NODE) return process.env.HEGUI_NODE;
  const places = [join(root, 'node_modules'), join(root, '..')];
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  return places.map((place) => join(place, 'node', 'bin', binary)).find((path) => existsSync(path)) ?? process.execPath;
}

const [entry, rest] = args[0] === '--script' ? [args[1], args.slice(2)] : ['src/app/cli/main.ts', args];
const child = spawn(runtime(), ['--disable-warning=ExperimentalWarning', join(root, entry), ...rest], {
  stdio: 'inherit',
  // Some seven hundred modules are compiled once, not at every command; a folder that cannot be written to is passed over.
  env: { NODE_COMPILE_CACHE: join(stamps, 'compiled'), ...process.env },
});
// The terminal sends Ctrl-C to both; the child decides when to go. Other signals are passed on.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm runs scripts in a shell that dies of a signal without passing it on: then nobody is left above us.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM');
}, 1_000).unref();
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
