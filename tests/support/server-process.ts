import { type ChildProcess, spawn } from 'node:child_process';
import { inRepository } from './floors.ts';

export interface Made {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly setupUrl: string;
  readonly verifierKey: string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const START_MS_MAX = 60_000;

/** Environment of a Hegui under test: nothing of the machine's own settings reaches it. */
export function heguiEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('HEGUI_') && name !== 'DATABASE_URL' && name !== 'NODE_TEST_CONTEXT',
  );
  return { ...Object.fromEntries(inherited), HEGUI_LOG: 'error', HEGUI_PORT: '0', ...settings };
}

/** Runs one command of `hegui` to its end. */
export function runHegui(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  input = '',
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inRepository('src/app/cli/main.ts'), ...args], {
      env: heguiEnvironment(settings),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

/** `hegui init --json` on a fresh folder. */
export async function initHegui(settings: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Made> {
  const { code, stdout, stderr } = await runHegui(['init', '--json', ...args], settings);
  if (code !== 0) throw new Error(`init ended with ${code}: ${stderr}${stdout}`);
  const made: Made = JSON.parse(stdout);
  return made;
}

/** A running `hegui start`. */
export class ServerProcess {
  readonly url: string;
  readonly baseUrl: string;
  readonly setupUrl: string | null;
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  readonly #stderr: () => string;

  constructor(
    child: ChildProcess,
    exited: Promise<number | null>,
    said: { url: string; baseUrl: string; setupUrl: string | null },
    stderr: () => string,
  ) {
    this.#child = child;
    this.#exited = exited;
    this.#stderr = stderr;
    this.url = said.url;
    this.baseUrl = said.baseUrl;
    this.setupUrl = said.setupUrl;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the server has no process');
    return this.#child.pid;
  }

  /** What it has written to standard error so far: its log. */
  get stderr(): string {
    return this.#stderr();
  }

  /** Its exit code, once it has ended; null when a signal ended it. */
  get exited(): Promise<number | null> {
    return this.#exited;
  }

  /** Resolves once it says where it listens. */
  static async start(settings: Readonly<Record<string, string>>): Promise<ServerProcess> {
    const child = spawn(process.execPath, [inRepository('src/app/cli/main.ts'), 'start', '--json'], {
      env: heguiEnvironment(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let stdout = '';
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const line = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`the server did not start: ${stderr}`));
      }, START_MS_MAX);
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`the server ended with ${code}: ${stderr}${stdout}`));
      });
      child.stdout?.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        const [first] = stdout.split('\n', 1);
        if (!stdout.includes('\n') || first === undefined) return;
        clearTimeout(timer);
        resolve(first);
      });
    });
    return new ServerProcess(child, exited, JSON.parse(line), () => stderr);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Asks it to stop and waits. */
  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return await this.#exited;
  }

  /** Ends it with no chance to finish anything. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
