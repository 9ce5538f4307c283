import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';

/** A mail as a server took it: envelope and message, dots at line starts put right again (RFC 5321, 4.5.2). */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly message: string;
}

export interface LocalServer<T> {
  readonly port: number;
  readonly seen: T[];
  close(): Promise<void>;
}

/** A mail server on this machine. `refusal` answers every recipient instead of taking it, such as `550 no such box`. */
export async function startMailServer(refusal: () => string | null = () => null): Promise<LocalServer<TakenMail>> {
  const seen: TakenMail[] = [];
  const serve = (socket: Socket): void => {
    let held = '';
    let from = '';
    let to: string[] = [];
    let isData = false;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const onLine = (line: string): void => {
      const word = line.slice(0, 4).toUpperCase();
      const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
      if (word === 'EHLO') say('250-mail.test\r\n250 8BITMIME');
      else if (word === 'MAIL') {
        [from, to] = [address, []];
        say('250 go on');
      } else if (word === 'RCPT') {
        const refused = refusal();
        if (refused === null) to.push(address);
        say(refused ?? '250 go on');
      } else if (word === 'DATA') {
        isData = true;
        say('354 end with a dot');
      } else if (word === 'QUIT') {
        say('221 bye');
        socket.end();
      } else say(word === 'RSET' ? '250 forgotten' : '502 not here');
    };
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      held += chunk.toString('utf8');
      for (;;) {
        const end = held.indexOf(isData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const part = held.slice(0, end);
        held = held.slice(end + (isData ? 5 : 2));
        if (!isData) onLine(part);
        else {
          isData = false;
          seen.push({ from, to, message: part.replace(/^\.\./gm, '.') });
          say('250 taken');
        }
      }
    });
    say('220 mail.test ESMTP');
  };
  return await listening(createServer(serve), seen);
}

export interface TakenPost {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An address that takes posts; `status` answers each. */
export async function startPostServer(status: () => number = () => 202): Promise<LocalServer<TakenPost>> {
  const seen: TakenPost[] = [];
  const server = createHttpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ headers: request.headers, body });
    response.writeHead(status(), { location: 'http://127.0.0.1:1/' }).end();
  });
  return await listening(server, seen);
}

async function listening<T>(server: Server, seen: T[]): Promise<LocalServer<T>> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return {
    port: address.port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
