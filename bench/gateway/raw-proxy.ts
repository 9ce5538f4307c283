/** The floor that a gateway in Node can reach: node:http in front, undici behind, nothing in between. */
import { createServer, type ServerResponse } from 'node:http';
import { Pool } from 'undici';

const [port = '0', origin = '', client = 'dispatch'] = process.argv.slice(2);
const pool = new Pool(origin, { connections: 128, pipelining: 1 });
const headers = { 'content-type': 'application/json' };

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (client === 'dispatch') dispatch(request.url ?? '/', body, response);
    else void relay(request.url ?? '/', body, response);
  });
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));

async function relay(path: string, body: Buffer, response: ServerResponse): Promise<void> {
  const answer = await pool.request({ path, method: 'POST', headers, body });
  response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) });
  answer.body.pipe(response);
}

function dispatch(path: string, body: Buffer, response: ServerResponse): void {
  pool.dispatch(
    { path, method: 'POST', headers, body },
    {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, status, answered) => {
        response.writeHead(status, { 'content-type': String(answered['content-type']) });
      },
      onResponseData: (_controller, chunk) => void response.write(chunk),
      onResponseEnd: () => void response.end(),
      onResponseError: () => void response.destroy(),
    },
  );
}
