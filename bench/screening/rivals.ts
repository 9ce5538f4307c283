import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../support/processes.ts';

/** An engine that can be started with a file of text and a file of terms. */
export interface Engine {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Rounds it takes part in, at most: engines a hundred times slower need no more to be told apart. */
  readonly roundsMax: number;
}

const HERE = import.meta.dirname;
const NPM_ENGINES = ['@monyone/aho-corasick', 'fastscan', 'mint-filter'];
const SLOW_ROUNDS = 2;

export function jsEngine(name: string, roundsMax: number, options: readonly string[] = []): Engine {
  const args = ['--expose-gc', '--max-old-space-size=8192', ...options, join(HERE, 'js-engine.ts'), name];
  return { name, command: process.execPath, args, roundsMax };
}

/** Builds the rivals into `folder`; says on standard error what is missing for those that cannot be built. */
export function buildRivals(folder: string): Engine[] {
  mkdirSync(folder, { recursive: true });
  const built = [buildDaachorse(folder), buildHyperscan(folder)].filter((engine) => engine !== null);
  installNpm();
  return [...built, ...NPM_ENGINES.map((name) => jsEngine(name, SLOW_ROUNDS))];
}

function attempt(name: string, remedy: string, build: () => string): Engine | null {
  try {
    return { name, command: build(), args: [], roundsMax: Number.POSITIVE_INFINITY };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    process.stderr.write(`without ${name}: ${why}. ${remedy}\n`);
    return null;
  }
}

function buildDaachorse(folder: string): Engine | null {
  return attempt('daachorse 5.1.0', 'It needs Rust: install cargo.', () => {
    const target = join(folder, 'daachorse');
    execFileSync('cargo', ['build', '--release', '--quiet'], {
      cwd: join(HERE, 'rivals', 'daachorse'),
      env: { ...process.env, CARGO_TARGET_DIR: target },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return join(target, 'release', 'hegui-bench-daachorse');
  });
}

function buildHyperscan(folder: string): Engine | null {
  return attempt('Hyperscan', 'On Debian: apt-get install gcc libhyperscan-dev.', () => {
    const target = join(folder, 'hyperscan');
    execFileSync('gcc', ['-O3', '-o', target, join(HERE, 'rivals', 'hyperscan.c'), '-lhs'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return target;
  });
}

function installNpm(): void {
  if (NPM_ENGINES.every((name) => existsSync(resolve(root, 'bench', 'node_modules', name)))) return;
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: resolve(root, 'bench'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
