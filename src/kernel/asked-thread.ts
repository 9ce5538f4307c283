import { parentPort, Worker } from 'node:worker_threads';

/** A question to a thread, by its number. */
interface Asked<Question> {
  readonly number: number;
  readonly question: Question;
}

type Told<Answer> =
  | { readonly number: number; readonly ok: true; readonly answer: Answer }
  | { readonly number: number; readonly ok: false; readonly error: unknown };

interface Pending<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface AskedThreadOptions {
  /** The file that the thread runs, which calls `answerQuestions`. */
  readonly file: URL;
  readonly name: string;
  /** After so long without a question the thread ends; null for never. */
  readonly idleMs: number | null;
}

/** One thread for all questions of a kind, started by the first. A process waits for its answers, and never for the thread itself. */
export class AskedThread<Question, Answer> {
  readonly #options: AskedThreadOptions;
  readonly #pending = new Map<number, Pending<Answer>>();
  #worker: Worker | null = null;
  #isReady = false;
  #hasFailedToStart = false;
  #number = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: AskedThreadOptions) {
    this.#options = options;
  }

  /** Has it started, so that a question is taken up at once? */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Has it ended before it was ready? */
  get hasFailedToStart(): boolean {
    return this.#hasFailedToStart;
  }

  /** Resolves with the answer. @throws whatever answering threw; an Error when the thread ends before. */
  ask(question: Question): Promise<Answer> {
    clearTimeout(this.#idle);
    const worker = this.start();
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve, reject });
      worker.ref();
      worker.postMessage({ number, question } satisfies Asked<Question>);
    });
  }

  /** Starts it unless it runs. */
  start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const { file, name } = this.#options;
    const worker = new Worker(file, { name });
    worker.on('online', () => {
      this.#isReady = true;
    });
    worker.on('message', (told: Told<Answer>) => this.#settle(worker, told));
    worker.on('error', (error) => this.#fail(worker, error));
    worker.on('exit', () => this.#fail(worker, new Error(`the thread ${name} ended`)));
    // Listening for messages would keep the process waiting for one.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, told: Told<Answer>): void {
    const pending = this.#pending.get(told.number);
    this.#pending.delete(told.number);
    if (this.#pending.size === 0) {
      worker.unref();
      const { idleMs } = this.#options;
      if (idleMs !== null) this.#idle = setTimeout(() => void worker.terminate(), idleMs).unref();
    }
    if (told.ok) pending?.resolve(told.answer);
    else pending?.reject(told.error);
  }

  /** What it had not answered fails with it; the next question starts another. */
  #fail(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    if (!this.#isReady) this.#hasFailedToStart = true;
    this.#worker = null;
    this.#isReady = false;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(error);
  }
}

/** Answers the questions of an `AskedThread`, in the thread; several may be under way at once. Does nothing anywhere else. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  const port = parentPort;
  if (port === null) return;
  const tell = async ({ number, question }: Asked<Question>): Promise<Told<Answer>> => {
    try {
      return { number, ok: true, answer: await answer(question) };
    } catch (error) {
      return { number, ok: false, error };
    }
  };
  port.on('message', (asked: Asked<Question>) => void tell(asked).then((told) => port.postMessage(told)));
}
