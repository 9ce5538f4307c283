import { createServer, type ServerResponse } from 'node:http';
import type { SeenRequest } from './check-signature.ts';

export type VendorAnswer = (request: SeenRequest, response: ServerResponse) => void;

export interface VendorServer {
  readonly baseUrl: string;
  readonly seen: SeenRequest[];
  /** What the vendor does with the next requests. */
  answer: VendorAnswer;
  close(): Promise<void>;
}

/** A server on loopback that keeps what it saw and answers as a test says. */
export async function startVendor(answer: VendorAnswer): Promise<VendorServer> {
  const seen: SeenRequest[] = [];
  const vendor = { answer };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const body = Buffer.concat(chunks).toString('utf8');
      const one = { method: request.method ?? '', path, query, headers: Object.fromEntries(headers), body };
      seen.push(one);
      vendor.answer(one, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign(vendor, {
    baseUrl: `http://127.0.0.1:${address.port}`,
    seen,
    close: (): Promise<void> =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  });
}

export const json =
  (body: unknown, status = 200): VendorAnswer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
