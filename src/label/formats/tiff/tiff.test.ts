import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSeed, seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, latin1, utf8, viewOf } from '../../file/bytes.ts';
import { verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchSize } from '../../file/patch.ts';
import { type ByteSource, bytesSource } from '../../file/source.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { decodedHash, exiftool, exiftoolWritten, exiv2, ffmpegSample } from '../../testing/outside-readers.ts';
import { assertReplaces, assertXmpLabel, countLabels, labelled, packetWithTitle } from '../../testing/pictures.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { bytesEntry, directory, greyTiff, longEntry, TIFF_LAYOUTS } from '../../testing/tiff.ts';

const picture = ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=64x48', '-frames:v', '1'], 'a.tif');
const label = sampleLabel();
const wrapped = labelText(label);
const little = { isLittle: true, isBig: false };

test('the label stands in tag 700, ExifTool and exiv2 read it, and nothing before it changes but one pointer', async () => {
  const written = await labelled(picture);
  const seen = assertXmpLabel(written, 'a.tif', label);
  assert.match(exiv2(written, 'a.tif'), /Xmp\.TC260\.AIGC/);
  assert.equal(decodedHash(written, 'a.tif'), decodedHash(picture, 'a.tif'));
  const before = exiftool(picture, 'a.tif');
  for (const tag of Object.keys(before).filter((name) => name.startsWith('IFD0:')))
    assert.equal(seen[tag], before[tag]);
  const rest = Buffer.from(written.subarray(8, picture.length));
  assert.deepEqual(rest, Buffer.from(picture.subarray(8)));
  assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
});

test('both byte orders and BigTIFF carry a label that outside readers see', async () => {
  for (const layout of TIFF_LAYOUTS) {
    const sample = greyTiff(layout, [bytesEntry(0x10e, 2, latin1('four grey points\0'))]);
    const seen = assertXmpLabel(await assertReplaces(sample), 'a.tif', sampleLabel('another_0002'));
    assert.equal(seen['IFD0:ImageDescription'], 'four grey points');
    if (!layout.isBig) {
      assert.equal(decodedHash(await labelled(sample), 'a.tif'), decodedHash(sample, 'a.tif'));
    }
  }
});

test('the entry has field type 7 and stands in rising order; a packet of type 1 is read and becomes type 7', async () => {
  for (const layout of TIFF_LAYOUTS) {
    const packet = utf8(packetWithTitle('<T:AIGC>{"Label":"1"}</T:AIGC>'));
    const sample = greyTiff(layout, [bytesEntry(700, 1, packet)]);
    assert.equal((await verifyFile(bytesSource(sample))).kind, 'non-conformant');
    for (const written of [await assertReplaces(sample), await labelled(greyTiff(layout))]) {
      const at = Number(
        layout.isBig ? viewOf(written).getBigUint64(8, layout.isLittle) : viewOf(written).getUint32(4, layout.isLittle),
      );
      const tags: number[] = [];
      for (let index = 0; index < 10; index += 1) {
        const entry = at + (layout.isBig ? 8 + index * 20 : 2 + index * 12);
        tags.push(viewOf(written).getUint16(entry, layout.isLittle));
        if (tags.at(-1) === 700) assert.equal(viewOf(written).getUint16(entry + 2, layout.isLittle), 7);
      }
      assert.deepEqual(tags, [256, 257, 258, 259, 262, 273, 277, 278, 279, 700]);
    }
    assert.equal(exiftool(await labelled(sample), 'a.tif')['XMP-dc:Title'], 'kettle');
  }
});

test('a label anywhere in the middle of the file is wiped, and one at its end makes room', async () => {
  const once = await labelled(picture);
  const other = await labelled(once, sampleLabel('exc_test_0002'));
  assert.equal(other.length, once.length);
  const wedged = greyTiff(little, [
    bytesEntry(700, 7, utf8(packetWithTitle(`<T:AIGC>${bareLabelText(label)}</T:AIGC>`))),
  ]);
  assert.equal(countLabels(await labelled(wedged, sampleLabel('b'))), 1);
});

