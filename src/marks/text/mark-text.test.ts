import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeguiError } from '../../kernel/index.ts';
import { markTextFile, type TextMarkOptions, verifyTextMark } from './mark-text.ts';

const marked = (text: string, options?: TextMarkOptions): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(markTextFile(new TextEncoder().encode(text), options));
const carries = (text: string): boolean => verifyTextMark(new TextEncoder().encode(text));

test('a text gets the mark as its last or first line [gb-45438-2025#5.1]', () => {
  assert.equal(marked('正文\n'), '正文\n\n由AI生成\n');
  assert.equal(marked('正文'), '正文\n\n由AI生成\n');
  assert.equal(marked('一\r\n二\r\n', { mark: '人工智能合成' }), '一\r\n二\r\n\r\n人工智能合成\r\n');
  assert.equal(marked('\ufeff一\n', { where: 'start' }), '\ufeff由AI生成\n\n一\n');
  assert.equal(marked(''), '由AI生成\n');
});

test('front matter stays at the head of a Markdown text and does not count as its first line', () => {
  const head = '---\ntitle: AI生成\n---\n';
  assert.equal(marked(`${head}# 题\n`, { where: 'start' }), `${head}由AI生成\n\n# 题\n`);
  assert.equal(carries(`${head}# 题\n`), false);
  assert.equal(carries(marked(`${head}# 题\n`)), true);
  assert.equal(marked('---\n没有结尾', { where: 'start' }), '由AI生成\n\n---\n没有结尾');
});

test('what is no mark and what is not UTF-8 is refused', () => {
  const refusal = (code: string) => (error: unknown) => error instanceof HeguiError && error.code === code;
  assert.throws(() => marked('一', { mark: 'AI创作' }), refusal('E_REQUEST_INVALID'));
  assert.throws(() => markTextFile(Uint8Array.of(0xff, 0xfe, 0, 0x4e)), refusal('E_FILE_UNREADABLE'));
});
