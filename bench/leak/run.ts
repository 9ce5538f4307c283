/**
 * Does one character of a listed term ever reach the client, does any term go unseen, and is the verdict of a stream
 * that of the whole answer? 10,000 answers through the real gateway, terms at random places, cut at random borders,
 * one to three choices, on every channel; and the hold-back beside the longest live prefix.
 *
 * `npm run bench -- leak [--answers 10000]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileScreen } from '../../src/screening/index.ts';
import { type RunningHegui, startHegui } from '../support/hegui.ts';
import { machineShape, table } from '../support/machine.ts';
import { freePort, Processes } from '../support/processes.ts';
import { CHANNELS, type ChannelName, type LeakCase, type LeakChoice, leakCase, leakTerms } from './case.ts';

const { values } = parseArgs({
  options: { answers: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const answers = Number(values.answers);
const firstSeed = Number(values.seed);
const AT_ONCE = 16;
const SEPARATOR = /[\s.-]/;
const TERM_UNITS_MAX = 40;
const terms = leakTerms();

interface Seen {
  /** What the client saw, by choice and channel. */
  readonly texts: Map<string, string>;
  readonly finishes: Map<number, string>;
}

interface Tally {
  answers: number;
  withTerm: number;
  leakedChars: number;
  missed: number;
  wrongText: number;
  verdictsApart: number;
  readonly byChannel: Map<ChannelName, number>;
}

const tally: Tally = {
  answers: 0,
  withTerm: 0,
  leakedChars: 0,
  missed: 0,
  wrongText: 0,
  verdictsApart: 0,
  byChannel: new Map(),
};
const folder = mkdtempSync(join(tmpdir(), 'hegui-leak-'));
const processes = new Processes();
try {
  const port = await freePort();
  await processes.start('bench/leak/upstream.ts', [String(port)], /ready/);
  const hegui = await startHegui(processes, folder, `http://127.0.0.1:${port}`, terms);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let next = firstSeed;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < firstSeed + answers) await check(hegui, agent, leakCase(next++, terms));
    }),
  );
  agent.destroy();
} finally {
  await processes.stop();
  rmSync(folder, { recursive: true, force: true });
}
report();

async function check(hegui: RunningHegui, agent: Agent, one: LeakCase): Promise<void> {
  const [streamed, whole] = await Promise.all([ask(hegui, agent, one, true), ask(hegui, agent, one, false)]);
  tally.answers++;
  one.choices.forEach((choice, index) => {
    judge(choice, index, streamed, true);
    judge(choice, index, whole, false);
    if (streamed.finishes.get(index) !== whole.finishes.get(index)) tally.verdictsApart++;
  });
}

function judge(choice: LeakChoice, index: number, seen: Seen, isStreamed: boolean): void {
  const shown = seen.texts.get(`${index}.${choice.channel}`) ?? '';
  const isCut = seen.finishes.get(index) === 'content_filter';
  const lead = choice.channel === 'arguments' ? '{"text":"' : '';
  if (choice.termAt < 0) {
    const expected = choice.channel === 'arguments' ? `${lead}${choice.text}"}` : choice.text;
    if (isCut || !shown.startsWith(expected)) tally.wrongText++;
    return;
  }
  tally.withTerm++;
  tally.byChannel.set(choice.channel, (tally.byChannel.get(choice.channel) ?? 0) + 1);
  if (!isCut) tally.missed++;
  const clean = `${lead}${choice.text.slice(0, choice.termAt)}`;
  // Whatever of the model's text stands beyond the clean part has leaked; the standard answer begins a new paragraph.
  const rest = shown.startsWith(clean) ? shown.slice(clean.length) : null;
  // Half a tool call is of no use to anyone: an unstreamed cut answer shows none.
  if (choice.channel === 'arguments' && !isStreamed) tally.leakedChars += shown.length;
  else if (rest === null) tally.wrongText++;
  else if (rest !== '' && !rest.startsWith('\n\n')) tally.leakedChars += rest.length;
}

