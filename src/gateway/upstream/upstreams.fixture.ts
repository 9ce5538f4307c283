import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import type { TestContext } from 'node:test';
import { type Clock, silentLog } from '../../kernel/index.ts';
import {
  type UpstreamCall,
  type UpstreamFailure,
  type UpstreamResponse,
  type UpstreamSink,
  Upstreams,
  type UpstreamTarget,
} from './index.ts';

/** A clock that stands still until told. */
export class HandClock implements Clock {
  ms = 1_000_000;
  now(): Date {
    return new Date(Date.UTC(2026, 10, 23) + this.ms);
  }
  monotonicMs(): number {
    return this.ms;
  }
}

export interface Local {
  readonly baseUrl: string;
  /** Requests that reached the handler. */
  readonly seen: { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string }[];
  connections: number;
}

/** A real HTTP server on loopback that is gone when the test ends. The body is read before `answer` is called. */
export async function serve(
  t: TestContext,
  answer: (response: ServerResponse, request: IncomingMessage, count: number) => void,
): Promise<Local> {
  const local: Local = { baseUrl: '', seen: [], connections: 0 };
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      local.seen.push({ url: request.url ?? '', headers: request.headers, body });
      answer(response, request, local.seen.length);
    });
  };
  const server = createServer(listener);
  server.on('connection', () => {
    local.connections++;
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(local, { baseUrl: `http://127.0.0.1:${await listen(server)}/v1` });
}

/** A TCP server that does with each connection what it is told. */
export async function serveTcp(t: TestContext, onSocket: (socket: Socket, count: number) => void): Promise<number> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket, ++count);
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listen(server);
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function listen(server: Server | TcpServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('the server does not listen on a port');
  return address.port;
}

export const targetOf = (baseUrl: string, more: Partial<UpstreamTarget> = {}): UpstreamTarget => ({
  id: `ups-${baseUrl}`,
  name: 'test',
  baseUrl,
  apiKey: null,
  models: {},
  connectMs: 2_000,
  firstByteMs: 2_000,
  idleMs: 2_000,
  demonstration: false,
  ...more,
});

export function upstreamsFor(t: TestContext, clock: Clock = new HandClock()): Upstreams {
  const upstreams = new Upstreams({ clock, log: silentLog });
  t.after(() => upstreams.close());
  return upstreams;
}

/** A sink that keeps what it is told and resolves `over` when the call ends. */
export class Recorder implements UpstreamSink {
  readonly said: string[] = [];
  readonly failovers: UpstreamFailure[] = [];
  response: UpstreamResponse | null = null;
  failure: UpstreamFailure | null = null;
  bytes = Buffer.alloc(0);
  takes: (chunk: Buffer) => boolean = () => true;
  #end: () => void = () => undefined;
  readonly over = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  onResponse(response: UpstreamResponse): void {
    this.said.push('response');
    this.response = response;
  }
  onData(chunk: Buffer): boolean {
    if (this.said.at(-1) !== 'data') this.said.push('data');
    this.bytes = Buffer.concat([this.bytes, chunk]);
    return this.takes(chunk);
  }
  onEnd(): void {
    this.said.push('end');
    this.#end();
  }
  onFailure(failure: UpstreamFailure): void {
    this.said.push('failure');
    this.failure = failure;
    this.#end();
  }
  onFailover(failure: UpstreamFailure): void {
    this.failovers.push(failure);
  }
}

export interface SendOptions {
  readonly stream?: boolean;
  readonly sink?: Recorder;
  readonly bodyFor?: (target: UpstreamTarget) => string;
}

/** Starts a chat call to the targets; await `sink.over`. */
export function send(
  upstreams: Upstreams,
  targets: readonly UpstreamTarget[],
  options: SendOptions = {},
): { readonly call: UpstreamCall; readonly sink: Recorder } {
  const sink = options.sink ?? new Recorder();
  const call = upstreams.call(
    {
      path: '/chat/completions',
      targets,
      stream: options.stream ?? false,
      bodyFor: options.bodyFor ?? (() => '{"model":"m"}'),
    },
    sink,
  );
  return { call, sink };
}

/** Sends and waits for the end. */
export async function ask(
  upstreams: Upstreams,
  targets: readonly UpstreamTarget[],
  options: SendOptions = {},
): Promise<Recorder> {
  const { sink } = send(upstreams, targets, options);
  await sink.over;
  return sink;
}
