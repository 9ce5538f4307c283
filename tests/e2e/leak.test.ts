import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';
import {
  chunkOf,
  type Script,
  type ScriptedUpstream,
  sendJson,
  sendPieces,
  startScriptedUpstream,
  streamBytes,
} from '../support/scripted-upstream.ts';

const BEFORE = '开头。';
const AFTER = '，结尾';
const STANDARD = '抱歉，这个问题我无法回答。请换个话题再试。';
const MARK = '（本内容由AI生成）';
const CLEAN = '平常的话，没有什么';
const BLOCKED = ['禁词甲', 'LouMilo', '违🎈乙'];
const REPLACED = '换掉丙';
/** Listed terms as they may be written; none of these may be seen, nor any part of them. */
const DISGUISES = [
  '禁词甲',
  '禁詞甲',
  '禁\u200b词\u200d甲',
  '禁*词 - 甲',
  'LouMilo',
  'ｌＯ-umＩl\u200cＯ',
  '违🎈乙',
  '违 🎈_乙',
];
const PARALLEL = 12;

/** A place of an answer where text stands. */
interface Channel {
  /** How many of its splits are tried: each, or one of so many. */
  readonly every: number;
  /** What the events of the choice say before, if anything. */
  readonly head?: object;
  delta(piece: string): object;
  message(text: string): object;
  /** The text as it is written there. */
  write?(text: string): string;
}

const CHANNELS: Readonly<Record<string, Channel>> = {
  content: { every: 1, delta: (content) => ({ content }), message: (content) => ({ content }) },
  reasoning_content: {
    every: 2,
    delta: (reasoning_content) => ({ reasoning_content }),
    message: (reasoning_content) => ({ content: '', reasoning_content }),
  },
  refusal: { every: 2, delta: (refusal) => ({ refusal }), message: (refusal) => ({ content: null, refusal }) },
  'a member nobody knows': {
    every: 2,
    delta: (x_note) => ({ x_note }),
    message: (x_note) => ({ content: '', x_note }),
  },
  'arguments of a tool call': toolArguments(4, (text) => JSON.stringify({ text })),
  'escaped arguments of a tool call': toolArguments(31, (text) => `{"text":"${escaped(text)}"}`),
  'the name of a tool': {
    every: 2,
    delta: (name) => ({ tool_calls: [{ index: 0, function: { name } }] }),
    message: (name) => ({
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name, arguments: '{}' } }],
    }),
  },
  'arguments of a function call': {
    every: 2,
    delta: (piece) => ({ function_call: { name: 'look_up', arguments: piece } }),
    message: (text) => ({ content: null, function_call: { name: 'look_up', arguments: text } }),
  },
};

let hegui: HeguiUnderTest;
let upstream: ScriptedUpstream;
let scripts = 0;

before(async () => {
  upstream = await startScriptedUpstream();
  hegui = await startHegui({ init: ['--upstream', upstream.baseUrl] });
  await importTerms(hegui, BLOCKED);
  await importTerms(hegui, [REPLACED], { list: '替换', action: 'replace' });
  const isLive = async (): Promise<boolean> => (await askWhole([message(REPLACED)])).text.includes('■■■');
  await waitUntil(isLive, 'the terms are live', 5_000);
});
after(async () => {
  await hegui.stop();
  await upstream.close();
});

for (const [name, channel] of Object.entries(CHANNELS)) {
  test(`no split of a listed term into two or three deltas lets any of it out: ${name}`, async () => {
    const cases = DISGUISES.flatMap((disguise) =>
      splits(writtenIn(channel, disguise)).map((pieces) => ({ disguise, pieces })),
    );
    await inParallel(thinned(cases, channel.every), async ({ disguise, pieces }) => {
      const shown = await askStream([piecesOf(channel, pieces)], []);
      const where = `${JSON.stringify(disguise)} as ${JSON.stringify(pieces)}`;
      assertNothingShown(shown.text, where);
      assert.deepEqual(shown.finishes, ['content_filter'], where);
      if (name === 'content') assert.equal(shown.contents[0], `${BEFORE}\n\n${STANDARD}\n\n${MARK}`, where);
    });
  });

  test(`the verdict and the text shown are the same unstreamed: ${name}`, async () => {
    for (const disguise of DISGUISES) {
      const text = writtenIn(channel, disguise);
      const whole = await askWhole([{ role: 'assistant', ...channel.message(text) }]);
      const streamed = await askStream([piecesOf(channel, [text])], []);
      assertNothingShown(whole.text, disguise);
      assert.deepEqual(whole.finishes, streamed.finishes);
      assert.deepEqual(whole.contents, streamed.contents);
    }
  });
}

