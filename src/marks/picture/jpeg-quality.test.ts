import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noisy } from '../testing/pictures.ts';
import { estimateJpegQuality } from './jpeg-quality.ts';
import { markPicture } from './mark-picture.ts';

test('the quality of a JPEG is read off its tables, and a marked one has it still', async () => {
  for (const quality of [30, 60, 75, 83, 92, 98]) {
    const before = await noisy(100, 80).jpeg({ quality }).toBuffer();
    const estimated = estimateJpegQuality(before) ?? 0;
    assert.ok(Math.abs(estimated - quality) <= 1, `${quality}: ${estimated}`);
    const after = estimateJpegQuality((await markPicture(before)).bytes) ?? 0;
    assert.ok(Math.abs(after - Math.max(75, quality)) <= 1, `${quality}: ${after} after`);
  }
});

test('what has no tables, or broken ones, has no quality', async () => {
  const whole = await noisy(100, 80).jpeg().toBuffer();
  for (let length = 0; length < 60; length += 1) assert.equal(estimateJpegQuality(whole.subarray(0, length)), null);
  assert.equal(estimateJpegQuality(Buffer.from(whole).fill(0, 2, 200)), null);
});
