import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileScreen, type Folding } from '../../screening/index.ts';
import { Choice } from './choice.ts';
import { asArray, asObject, type JsonObject } from './json-object.ts';

const folding: Folding = { width: true, case: true, traditional: true, invisible: true, separators: true };
const screen = compileScreen([
  {
    folding,
    terms: [
      { text: '禁词甲', tag: 0, action: 'block' },
      { text: '违禁乙', tag: 1, action: 'replace' },
      { text: 'get_secret', tag: 2, action: 'block' },
    ],
  },
]);
const deltas = (): Choice => new Choice({ index: 0, screen, mask: '*', form: 'deltas' });

function contentOf(choice: Choice, pieces: readonly string[]): string {
  const shown = pieces.map((content) => choice.push({ content }).part.content ?? '');
  const rest = choice.isCut ? null : choice.finish();
  return shown.join('') + (rest?.content ?? '');
}

test('a block-term in pieces never shows a character of itself', () => {
  const choice = deltas();
  assert.equal(contentOf(choice, ['你好，禁', '词', '甲！再见']), '你好，');
  assert.equal(choice.isCut, true);
});

test('a live prefix that comes to nothing is shown in the end', () => {
  const choice = deltas();
  assert.equal(contentOf(choice, ['这是禁', '词']), '这是禁词');
  assert.equal(choice.isCut, false);
});

test('a replace-term is masked and the answer goes on', () => {
  const choice = deltas();
  assert.equal(contentOf(choice, ['说违', '禁乙，好']), '说***，好');
});

test('reasoning, refusal and unknown text members are channels of their own', () => {
  for (const name of ['reasoning_content', 'reasoning', 'refusal', 'thinking']) {
    const choice = deltas();
    choice.push({ [name]: '想：禁' });
    assert.deepEqual(choice.push({ [name]: '词甲' }).part, { [name]: '' });
    assert.equal(choice.isCut, true, name);
  }
});

test('a term split over two channels is not a hit', () => {
  const choice = deltas();
  choice.push({ content: '禁词' });
  choice.push({ reasoning_content: '甲' });
  assert.equal(choice.isCut, false);
});

test('identifiers pass untouched and are not screened as text', () => {
  const choice = deltas();
  const { part } = choice.push({ role: 'assistant', content: '', id: '禁词甲' });
  assert.deepEqual(part, { role: 'assistant', content: '', id: '禁词甲' });
  assert.equal(choice.isCut, false);
});

function callArguments(choice: Choice, pieces: readonly string[]): string {
  const shown: JsonObject[] = [
    choice.push({ tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'search', arguments: '' } }] })
      .part,
  ];
  for (const piece of pieces)
    shown.push(choice.push({ tool_calls: [{ index: 0, function: { arguments: piece } }] }).part);
  const rest = choice.isCut ? null : choice.finish();
  if (rest !== null) shown.push(rest);
  return shown
    .flatMap((part) => asArray(part.tool_calls))
    .map((call) => String(asObject(asObject(call).function).arguments ?? ''))
    .join('');
}

test('tool arguments are screened as the text they stand for, escapes included', () => {
  const choice = deltas();
  const shown = callArguments(choice, ['{"q":"\\u7981', '\\u8bc', 'd\\u7532"}']);
  assert.equal(choice.isCut, true);
  assert.equal(shown, '{"q":"');
});

test('tool arguments without a hit come out as they went in, escapes and all', () => {
  const pieces = ['{"q":"\\u79', '81\\n\\"x\\"', ' 禁词', '","e":"\\ud83d', '\\ude00"}'];
  const choice = deltas();
  assert.equal(callArguments(choice, pieces), pieces.join(''));
});

test('a masked hit in tool arguments keeps the JSON around it whole', () => {
  const choice = deltas();
  assert.equal(callArguments(choice, ['{"a":"\\"违\\u7981', '乙\\""}']), '{"a":"\\"***\\""}');
});

test('the name of a tool is released whole, once its arguments begin', () => {
  const choice = deltas();
  assert.deepEqual(
    choice.push({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'sea', arguments: '' } }] }).part.tool_calls,
    [],
  );
  choice.push({ tool_calls: [{ index: 0, function: { name: 'rch' } }] });
  const { part } = choice.push({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] });
  assert.deepEqual(part.tool_calls, [{ index: 0, id: 'c1', function: { name: 'search', arguments: '{}' } }]);
});

test('a listed tool name is never shown, however it is cut', () => {
  const choice = deltas();
  choice.push({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'get_', arguments: '' } }] });
  choice.push({ tool_calls: [{ index: 0, function: { name: 'secret' } }] });
  const { part } = choice.push({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] });
  assert.equal(choice.isCut, true);
  assert.doesNotMatch(JSON.stringify(part), /get_|secret/);
});

test('a call without arguments is shown at the end', () => {
  const choice = deltas();
  choice.push({ tool_calls: [{ index: 2, id: 'c9', function: { name: 'now', arguments: '' } }] });
  assert.deepEqual(choice.finish()?.tool_calls, [{ index: 2, id: 'c9', function: { name: 'now', arguments: '' } }]);
});

test('a whole message gets the verdict of its stream', () => {
  const choice = new Choice({ index: 0, screen, mask: '*', form: 'message' });
  const { part } = choice.push({
    role: 'assistant',
    content: '甲乙禁词',
    tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"x":"违禁乙"}' } }],
  });
  assert.deepEqual(part, {
    role: 'assistant',
    content: '甲乙禁词',
    tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"x":"***"}' } }],
  });
});

test('log probabilities wait with their text and name no listed alternative', () => {
  const choice = deltas();
  const entry = (token: string, top: readonly string[] = []): JsonObject => ({
    token,
    logprob: -1,
    bytes: [...Buffer.from(token)],
    top_logprobs: top.map((t) => ({ token: t, logprob: -2 })),
  });
  assert.deepEqual(choice.logprobs.push({ content: [entry('禁')] }), { content: [] });
  const shown = asObject(choice.logprobs.push({ content: [entry('词'), entry('好', ['禁词甲', '坏'])] }));
  assert.deepEqual(
    asArray(shown.content).map((item) => asObject(item).token),
    ['禁', '词', '好'],
  );
  assert.doesNotMatch(JSON.stringify(shown), /禁词甲/);
  choice.logprobs.push({ content: [entry('禁词')] });
  choice.logprobs.push({ content: [entry('甲')] });
  assert.equal(choice.logprobs.isCut, true);
});