function ask(hegui: RunningHegui, agent: Agent, one: LeakCase, stream: boolean): Promise<Seen> {
  const body = JSON.stringify({
    model: 'bench',
    n: one.choices.length,
    stream,
    messages: [{ role: 'user', content: `seed ${one.seed}` }],
  });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${hegui.apiKey}`,
  };
  return new Promise((done, fail) => {
    const sent = request(`${hegui.baseUrl}/chat/completions`, { method: 'POST', headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode !== 200)
          fail(new Error(`seed ${one.seed}: ${response.statusCode} ${text.slice(0, 200)}`));
        else done(readSeen(text, stream));
      });
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

interface ShownPart {
  readonly content?: string | null;
  readonly reasoning_content?: string;
  readonly refusal?: string;
  readonly tool_calls?: readonly { readonly function?: { readonly arguments?: string } }[];
}
interface ShownChoice {
  readonly index: number;
  readonly delta?: ShownPart;
  readonly message?: ShownPart;
  readonly finish_reason: string | null;
}

function readSeen(text: string, stream: boolean): Seen {
  const texts = new Map<string, string>();
  const finishes = new Map<number, string>();
  const bodies = stream
    ? text
        .split('\n\n')
        .filter((line) => line.startsWith('data: {'))
        .map((line) => line.slice(6))
    : [text];
  for (const body of bodies) {
    const { choices }: { choices: readonly ShownChoice[] } = JSON.parse(body);
    for (const { index, delta, message, finish_reason } of choices) {
      if (finish_reason !== null) finishes.set(index, finish_reason);
      const part = delta ?? message ?? {};
      const calls = (part.tool_calls ?? []).map((call) => call.function?.arguments ?? '').join('');
      const said: Record<ChannelName, string> = {
        content: part.content ?? '',
        reasoning_content: part.reasoning_content ?? '',
        refusal: part.refusal ?? '',
        arguments: calls,
      };
      for (const channel of CHANNELS)
        texts.set(`${index}.${channel}`, `${texts.get(`${index}.${channel}`) ?? ''}${said[channel]}`);
    }
  }
  return { texts, finishes };
}

/** Characters held after each piece, beside the longest live prefix found the slow way. */
function holdBack(): { mean: number; largest: number; largestPrefix: number; differing: number } {
  const folding = { width: true, case: true, traditional: true, invisible: true, separators: true };
  const screen = compileScreen([
    { folding, terms: terms.map((text, tag) => ({ text, tag, action: 'block' as const })) },
  ]);
  const prefixes = new Set(terms.flatMap((term) => [...term].map((_, index) => term.slice(0, index + 1)).slice(0, -1)));
  let held = 0;
  let pieces = 0;
  let largest = 0;
  let largestPrefix = 0;
  let differing = 0;
  for (let seed = firstSeed; seed < firstSeed + Math.min(answers, 2_000); seed++) {
    for (const choice of leakCase(seed, terms).choices.filter((one) => one.termAt < 0)) {
      const stream = screen.open({ mask: '*' });
      let text = '';
      for (const piece of choice.pieces) {
        stream.push(piece);
        text += piece;
        const longest = longestLivePrefix(text, prefixes);
        pieces++;
        held += stream.heldChars;
        largest = Math.max(largest, stream.heldChars);
        largestPrefix = Math.max(largestPrefix, longest);
        if (stream.heldChars !== longest) differing++;
      }
    }
  }
  return { mean: held / pieces, largest, largestPrefix, differing };
}

/** The longest end of the text that, without the separators inside it, begins a term. */
function longestLivePrefix(text: string, prefixes: ReadonlySet<string>): number {
  for (let length = Math.min(text.length, TERM_UNITS_MAX); length > 0; length--) {
    const end = text.slice(-length);
    if (SEPARATOR.test(end.charAt(0))) continue;
    if (prefixes.has(end.replace(/[\s.-]/g, ''))) return length;
  }
  return 0;
}

function report(): void {
  const hold = holdBack();
  const rows = [
    ['answers, each streamed and whole', tally.answers],
    ['choices with a term, both ways', tally.withTerm],
    ...[...tally.byChannel].sort().map(([channel, count]) => [`… on ${channel}`, count]),
    ['leaked characters', tally.leakedChars],
    ['missed terms', tally.missed],
    ['texts that differ from what was due', tally.wrongText],
    ['verdicts that differ streamed and whole', tally.verdictsApart],
    ['characters held, mean', hold.mean.toFixed(3)],
    ['characters held, largest', hold.largest],
    ['longest live prefix', hold.largestPrefix],
    ['moments at which the two differ', hold.differing],
  ];
  process.stdout.write(
    `# bench/leak\n\n${machineShape()}; seeds ${firstSeed} to ${firstSeed + answers - 1}.\n\n${table(['what', 'count'], rows)}\n`,
  );
  const isClean = [tally.leakedChars, tally.missed, tally.wrongText, tally.verdictsApart, hold.differing].every(
    (count) => count === 0,
  );
  process.exitCode = isClean ? 0 : 1;
}
