import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../../file/bytes.ts';
import { detectFormat, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { bytesSource } from '../../file/source.ts';
import { sampleLabel } from '../../testing/sample-label.ts';

const kindOf = async (bytes: Uint8Array, name: string | null): Promise<string | null> =>
  (await detectFormat(bytesSource(bytes), name))?.id ?? null;

test('text and tables carry no label, and the way out is named', async () => {
  for (const [name, id] of [
    ['a.csv', 'csv'],
    ['a.txt', 'text'],
  ] as const) {
    const source = bytesSource(utf8('甲,1\n'));
    const verdict = await verifyFile(source, name);
    assert.deepEqual([verdict.kind, verdict.format], ['none', id]);
    const refusal = { code: 'E_FILE_UNSUPPORTED', message: /FILE\.aigc\.json/ };
    await assert.rejects(writeFileLabel(source, sampleLabel(), name), refusal);
  }
});

test('what is no text in UTF-8 or GB 18030 is no kind that is known', async () => {
  assert.equal(await kindOf(Uint8Array.of(0xc4, 0xe3, 0xba, 0xc3), 'a.txt'), 'text');
  assert.equal(await kindOf(utf8('a\0b'), 'a.txt'), null);
  assert.equal(await kindOf(Uint8Array.of(0xff, 0xff, 0xff), 'a.csv'), null);
  assert.equal(await kindOf(new Uint8Array(), 'a.txt'), null);
  // A character that the head of a longer file cuts in two is no fault.
  assert.equal(await kindOf(utf8(`a${'甲'.repeat(3_000)}`), null), 'text');
});