for (const choices of [2, 3]) {
  test(`with ${choices} choices the one that says a listed term is cut at every split and the others come whole`, async () => {
    for (const channel of [CHANNELS.content, CHANNELS['arguments of a tool call']]) {
      if (channel === undefined) throw new Error('no channel');
      const cases = splits(writtenIn(channel, '禁\u200b词甲'));
      await inParallel(thinned(cases, 2), async (pieces) => {
        const clean = Array.from({ length: choices - 1 }, () =>
          piecesOf(channel === CHANNELS.content ? channel : content(), [CLEAN]),
        );
        const shown = await askStream([...clean, piecesOf(channel, pieces)], []);
        const where = JSON.stringify(pieces);
        assertNothingShown(shown.text, where);
        assert.deepEqual(shown.finishes, [...clean.map(() => 'stop'), 'content_filter'], where);
        for (const said of shown.contents.slice(0, -1)) assert.equal(said, `${CLEAN}\n\n${MARK}`, where);
      });
    }
  });
}

test('no border between two bytes of the stream lets any of a listed term out', async () => {
  const events = [
    chunkOf(0, { role: 'assistant', content: '' }),
    chunkOf(0, { content: `${BEFORE}违` }),
    chunkOf(0, { content: `🎈乙${AFTER}` }),
    chunkOf(0, {}, 'stop'),
  ];
  const bytes = streamBytes(events);
  const borders = Array.from({ length: bytes.length - 1 }, (_, at) => [at + 1]);
  // Between any two borders where the bytes of the term stand.
  const from = bytes.indexOf('违') - 2;
  const to = bytes.indexOf('乙') + 4;
  const inside = range(from, to).filter((at) => Math.abs(at - from) < 8 || Math.abs(to - at) < 12);
  const pairs = inside.flatMap((one) => inside.filter((other) => other > one).map((other) => [one, other]));
  const everyByte = range(1, bytes.length);
  await inParallel([...thinned(borders, 2), ...pairs, everyByte], async (at) => {
    const shown = await ask(true, (response) => sendPieces(response, cutAt(bytes, at)));
    assertNothingShown(shown.text, `borders ${at.slice(0, 3).join()}`);
    assert.equal(shown.contents[0], `${BEFORE}\n\n${STANDARD}\n\n${MARK}`);
  });
});

test('log probabilities spell nothing of a listed term, at any split of its tokens', async () => {
  for (const disguise of ['禁词甲', '违🎈乙']) {
    await inParallel(splits(`${BEFORE}${disguise}${AFTER}`), async (pieces) => {
      const shown = await askStream(
        [pieces.map((content) => ({ delta: { content }, logprobs: logprobsOf(content) }))],
        [],
      );
      assertNothingShown(shown.text, JSON.stringify(pieces));
      assert.deepEqual(shown.finishes, ['content_filter']);
      const bytes = [...shown.text.matchAll(/"bytes":\[([\d,]+)\]/g)].flatMap((match) => (match[1] ?? '').split(','));
      assertNothingShown(Buffer.from(bytes.map(Number)).toString('utf8'), JSON.stringify(pieces));
    });
  }
});

test('a term to be replaced is masked in the same way at every split as unstreamed', async () => {
  for (const disguise of [REPLACED, '換\u200b掉 丙']) {
    const text = `${BEFORE}${disguise}${AFTER}`;
    const whole = await askWhole([message(text)]);
    assert.equal(whole.contents[0], `${BEFORE}${'■'.repeat([...disguise].length)}${AFTER}\n\n${MARK}`);
    await inParallel(splits(text), async (pieces) => {
      const shown = await askStream([piecesOf(content(), pieces)], []);
      assert.deepEqual(shown.contents, whole.contents, JSON.stringify(pieces));
      assert.deepEqual(shown.finishes, ['stop']);
    });
  }
});

test('what an upstream says besides its choices lets nothing of a listed term out', async () => {
  const refused = await ask(false, (response) => sendJson(response, { error: { message: `no: ${BLOCKED[0]}` } }, 400));
  assertNothingShown(refused.text, 'an error');
  const envelope = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', note: { deep: ['禁词甲'] } };
  const said = { message: { role: 'assistant', content: CLEAN }, finish_reason: 'stop' };
  const whole = await ask(false, (response) => sendJson(response, { ...envelope, choices: [{ index: 0, ...said }] }));
  const events = [
    { ...envelope, choices: [{ index: 0, delta: { content: CLEAN }, finish_reason: null }] },
    { ...envelope, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ];
  const streamed = await ask(true, (response) => sendPieces(response, [streamBytes(events)]));
  for (const { text, contents } of [whole, streamed]) {
    assertNothingShown(text, 'a member beside the choices');
    assert.deepEqual(contents, [`${CLEAN}\n\n${MARK}`]);
  }
});

interface Shown {
  /** The body, with every JSON escape resolved. */
  readonly text: string;
  /** The content of each choice, put together. */
  readonly contents: string[];
  readonly finishes: (string | null)[];
}

interface Piece {
  readonly delta: object;
  readonly logprobs?: unknown;
}

const content = (): Channel => ({
  every: 1,
  delta: (text) => ({ content: text }),
  message: (text) => ({ content: text }),
});
const message = (text: string): object => ({ role: 'assistant', content: text });

function toolArguments(every: number, write: (text: string) => string): Channel {
  return {
    every,
    head: { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'look_up', arguments: '' } }] },
    delta: (piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
    message: (text) => ({
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look_up', arguments: text } }],
    }),
    write,
  };
}

