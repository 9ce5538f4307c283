import { createConnection, createServer, type Socket } from 'node:net';
import { type EmbeddedPlace, urlOfPlace } from '../../src/store/index.ts';

/** How the way to the database is: open, cut off, or silent: everything is taken and nothing comes back. */
export type Way = 'open' | 'cut' | 'silent';

/** A TCP port before a database of the tests, whose way can be disturbed. */
export interface DatabaseProxy {
  /** For DATABASE_URL. */
  readonly url: string;
  set(way: Way): void;
  close(): Promise<void>;
}

export async function startDatabaseProxy(place: EmbeddedPlace): Promise<DatabaseProxy> {
  let way: Way = 'open';
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((client) => {
    if (way === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const database = createConnection(`${place.host}/.s.PGSQL.${place.port}`);
    const pair = [client, database] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [database, client] as const]) {
      from.on('data', (chunk: Buffer) => void to.write(chunk));
      // Either end may break at any time here; the other then learns of it.
      from.on('error', () => from.destroy());
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (way === 'silent') from.pause();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = new URL(urlOfPlace(place).reveal().replace('@/', `@127.0.0.1:${address.port}/`));
  url.search = '';
  return {
    url: url.href,
    set: (next) => {
      way = next;
      for (const [client, database] of pairs) {
        if (next === 'cut') client.resetAndDestroy();
        for (const socket of [client, database]) {
          if (next === 'silent') socket.pause();
          else socket.resume();
        }
      }
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const [client, database] of pairs) {
          client.destroy();
          database.destroy();
        }
      }),
  };
}
