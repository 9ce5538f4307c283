import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { freshDatabase } from './cluster.ts';
import { type Ended, initHegui, type Made, runHegui, ServerProcess } from './server-process.ts';

export interface HeguiUnderTest extends Made {
  /** Where the server listens, without a slash at the end. */
  readonly url: string;
  /** What every command on the same installation needs in its environment. */
  readonly settings: Readonly<Record<string, string>>;
  /** A folder for the test's own files; gone after `stop`. */
  readonly folder: string;
  readonly server: ServerProcess;
  /** The official client, by base URL and key alone. */
  client(apiKey?: string): OpenAI;
  /** Runs a command of `hegui` beside the server. */
  run(args: readonly string[], input?: string): Promise<Ended>;
  /** POSTs JSON to a path below `/v1` with the first key. */
  post(path: string, body: object, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts a real server with its own fresh database of the run's cluster, a first service and a key. */
export async function startHegui(
  options: { readonly init?: readonly string[]; readonly settings?: Readonly<Record<string, string>> } = {},
): Promise<HeguiUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-e2e-'));
  const { url: databaseUrl, drop } = await freshDatabase();
  const settings = { HEGUI_DATA: join(folder, 'data'), DATABASE_URL: databaseUrl, ...options.settings };
  const clear = async (): Promise<void> => {
    await drop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const made = await initHegui(settings, ...(options.init ?? []));
    const server = await ServerProcess.start(settings);
    const { baseUrl, url } = server;
    return {
      ...made,
      url,
      baseUrl,
      settings,
      folder,
      server,
      client: (apiKey = made.apiKey) => new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0 }),
      run: (args, input) => runHegui(args, settings, input),
      post: (path, body, init = {}) =>
        fetch(`${baseUrl}${path}`, {
          method: 'POST',
          body: JSON.stringify(body),
          ...init,
          headers: { authorization: `Bearer ${made.apiKey}`, 'content-type': 'application/json', ...init.headers },
        }),
      stop: async () => {
        await server.stop();
        await clear();
      },
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** Adds terms to a word list through the command line; the list is made when it is not there. */
export async function importTerms(
  hegui: Pick<HeguiUnderTest, 'run'>,
  terms: readonly string[],
  options: { readonly list?: string; readonly risk?: string; readonly action?: string } = {},
): Promise<void> {
  const { list = '测试词库', risk = 'A.1.f', action = 'block' } = options;
  const args = ['lists', 'import', '-', '--list', list, '--risk', risk, '--action', action];
  const { code, stdout, stderr } = await hegui.run(args, `${terms.join('\n')}\n`);
  if (code !== 0) throw new Error(`lists import ended with ${code}: ${stderr}${stdout}`);
}

/** Asks again until `isMet`, for changes that a running server takes up within a moment. @throws Error after the limit. */
export async function waitUntil(isMet: () => Promise<boolean>, what: string, msMax: number): Promise<number> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < msMax) {
    if (await isMet()) return performance.now() - startedMs;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`not within ${msMax} ms: ${what}`);
}
