import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startHegui } from '../support/hegui.ts';
import { freePort, Processes, root } from '../support/processes.ts';
import { sampleTerms, seededRandom } from '../support/random.ts';

/** One thing that stands between the load and the upstream. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The process whose CPU (with its children's) counts; null for none. */
  readonly pid: number | null;
}

export interface Field {
  readonly targets: readonly Target[];
  close(): Promise<void>;
}

const TERMS = 10_000;
const json = { 'content-type': 'application/json' };

/** Starts the upstream and everything that is measured in front of it, Hegui with everything on. */
export async function startField(): Promise<Field> {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'hegui-bench-'));
  const upstreamPort = await freePort();
  const origin = `http://127.0.0.1:${upstreamPort}`;
  await processes.start('bench/gateway/upstream.ts', [String(upstreamPort)], /ready/);
  const targets: Target[] = [{ name: 'direct', url: `${origin}/v1/chat/completions`, headers: json, pid: null }];
  for (const client of ['dispatch', 'request']) {
    const port = await freePort();
    const child = await processes.start('bench/gateway/raw-proxy.ts', [String(port), origin, client], /ready/);
    const url = `http://127.0.0.1:${port}/v1/chat/completions`;
    targets.push({ name: `raw node:http + undici ${client}`, url, headers: json, pid: child.pid ?? null });
  }
  targets.push(await startPortkey(origin, processes));
  const hegui = await startHegui(processes, folder, origin, sampleTerms(seededRandom(11), TERMS));
  targets.push({
    name: 'Hegui, everything on',
    url: `${hegui.baseUrl}/chat/completions`,
    headers: { ...json, authorization: `Bearer ${hegui.apiKey}`, 'x-hegui-user': 'bench' },
    pid: hegui.pid,
  });
  return {
    targets,
    close: async () => {
      await processes.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startPortkey(origin: string, processes: Processes): Promise<Target> {
  const script = 'bench/node_modules/@portkey-ai/gateway/build/start-server.js';
  if (!existsSync(resolve(root, script))) {
    const args = ['install', '--no-package-lock', '--no-audit', '--no-fund'];
    execFileSync('npm', args, { cwd: resolve(root, 'bench'), stdio: ['ignore', 2, 2] });
  }
  const port = await freePort();
  const child = await processes.start(script, [`--port=${port}`, '--headless'], /Ready for connections/, {
    quiet: true,
  });
  return {
    name: 'Portkey 1.15.2',
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    headers: {
      ...json,
      authorization: 'Bearer none',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${origin}/v1`,
    },
    pid: child.pid ?? null,
  };
}
