import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** What an engine says once it is ready. */
export interface Built {
  readonly buildNs: number;
  readonly bytes: number;
}

/** One run over the whole text: how many hits, the sum of their terms' numbers (0 where an engine tells none), CPU time. */
export interface Run {
  readonly hits: number;
  readonly sum: number;
  readonly ns: number;
}

/** An engine in a process of its own: it is built once and then asked for runs, one at a time. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #interface: Interface;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.on('error', (error) => process.stderr.write(`${command}: ${error.message}\n`));
    if (this.#child.stdout === null) throw new Error(`${command} has no output`);
    this.#interface = createInterface(this.#child.stdout);
    this.#lines = this.#interface[Symbol.asyncIterator]();
  }

  async built(): Promise<Built> {
    const answer = await this.#read();
    return { buildNs: numberOf(answer, 'buildNs'), bytes: numberOf(answer, 'bytes') };
  }

  async run(mode: string): Promise<Run> {
    this.#child.stdin?.write(`${mode}\n`);
    const answer = await this.#read();
    return { hits: numberOf(answer, 'hits'), sum: numberOf(answer, 'sum'), ns: numberOf(answer, 'ns') };
  }

  async stop(): Promise<void> {
    const gone = new Promise<void>((done) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) done();
      this.#child.once('exit', () => done());
    });
    this.#child.stdin?.end();
    await gone;
    this.#interface.close();
  }

  async #read(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`${this.#child.spawnfile} ended before it answered`);
    return JSON.parse(value);
  }
}

function numberOf(answer: unknown, name: string): number {
  const value = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
  if (typeof value !== 'number') throw new Error(`an engine answered without ${name}: ${JSON.stringify(answer)}`);
  return value;
}
