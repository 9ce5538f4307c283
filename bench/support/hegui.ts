import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort, type Processes, root } from './processes.ts';

export interface RunningHegui {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly pid: number;
}

/** A fresh Hegui as anyone would set it up, in front of one upstream, with one word list that blocks. */
export async function startHegui(
  processes: Processes,
  folder: string,
  upstreamOrigin: string,
  terms: readonly string[],
): Promise<RunningHegui> {
  const port = await freePort();
  const env = { HEGUI_DATA: join(folder, 'data'), HEGUI_PORT: String(port), HEGUI_LOG: 'error', DATABASE_URL: '' };
  const hegui = (...args: string[]): string =>
    execFileSync(process.execPath, [resolve(root, 'src/app/cli/main.ts'), ...args], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 2],
    });
  const made: unknown = JSON.parse(hegui('init', '--json', '--upstream', `${upstreamOrigin}/v1`));
  const file = join(folder, 'terms.txt');
  writeFileSync(file, terms.join('\n'));
  hegui('lists', 'import', file, '--list', 'bench', '--risk', 'A.1.f', '--action', 'block');
  const child = await processes.start('src/app/cli/main.ts', ['start'], /http:\/\//, { env });
  if (child.pid === undefined) throw new Error('hegui did not start');
  return { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: apiKeyOf(made), pid: child.pid };
}

function apiKeyOf(made: unknown): string {
  if (typeof made === 'object' && made !== null && 'apiKey' in made && typeof made.apiKey === 'string')
    return made.apiKey;
  throw new Error('hegui init printed no apiKey');
}
