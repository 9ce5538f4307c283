import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Target } from './targets.ts';

export interface Throughput {
  readonly requestsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly errors: number;
}

/** Whole answers as fast as they come over a number of connections, by `wrk` (Debian: apt-get install wrk). */
export async function measureThroughput(
  target: Target,
  body: string,
  connections: number,
  seconds: number,
  script: string,
): Promise<Throughput> {
  const lines = [`wrk.method = "POST"`, `wrk.body = ${JSON.stringify(body).replaceAll('\\u', '\\\\u')}`];
  for (const [name, value] of Object.entries(target.headers))
    lines.push(`wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`);
  writeFileSync(script, lines.join('\n'));
  const text = await output('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, target.url]);
  const errors = /Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? '0';
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text);
  return {
    requestsPerS: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1] ?? 0),
    p50Ms: milliseconds(/50%\s+([\d.]+)(us|ms|s)/.exec(text)),
    p99Ms: milliseconds(/99%\s+([\d.]+)(us|ms|s)/.exec(text)),
    errors: Number(errors) + (socket === null ? 0 : socket.slice(1).reduce((sum, count) => sum + Number(count), 0)),
  };
}

export function requireWrk(): void {
  try {
    execFileSync('wrk', ['-v'], { stdio: 'ignore' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      process.stderr.write('this bench needs wrk: apt-get install wrk\n');
      process.exit(2);
    }
  }
}

// Not the synchronous form: the bench process must stay responsive to its children.
function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once('error', fail);
    child.once('exit', () => done(text));
  });
}

const UNITS_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };
const milliseconds = (match: RegExpExecArray | null): number =>
  Number(match?.[1] ?? 0) * (UNITS_MS[match?.[2] ?? 'ms'] ?? 1);

export interface StreamTimes {
  readonly firstTokenMs: number;
  /** Gaps between the arrivals of successive pieces of text. */
  readonly gapsMs: readonly number[];
}

/** One stream read to its end. The first token is the first bytes that hold text of the answer. */
export function measureStream(target: Target, body: string, agent: Agent): Promise<StreamTimes> {
  return new Promise((done, fail) => {
    const startedMs = performance.now();
    const arrivals: number[] = [];
    const sent = request(
      target.url,
      { method: 'POST', headers: { ...target.headers, 'content-length': Buffer.byteLength(body) }, agent },
      (response) => {
        if (response.statusCode !== 200) fail(new Error(`${target.name} answered ${response.statusCode}`));
        response.on('data', (chunk: Buffer) => {
          if (chunk.includes('"content":"')) arrivals.push(performance.now());
        });
        response.on('end', () => {
          const gapsMs = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at));
          done({ firstTokenMs: (arrivals[0] ?? Number.NaN) - startedMs, gapsMs });
        });
        response.on('error', fail);
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}

export const streamAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: 256 });
