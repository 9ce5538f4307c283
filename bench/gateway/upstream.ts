/** The model that all targets stand in front of: answers at once, 1 KB unstreamed, or a paced stream of chunks. */
import { createServer } from 'node:http';
import { sampleText, seededRandom } from '../support/random.ts';

const CHUNKS = 100;
const CHUNK_EVERY_MS = 5;
const content = sampleText(seededRandom(7), 280);
const whole = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1,
  model: 'bench',
  choices: [
    { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 1_000, completion_tokens: 200, total_tokens: 1_200 },
});
const pieces = Array.from({ length: CHUNKS }, (_, index) =>
  event({ content: content.slice((index * 2) % 270, ((index * 2) % 270) + 4) }, null),
);

function event(delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1, model: 'bench', choices })}\n\n`;
}

const server = createServer((request, response) => {
  let bytes = '';
  request.setEncoding('latin1');
  request.on('data', (chunk: string) => {
    bytes += chunk;
  });
  request.on('end', () => {
    if (!bytes.includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(whole) });
      response.end(whole);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(pieces[sent++] ?? '');
      if (sent < CHUNKS) return;
      clearInterval(timer);
      response.end(`${event({}, 'stop')}data: [DONE]\n\n`);
    }, CHUNK_EVERY_MS);
    response.on('close', () => clearInterval(timer));
  });
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => process.stdout.write('ready\n'));
