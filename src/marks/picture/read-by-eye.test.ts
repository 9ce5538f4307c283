import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import sharp from 'sharp';
import { withFile } from '../../label/testing/outside-readers.ts';
import { markPicture } from './mark-picture.ts';

/** One line of text as Tesseract reads it off a picture. */
function readLine(png: Uint8Array): string {
  return withFile(png, 'line.png', (path) => {
    const { error, stdout } = spawnSync('tesseract', [path, '-', '-l', 'chi_sim', '--psm', '13', '--dpi', '300'], {
      encoding: 'utf8',
    });
    if (error !== undefined)
      throw new Error('the tests need Tesseract: apt-get install tesseract-ocr tesseract-ocr-chi-sim', {
        cause: error,
      });
    return stdout.replace(/\s/g, '');
  });
}

for (const [width, height] of [
  [640, 480],
  [1919, 1081],
] as const) {
  test(`a program of others reads the mark off a picture of ${width}×${height} [gb-45438-2025#5.2]`, async () => {
    const before = await sharp({ create: { width, height, channels: 3, background: '#8899aa' } })
      .png()
      .toBuffer();
    const { bytes, box } = await markPicture(before);
    const line = await sharp(bytes)
      .extract(box)
      .greyscale()
      .normalise()
      .resize({ height: 160 })
      .negate()
      .png()
      .toBuffer();
    // What has no serifs leaves it open whether the letter is I, l or i; an unmarked picture has no text at all.
    assert.match(readLine(line), /A[Ili|1]生成/);
    assert.doesNotMatch(readLine(await sharp(before).extract(box).resize({ height: 160 }).png().toBuffer()), /生成/);
  });
}
