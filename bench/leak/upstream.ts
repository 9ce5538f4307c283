/** A model that says what the seed in the last message orders, streamed in pieces cut anywhere, bytes included. */
import { createServer, type ServerResponse } from 'node:http';
import { seededRandom } from '../support/random.ts';
import { type LeakChoice, leakCase, leakTerms } from './case.ts';

const terms = leakTerms();

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8');
    const seed = Number(/seed (\d+)/.exec(text)?.[1] ?? 0);
    const { choices } = leakCase(seed, terms);
    if (text.includes('"stream":true')) stream(response, choices, seed);
    else whole(response, choices);
  });
}).listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => process.stdout.write('ready\n'));

const envelope = { id: 'chatcmpl-leak', created: 1, model: 'bench' };

function whole(response: ServerResponse, choices: readonly LeakChoice[]): void {
  const body = JSON.stringify({
    ...envelope,
    object: 'chat.completion',
    choices: choices.map((choice, index) => ({
      index,
      message: {
        role: 'assistant',
        content: null,
        ...saying(choice, choice.channel === 'arguments' ? argumentsOf(choice.text) : choice.text, null),
      },
      finish_reason: 'stop',
    })),
  });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function stream(response: ServerResponse, choices: readonly LeakChoice[], seed: number): void {
  const random = seededRandom(seed + 1);
  const events: object[] = choices.map((choice, index) =>
    chunk(index, { role: 'assistant', ...(choice.channel === 'arguments' ? opening : { content: '' }) }),
  );
  const waiting = choices.map((choice) => [
    ...(choice.channel === 'arguments' ? split(argumentsOf(choice.text), choice.pieces) : choice.pieces),
  ]);
  // The choices take turns as they please, as those of a real server do.
  while (waiting.some((pieces) => pieces.length > 0)) {
    const index = Math.floor(random() * choices.length);
    const piece = waiting[index]?.shift();
    const choice = choices[index];
    if (piece !== undefined && choice !== undefined) events.push(chunk(index, saying(choice, piece, 0)));
  }
  events.push(...choices.map((_, index) => chunk(index, {}, 'stop')));
  const bytes = Buffer.from(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + Math.floor(random() * 2_000);
    response.write(bytes.subarray(at, at + length));
    at += length;
  }
  response.end();
}

const opening = {
  tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'note', arguments: '' } }],
};

function chunk(index: number, delta: object, finish: string | null = null): object {
  return { ...envelope, object: 'chat.completion.chunk', choices: [{ index, delta, finish_reason: finish }] };
}

function saying(choice: LeakChoice, text: string, callIndex: number | null): object {
  if (choice.channel !== 'arguments') return { [choice.channel]: text };
  const call =
    callIndex === null
      ? { id: 'call_1', type: 'function', function: { name: 'note', arguments: text } }
      : { index: callIndex, function: { arguments: text } };
  return { tool_calls: [call] };
}

const argumentsOf = (text: string): string => `{"text":"${text}"}`;

/** The raw arguments cut where the text was cut, the JSON around it included. */
function split(raw: string, pieces: readonly string[]): string[] {
  return ['{"text":"', ...pieces, raw.slice(-2)];
}
