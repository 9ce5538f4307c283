import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawPicture } from '../demonstration/draw-picture.ts';
import { makeSound } from '../demonstration/make-sound.ts';
import { HeguiError } from '../kernel/index.ts';
import { DEFAULT_MARK, verifyPictureMark, verifySoundMark } from '../marks/index.ts';
import { fileMarker } from './media-labels.ts';

const marker = fileMarker(undefined);
const picture = drawPicture('测试', 256, 256);

test("a picture is marked in the policy's words, and in ours where those cannot be drawn", async () => {
  for (const [mark, drawn] of [
    ['（本内容由AI生成）', '（本内容由AI生成）'],
    ['由AI生成\u{1FAD6}', DEFAULT_MARK],
  ] as const) {
    const seen = await verifyPictureMark(await marker.markPicture(picture, mark), { mark: drawn });
    assert.equal(seen.kind, 'found', mark);
  }
});

test('a sound begins with the rhythm for AI', async () => {
  const seen = await verifySoundMark(await marker.markSound(makeSound('测试')));
  assert.equal(seen.kind, 'found');
});

test('a file that is no picture and no sound is refused, not given back unmarked', async () => {
  await assert.rejects(marker.markPicture(Buffer.from([1, 2, 3]), DEFAULT_MARK), HeguiError);
  await assert.rejects(
    marker.markSound(Buffer.from([1, 2, 3])),
    (error) => error instanceof HeguiError && error.code === 'E_FILE_UNSUPPORTED',
  );
});
