import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from './decode-text.ts';

// 违禁戊 in GB 18030.
const GB = [0xce, 0xa5, 0xbd, 0xfb, 0xce, 0xec];
const UTF8 = [...Buffer.from('测试违规词')];
const wide = (text: string) => [...Buffer.from(text, 'utf16le')];

const CASES: readonly (readonly [title: string, bytes: readonly number[], text: string, encoding: string])[] = [
  ['UTF-8', UTF8, '测试违规词', 'UTF-8'],
  ['UTF-8 with a byte order mark', [0xef, 0xbb, 0xbf, ...UTF8], '测试违规词', 'UTF-8'],
  ['GB 18030', [...GB, 0x0a, ...GB], '违禁戊\n违禁戊', 'GB 18030'],
  ['UTF-16 with a mark', [0xff, 0xfe, ...wide('禁词\n甲')], '禁词\n甲', 'UTF-16LE'],
  ['UTF-16 without one', wide('禁词甲\n违禁乙\n'), '禁词甲\n违禁乙\n', 'UTF-16LE'],
];
for (const [title, bytes, text, encoding] of CASES) {
  test(`a file in ${title} is read as it was meant`, () => {
    assert.deepEqual(decodeText(Uint8Array.from(bytes)), { text, encoding });
  });
}

test('a file whose lines are in two encodings is refused, naming a line of each', () => {
  const mixed = Uint8Array.from([...UTF8, 0x0a, ...UTF8, 0x0a, ...GB, 0x0a]);
  assert.throws(() => decodeText(mixed), { code: 'E_REQUEST_INVALID', message: /line 1 is UTF-8 and line 3 is not/ });
});

test('what is no text is refused', () => {
  assert.throws(() => decodeText(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 0xff])), {
    message: /is no text/,
  });
});
