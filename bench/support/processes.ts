import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

export const root: string = resolve(import.meta.dirname, '..', '..');

/** Starts scripts of this repository one after the other and ends them all. */
export class Processes {
  readonly #running: ChildProcess[] = [];

  /** Resolves once the script printed what `ready` matches. `quiet` throws away what it complains about. */
  async start(
    script: string,
    args: readonly string[],
    ready: RegExp,
    { env = {}, quiet = false }: { readonly env?: NodeJS.ProcessEnv; readonly quiet?: boolean } = {},
  ): Promise<ChildProcess> {
    const child = spawn(process.execPath, [resolve(root, script), ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'],
    });
    this.#running.push(child);
    await said(child, ready);
    return child;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map(stop));
  }
}

function said(child: ChildProcess, words: RegExp): Promise<void> {
  return new Promise((done, fail) => {
    let text = '';
    const timer = setTimeout(() => fail(new Error(`a process did not say ${words} in time`)), 60_000);
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (!words.test(text)) return;
      clearTimeout(timer);
      done();
    });
    child.once('exit', (code) => fail(new Error(`a process ended with ${code}: ${text.slice(-500)}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}
