import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeguiError } from '../../kernel/index.ts';
import { SseReader, writeEvent } from './index.ts';

type Event = [data: string, event: string | null];

function read(pieces: readonly Buffer[], eventBytesMax?: number): Event[] {
  const events: Event[] = [];
  const limits = eventBytesMax === undefined ? {} : { eventBytesMax };
  const reader = new SseReader((data, event) => void events.push([data, event]), limits);
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return events;
}
const readText = (text: string): Event[] => read([Buffer.from(text)]);

const RECORDED = Buffer.from(
  '\uFEFF: 准备\r\n\r\ndata: {"choices":[{"delta":{"content":"春茶"}}]}\n\n' +
    'event: hegui.note\rdata:无空格🍵\rdata: 第二行\r\r' +
    'data: a\r\ndata: b\r\n\r\nid: 7\nretry: 100\ndata\ndata:\n\n: ping\n\ndata: {"a":"\u2028é"}\r\n\r\ndata: [DONE]\n\n',
);
const EXPECTED: Event[] = [
  ['{"choices":[{"delta":{"content":"春茶"}}]}', null],
  ['无空格🍵\n第二行', 'hegui.note'],
  ['a\nb', null],
  ['\n', null],
  ['{"a":"\u2028é"}', null],
  ['[DONE]', null],
];

test('a stream with BOM, comments, all three line ends and multi-line data is read whole', () => {
  assert.deepEqual(read([RECORDED]), EXPECTED);
});

test('a stream cut in two at any byte gives the same events', () => {
  for (let cut = 0; cut <= RECORDED.length; cut++) {
    assert.deepEqual(read([RECORDED.subarray(0, cut), RECORDED.subarray(cut)]), EXPECTED, `cut at ${cut}`);
  }
});

test('a stream cut in three at any two bytes gives the same events', () => {
  for (let first = 0; first < RECORDED.length; first++) {
    for (let second = first; second < RECORDED.length; second += 3) {
      const pieces = [RECORDED.subarray(0, first), RECORDED.subarray(first, second), RECORDED.subarray(second)];
      assert.deepEqual(read(pieces), EXPECTED, `cuts at ${first} and ${second}`);
    }
  }
});

test('a stream that comes byte by byte gives the same events even when the buffer is reused', () => {
  const events: Event[] = [];
  const reader = new SseReader((data, event) => void events.push([data, event]));
  const one = Buffer.alloc(1);
  for (const byte of RECORDED) {
    one[0] = byte;
    reader.push(one);
  }
  reader.end();
  assert.deepEqual(events, EXPECTED);
});

test('arbitrary bytes in arbitrary pieces give what a plain reading of the standard gives', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'data',
      'data:',
      'data: x',
      'data:  two',
      'event: e',
      'event',
      ': c',
      'id: 1',
      'dat: no',
      'datax: no',
      '',
    ),
    fc.string({ unit: 'binary' }).map((text) => `data: ${text}`),
  );
  const stream = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\r')), { maxLength: 12 });
  fc.assert(
    fc.property(stream, fc.array(fc.nat(200), { maxLength: 6 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.map(([text, end]) => text + end).join(''));
      const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      assert.deepEqual(read(pieces), naive(bytes.toString('utf8')));
    }),
    { numRuns: 500 },
  );
});

test('invalid UTF-8 becomes U+FFFD and does not disturb its neighbours', () => {
  const bytes = Buffer.concat([
    Buffer.from('data: a'),
    Buffer.from([0xff, 0xe6, 0x98]),
    Buffer.from('b\n\ndata: c\n\n'),
  ]);
  assert.deepEqual(read([bytes]), [
    ['a\uFFFD\uFFFDb', null],
    ['c', null],
  ]);
});

test('an event without its closing blank line is delivered at the end', () => {
  assert.deepEqual(readText('data: one\n\ndata: two'), [
    ['one', null],
    ['two', null],
  ]);
});

test('an event type without data is dropped and does not stick to the next event', () => {
  assert.deepEqual(readText('event: lonely\n\ndata: x\n\n'), [['x', null]]);
});

test('a field that only begins like data is ignored', () => {
  assert.deepEqual(readText('datax: 1\nDATA: 2\n data: 3\ndat\n\n'), []);
});

test('an event of exactly the limit passes and one byte more throws E_UPSTREAM_BROKEN', () => {
  assert.deepEqual(read([Buffer.from('data:12345\n\n')], 10), [['12345', null]]);
  assert.throws(() => read([Buffer.from('data:123456\n\n')], 10), isBroken);
});

test('a line that never ends throws at the limit instead of filling the memory', () => {
  assert.throws(() => read([Buffer.from('data:1234'), Buffer.from('56')], 10), isBroken);
});

test('many lines of one event count together towards the limit', () => {
  assert.throws(() => readText10('data:1\ndata:2\n'), isBroken);
});

test('the limit is for one event, not for the stream', () => {
  assert.equal(read([Buffer.from(': ping\n\ndata:1\n\n'.repeat(50))], 10).length, 50);
});

test('what onEvent throws comes out of push', () => {
  const reader = new SseReader(() => {
    throw new RangeError('stop');
  });
  assert.throws(() => reader.push(Buffer.from('data: x\n\n')), RangeError);
});

test('a written event is read back, also with line ends inside', () => {
  for (const text of ['{"a":1}', '{\n"a":\r\n1\r}', '']) {
    assert.deepEqual(readText(writeEvent(text)), [[text.replaceAll(/\r\n|\r/g, '\n'), null]]);
  }
});

const isBroken = (error: unknown): boolean => error instanceof HeguiError && error.code === 'E_UPSTREAM_BROKEN';
const readText10 = (text: string): Event[] => read([Buffer.from(text)], 10);

/** The standard's algorithm written for plainness: whole text, split into lines. */
function naive(text: string): Event[] {
  const events: Event[] = [];
  let data: string[] = [];
  let event = '';
  const flush = (): void => {
    if (data.length > 0) events.push([data.join('\n'), event === '' ? null : event]);
    data = [];
    event = '';
  };
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (line === '') {
      flush();
      continue;
    }
    const [, field, value] = /^([^:]*)(?::\u0020?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') data.push(value ?? '');
    if (field === 'event') event = value ?? '';
  }
  flush();
  return events;
}