test('labels in Exif, in the description and on another page are misplaced, and go', async () => {
  const commented = exiftoolWritten(picture, 'a.tif', [`-UserComment=${wrapped}`, '-FNumber=4', '-Artist=A']);
  const verdict = await verifyFile(bytesSource(commented));
  assert.ok(verdict.kind === 'misplaced');
  assert.deepEqual(
    verdict.carriers.map(({ place }) => place),
    ['TIFF UserComment'],
  );
  const seen = assertXmpLabel(await assertReplaces(commented), 'a.tif', sampleLabel('another_0002'));
  assert.deepEqual([seen['ExifIFD:FNumber'], seen['IFD0:Artist']], [4, 'A']);
  for (const layout of TIFF_LAYOUTS) {
    const described = greyTiff(layout, [bytesEntry(0x10e, 2, utf8(`${wrapped}\0`))]);
    assert.equal((await verifyFile(bytesSource(described))).kind, 'misplaced');
    const written = await labelled(described);
    assert.equal(exiftool(written, 'a.tif')['IFD0:ImageDescription'], undefined);
    assert.equal(countLabels(written), 1);
  }
});

test('a second page keeps what it has, but for a label', async () => {
  const first = greyTiff(little);
  const packet = utf8(packetWithTitle(`<T:AIGC>${bareLabelText(label)}</T:AIGC>`));
  const second = directory(first.length, [longEntry(256, 2, little), bytesEntry(700, 1, packet)], little);
  const sample = concat(first, second);
  const nextAt = 8 + 2 + 9 * 12;
  viewOf(sample).setUint32(nextAt, first.length, true);
  const verdict = await verifyFile(bytesSource(sample));
  assert.ok(verdict.kind === 'misplaced');
  assert.deepEqual(
    verdict.carriers.map(({ place }) => place),
    ['TIFF tag 700 XMP of page 2'],
  );
  const written = await assertReplaces(sample);
  const seen = exiftool(written, 'a.tif');
  assert.equal(seen['IFD1:ImageWidth'], 2);
  assert.equal(seen['XMP-dc:Title'], 'kettle');
});

test('a file beyond 4 GB is refused in the old form and written in BigTIFF, without reading its picture', async () => {
  const long = (bytes: Uint8Array): ByteSource => ({
    size: 2 ** 33,
    read: async (offset, length) => {
      assert.ok(length <= 1 << 20, 'only pieces are read');
      const piece = new Uint8Array(Math.max(0, Math.min(length, 2 ** 33 - offset)));
      if (offset < bytes.length) piece.set(bytes.subarray(offset, offset + length));
      return piece;
    },
  });
  await assert.rejects(writeFileLabel(long(greyTiff(little)), label), { code: 'E_FILE_UNSUPPORTED' });
  const patch = await writeFileLabel(long(greyTiff({ isLittle: true, isBig: true })), label);
  assert.ok(patchSize(patch) > 2 ** 33);
});

test('broken files are named, never mistaken', async () => {
  const sample = greyTiff(little);
  for (const end of [9, 40, 100]) {
    assert.equal((await verifyFile(bytesSource(sample.subarray(0, end)))).kind, 'unreadable');
    await assert.rejects(labelled(sample.subarray(0, end)), { code: 'E_FILE_UNREADABLE' });
  }
  const circle = Uint8Array.from(sample);
  viewOf(circle).setUint32(8 + 2 + 9 * 12, 8, true);
  const verdict = await verifyFile(bytesSource(circle));
  assert.ok(verdict.kind === 'unreadable' && /circle/.test(verdict.reason));
});

test('mutations neither crash nor are written wrongly', async (t) => {
  const random = seededRandom(describeSeed(t));
  for (const layout of TIFF_LAYOUTS) await fuzzFile(await labelled(greyTiff(layout)), null, random);
  await fuzzFile(exiftoolWritten(greyTiff(little), 'a.tif', [`-UserComment=${wrapped}`, '-FNumber=4']), null, random);
});
