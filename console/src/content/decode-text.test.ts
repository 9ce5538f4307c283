import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from './decode-text.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

test('UTF-8 is read as UTF-8 and loses its byte order mark', () => {
  const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode('禁词甲')]);
  assert.deepEqual(decodeText(marked), { text: '禁词甲', encoding: 'UTF-8' });
});

test('bytes that are not UTF-8 are read as GB 18030', () => {
  assert.deepEqual(decodeText(bytes(0xbd, 0xfb, 0xb4, 0xca, 0xbc, 0xd7)), { text: '禁词甲', encoding: 'GB 18030' });
});

test('a UTF-16 byte order mark decides', () => {
  assert.deepEqual(decodeText(bytes(0xff, 0xfe, 0x32, 0x75)), { text: '甲', encoding: 'UTF-16LE' });
  assert.deepEqual(decodeText(bytes(0xfe, 0xff, 0x75, 0x32)), { text: '甲', encoding: 'UTF-16BE' });
});

test('a binary file is refused', () => {
  assert.equal(decodeText(bytes(0x50, 0x4b, 0x03, 0x04, 0x00, 0x00)), null);
  assert.equal(decodeText(bytes(0xff, 0xff, 0xff)), null);
});
