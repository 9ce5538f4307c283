import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runHegui } from '../support/server-process.ts';

// No database can be reached and no data folder made: the command needs neither.
const SETTINGS = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', HEGUI_DATA: '/dev/null/none' };
const LIST = 'term,risk,action,note\n禁词甲,A.1.f,block,\n甲*乙,A.1.h,,\nSM,,,\n大麻,,,\na,,,\n';
const TEXT = '😀禁 詞甲 Smoking SM。甲一二乙，大麻烦 大麻';

let folder: string;
let list: string;
const at = (name: string): string => join(folder, name);
const screen = (args: readonly string[], input = '') => runHegui(['screen', '--list', list, ...args], SETTINGS, input);
const parse = (stdout: string): unknown[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-screen-'));
  list = at('list.csv');
  writeFileSync(list, LIST);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('every hit is one JSON line with code points, UTF-16 units, term, risk and what was folded; exit 1', async () => {
  writeFileSync(at('allow.txt'), '大麻烦\n');
  const { code, stdout, stderr } = await screen(['--risk', 'A.4.a', '--allow', at('allow.txt'), '--json'], TEXT);
  assert.equal(code, 1);
  assert.deepEqual(parse(stdout), [
    { offset: 1, offsetUtf16: 2, length: 4, term: '禁词甲', risk: 'A.1.f', foldedBy: ['traditional', 'separators'] },
    { offset: 14, offsetUtf16: 15, length: 2, term: 'SM', risk: 'A.4.a', foldedBy: [] },
    { offset: 17, offsetUtf16: 18, length: 4, term: '甲*乙', risk: 'A.1.h', foldedBy: [] },
    { offset: 26, offsetUtf16: 27, length: 2, term: '大麻', risk: 'A.4.a', foldedBy: [] },
  ]);
  assert.match(stderr, /line 6/, 'the line that is no term is told');
});

test('a stream has the same hits as the text, each printed as soon as it is certain', async () => {
  const whole = await screen(['--json'], TEXT);
  const pieces = Array.from({ length: TEXT.length }, (_, index) => TEXT.slice(index, index + 1));
  const streamed = await screen(['--stream', '--json'], pieces.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  assert.equal(streamed.code, 1);
  assert.deepEqual(parse(streamed.stdout), parse(whole.stdout));
});

test('without folding only what stands as it is listed is found; leftmost-longest reports no overlaps', async () => {
  writeFileSync(at('overlapping.txt'), '甲乙\n甲乙丙\n乙丙丁\n');
  const exact = await screen(['--fold', 'none', '--json'], TEXT);
  assert.deepEqual(
    parse(exact.stdout).map((hit) => Reflect.get(Object(hit), 'term')),
    ['SM', '甲*乙', '大麻', '大麻'],
  );
  const args = ['screen', '--list', at('overlapping.txt'), '--semantics', 'leftmost-longest', '--json'];
  const longest = await runHegui(args, SETTINGS, '甲乙丙丁');
  assert.deepEqual(
    parse(longest.stdout).map((hit) => Reflect.get(Object(hit), 'term')),
    ['甲乙丙'],
  );
});

test('a text without hits ends with 0, in words when no JSON is asked for', async () => {
  const { code, stdout } = await screen([], '一切都好');
  assert.equal(code, 0);
  assert.equal(stdout, 'nothing found\n');
});

test('wrong use ends with 2, unreadable input with 3, and both say what is wrong', async () => {
  writeFileSync(at('latin1.txt'), Buffer.from([0xe9, 0x20, 0xff]));
  writeFileSync(at('empty.txt'), '\n \n');
  const cases: [string[], string, number, RegExp][] = [
    [['--fold', 'wdith'], '', 2, /wdith/],
    [['--semantics', 'longest'], '', 2, /leftmost-longest/],
    [['--risk', 'B.1'], '', 2, /--risk/],
    [['--stream', '--text', list], '', 2, /--stream/],
    [['--text', at('none.txt')], '', 3, /none\.txt/],
    [['--text', at('latin1.txt')], '', 3, /UTF-8/],
    [['--list', at('empty.txt')], '', 3, /empty\.txt/],
    [['--stream'], '{"text":"好"}\n{"text":7}\n', 3, /line 2/],
    [['--stream'], 'text\n', 3, /line 1/],
  ];
  const ended = await Promise.all(cases.map(([args, input]) => screen(args, input)));
  for (const [index, [, , code, said]] of cases.entries()) {
    assert.equal(ended[index]?.code, code);
    assert.match(ended[index]?.stderr ?? '', said);
  }
});