const writtenIn = (channel: Channel, disguise: string): string =>
  (channel.write ?? String)(`${BEFORE}${disguise}${AFTER}`);

const piecesOf = (channel: Channel, pieces: readonly string[]): Piece[] => [
  ...(channel.head === undefined ? [] : [{ delta: channel.head }]),
  ...pieces.map((piece) => ({ delta: channel.delta(piece) })),
];

/** Asks for a stream in which the choices take turns. */
function askStream(choices: readonly (readonly Piece[])[], more: readonly object[]): Promise<Shown> {
  const turns = range(0, Math.max(...choices.map((pieces) => pieces.length)));
  const events = [
    ...choices.map((_, index) => chunkOf(index, { role: 'assistant', content: '' })),
    ...turns.flatMap((turn) =>
      choices.flatMap((pieces, index) => {
        const piece = pieces[turn];
        return piece === undefined ? [] : [chunkOf(index, piece.delta, null, piece.logprobs ?? null)];
      }),
    ),
    ...choices.map((_, index) => chunkOf(index, {}, 'stop')),
    ...more,
  ];
  return ask(true, (response) => sendPieces(response, [streamBytes(events)]), choices.length);
}

function askWhole(messages: readonly object[]): Promise<Shown> {
  const choices = messages.map((said, index) => ({ index, message: said, logprobs: null, finish_reason: 'stop' }));
  const body = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'scripted', choices };
  return ask(false, (response) => sendJson(response, body), messages.length);
}

const saidSchema = z.looseObject({ content: z.string().nullish() });
const answerSchema = z.object({
  choices: z
    .array(
      z.object({
        index: z.int(),
        finish_reason: z.string().nullish(),
        delta: saidSchema.optional(),
        message: saidSchema.optional(),
      }),
    )
    .default([]),
});

/** Asks a model of its own, so that requests under way at once do not meet. */
async function ask(stream: boolean, script: Script, n = 1): Promise<Shown> {
  const model = `scripted-${++scripts}`;
  upstream.on(model, script);
  const request = { model, stream, n, messages: [{ role: 'user', content: '请说' }] };
  const text = await (await hegui.post('/chat/completions', request)).text();
  const bodies = stream ? text.split('\n\n').filter((block) => block.startsWith('data: {')) : [text];
  const contents: string[] = Array.from({ length: n }, () => '');
  const finishes: (string | null)[] = Array.from({ length: n }, () => null);
  for (const body of bodies) {
    for (const choice of answerSchema.parse(JSON.parse(body.replace(/^data: /, ''))).choices) {
      contents[choice.index] += (choice.delta ?? choice.message)?.content ?? '';
      if (typeof choice.finish_reason === 'string') finishes[choice.index] = choice.finish_reason;
    }
  }
  return { text: unescaped(unescaped(text)), contents, finishes };
}

// Every character of the listed terms that the answer has no other reason to show.
// (No id is made of these Latin letters.)
const FORBIDDEN = /[禁词詞甲违🎈乙]|l[\p{Cf}-]*o[\p{Cf}-]*u|m[\p{Cf}-]*i[\p{Cf}-]*l[\p{Cf}-]*o/u;

function assertNothingShown(text: string, where: string): void {
  const found = FORBIDDEN.exec(text.normalize('NFKC').toLowerCase())?.[0];
  assert.equal(found, undefined, `${where}: ${text}`);
}

/** All ways to cut a text into two and into three parts, at UTF-16 units. */
function splits(text: string): string[][] {
  const borders = range(1, text.length);
  const two = borders.map((at) => [text.slice(0, at), text.slice(at)]);
  const three = borders.flatMap((one) =>
    borders
      .filter((other) => other > one)
      .map((other) => [text.slice(0, one), text.slice(one, other), text.slice(other)]),
  );
  return [...two, ...three];
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step);

/** Every so-many-th, beginning at a place that differs from channel to channel. */
const thinned = <T>(cases: readonly T[], every: number): T[] =>
  cases.filter((_, at) => at % every === cases.length % every);

function cutAt(bytes: Buffer, borders: readonly number[]): Buffer[] {
  const ends = [...borders, bytes.length];
  return ends.map((end, position) => bytes.subarray(ends[position - 1] ?? 0, end));
}

const escaped = (text: string): string =>
  [...range(0, text.length)].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

const unescaped = (text: string): string =>
  text.replace(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function logprobsOf(text: string): object {
  const token = { token: text, logprob: -1, bytes: [...Buffer.from(text)] };
  return { content: [{ ...token, top_logprobs: [token] }], refusal: null };
}

async function inParallel<T>(cases: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...cases];
  const lane = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, lane));
  } finally {
    left.length = 0;
  }
}
