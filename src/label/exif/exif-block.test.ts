import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, latin1, utf8, viewOf } from '../file/bytes.ts';
import { labelText } from '../implicit-label.ts';
import { countLabels, packetWithTitle } from '../testing/pictures.ts';
import { sampleLabel } from '../testing/sample-label.ts';
import {
  bytesEntry,
  directory,
  longEntry,
  shortEntry,
  type TestEntry,
  type TestLayout,
  tiffHead,
} from '../testing/tiff.ts';
import { readExifLabels, removeExifLabels } from './exif-block.ts';
import { decodeUserComment } from './user-comment.ts';

const wrapped = labelText(sampleLabel());
const ORDERS: readonly TestLayout[] = [true, false].map((isLittle) => ({ isLittle, isBig: false }));
const USER_COMMENT = 0x9286;
const EXIF_IFD = 0x8769;

/** A block whose first directory has these entries, and one of Exif behind it those. */
function block(layout: TestLayout, entries: readonly TestEntry[], exif: readonly TestEntry[] = []): Uint8Array {
  const first = (at: number): Uint8Array =>
    directory(8, exif.length === 0 ? entries : [...entries, longEntry(EXIF_IFD, at, layout)], layout);
  const at = 8 + first(0).length;
  return concat(tiffHead(layout), first(at), ...(exif.length === 0 ? [] : [directory(at, exif, layout)]));
}

const utf16 = (text: string, isLittle: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index += 1)
    viewOf(bytes).setUint16(index * 2, text.charCodeAt(index), isLittle);
  return bytes;
};

test('a UserComment is read in the characters that its code names, and in what writers take for them', () => {
  const readings: readonly (readonly [title: string, value: Uint8Array, isLittle: boolean])[] = [
    ['ASCII', concat(latin1('ASCII\0\0\0'), utf8(wrapped)), true],
    ['ASCII, filled up', concat(latin1('ASCII\0\0\0'), utf8(`${wrapped}\0\0  `)), true],
    ['no code at all', utf8(wrapped), true],
    ['a code of zeros', concat(new Uint8Array(8), utf8(wrapped)), false],
    ['JIS', concat(latin1('JIS\0\0\0\0\0'), utf8(wrapped)), false],
    ['UNICODE of the file', concat(latin1('UNICODE\0'), utf16(wrapped, true)), true],
    ['UNICODE of the file, big', concat(latin1('UNICODE\0'), utf16(wrapped, false)), false],
    ['UNICODE of the other order', concat(latin1('UNICODE\0'), utf16(wrapped, true)), false],
    ['UNICODE with a mark', concat(latin1('UNICODE\0'), Uint8Array.of(0xfe, 0xff), utf16(wrapped, false)), true],
  ];
  for (const [title, value, isLittle] of readings) assert.equal(decodeUserComment(value, isLittle), wrapped, title);
});

test('a label goes, and every other entry keeps its bytes and its place', async () => {
  for (const layout of ORDERS) {
    const comment = bytesEntry(USER_COMMENT, 7, concat(latin1('ASCII\0\0\0'), utf8(wrapped)));
    // What a camera's maker writes leads to places in the block that only the maker knows.
    const maker = bytesEntry(0x927c, 7, latin1('a note with offsets of its own'));
    const whole = block(layout, [bytesEntry(0x10f, 2, latin1('Hegui\0'))], [comment, maker]);
    const found = await readExifLabels(whole, 'Exif');
    assert.deepEqual(
      found.map(({ place, isMain, form, text }) => [place, isMain, form, text]),
      [['Exif UserComment', false, 'wrapped', wrapped]],
    );
    const { bytes, isEmpty } = await removeExifLabels(whole, 'Exif');
    assert.equal(isEmpty, false);
    assert.equal(bytes.length, whole.length);
    assert.equal(countLabels(bytes), 0);
    for (const text of ['a note with offsets of its own', 'Hegui\0'])
      assert.equal(Buffer.from(bytes).indexOf(text), Buffer.from(whole).indexOf(text));
    assert.deepEqual(await readExifLabels(bytes, 'Exif'), []);
  }
});

test('a directory that has nothing left goes with its pointer, and a block with it', async () => {
  const [layout = { isLittle: true, isBig: false }] = ORDERS;
  const comment = bytesEntry(USER_COMMENT, 7, concat(latin1('ASCII\0\0\0'), utf8(wrapped)));
  assert.equal((await removeExifLabels(block(layout, [], [comment]), 'Exif')).isEmpty, true);
  const beside = await removeExifLabels(block(layout, [shortEntry(0x112, 1, layout)], [comment]), 'Exif');
  assert.equal(beside.isEmpty, false);
  assert.equal(viewOf(beside.bytes).getUint16(8, true), 1, 'the orientation stays alone');
});

test('bytes that something else uses are not wiped with a label', async () => {
  const [layout = { isLittle: true, isBig: false }] = ORDERS;
  const text = utf8(`${wrapped}\0`);
  const whole = block(layout, [bytesEntry(0x10e, 2, text), bytesEntry(0x131, 2, text)]);
  const shared = whole.slice();
  const first = viewOf(shared).getUint32(10 + 8, true);
  viewOf(shared).setUint32(10 + 12 + 8, first, true);
  const { bytes } = await removeExifLabels(shared, 'Exif');
  assert.deepEqual(await readExifLabels(bytes, 'Exif'), []);
  assert.equal(Buffer.from(bytes.subarray(first, first + text.length)).toString(), `${wrapped}\0`);
});

test('a label in an XMP packet inside Exif is blanked, the rest of the packet stays', async () => {
  const [layout = { isLittle: true, isBig: false }] = ORDERS;
  const packet = utf8(packetWithTitle('<T:AIGC>{"Label":"1","ContentProducer":"x"}</T:AIGC>'));
  const whole = block(layout, [bytesEntry(700, 1, packet)]);
  assert.equal((await readExifLabels(whole, 'Exif'))[0]?.place, 'Exif tag 700 XMP');
  const { bytes } = await removeExifLabels(whole, 'Exif');
  assert.deepEqual(await readExifLabels(bytes, 'Exif'), []);
  assert.ok(Buffer.from(bytes).includes('kettle'));
});

test('stubs and blocks without labels stay the very same; broken ones are named', async () => {
  const [layout = { isLittle: true, isBig: false }] = ORDERS;
  const plain = block(layout, [bytesEntry(0x10e, 2, latin1('a kettle\0'))]);
  assert.equal((await removeExifLabels(plain, 'Exif')).bytes, plain);
  assert.deepEqual(await readExifLabels(new Uint8Array(), 'Exif'), []);
  await assert.rejects(readExifLabels(latin1('XX*\0 and more'), 'JPEG APP1 Exif'), /JPEG APP1 Exif/);
  await assert.rejects(readExifLabels(plain.subarray(0, 12), 'Exif'), { code: 'E_FILE_UNREADABLE' });
});
