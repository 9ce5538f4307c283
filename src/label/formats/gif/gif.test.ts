import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSeed, seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, indexOfBytes, latin1, utf8 } from '../../file/bytes.ts';
import { verifyFile } from '../../file/label-file.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { decodedHash, exiftool, exiftoolWritten, ffmpegSample } from '../../testing/outside-readers.ts';
import { assertReplaces, assertXmpLabel, countLabels, labelled, packetWithTitle } from '../../testing/pictures.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { joinSubBlocks } from './blocks.ts';
import { packetIn } from './xmp-extension.ts';

const film = ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=48x32:rate=5', '-t', '1'], 'a.gif');
const label = sampleLabel();
/** One red point, as the first version of the format wrote it. */
const point87 = concat(
  latin1('GIF87a'),
  Uint8Array.of(1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 0),
  Uint8Array.of(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0, 0x3b),
);
const subBlocks = (bytes: Uint8Array): Uint8Array => {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const piece = bytes.subarray(at, at + 255);
    pieces.push(Uint8Array.of(piece.length), piece);
  }
  return concat(...pieces, Uint8Array.of(0));
};
const comment = (text: string): Uint8Array => concat(Uint8Array.of(0x21, 0xfe), subBlocks(utf8(text)));
const withBlock = (block: Uint8Array): Uint8Array => concat(point87.subarray(0, 19), block, point87.subarray(19));

test('the label stands in the extension of XMP behind the loop count, and neither frames nor pixels change', async () => {
  const written = await labelled(film);
  const seen = assertXmpLabel(written, 'a.gif', label);
  assert.equal(seen['GIF:FrameCount'], exiftool(film, 'a.gif')['GIF:FrameCount']);
  assert.equal(decodedHash(written, 'a.gif'), decodedHash(film, 'a.gif'));
  const at = indexOfBytes(written, latin1('XMP DataXMP'));
  assert.ok(at > indexOfBytes(written, latin1('NETSCAPE2.0')));
  assert.deepEqual(Array.from(written.subarray(at - 3, at)), [0x21, 0xff, 11]);
  const end = indexOfBytes(written, utf8('<?xpacket end="w"?>')) + 19;
  const trailer = [1, ...Array.from({ length: 256 }, (_, index) => 255 - index), 0];
  assert.deepEqual(Array.from(written.subarray(end, end + 258)), trailer);
  const rest = concat(written.subarray(0, at - 3), written.subarray(end + 258));
  assert.deepEqual(Buffer.from(rest), Buffer.from(film));
  assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
});

test('a file of 1987 becomes one of 1989, which alone may have extensions', async () => {
  const written = await labelled(point87);
  assert.equal(fromLatin1(written.subarray(0, 6)), 'GIF89a');
  assertXmpLabel(written, 'a.gif', label);
  assert.equal(decodedHash(written, 'a.gif'), decodedHash(point87, 'a.gif'));
  await assertReplaces(point87);
});

test('a second writing replaces the first beside other properties, comments and the loop count', async () => {
  const before = exiftoolWritten(film, 'a.gif', ['-XMP-dc:Title=kettle', '-Comment=by hand']);
  const seen = assertXmpLabel(await assertReplaces(before), 'a.gif', sampleLabel('another_0002'));
  assert.equal(seen['XMP-dc:Title'], 'kettle');
  assert.equal(seen['File:Comment'] ?? seen['GIF:Comment'], 'by hand');
  assert.equal(seen['GIF:AnimationIterations'], 'Infinite');
});

test('labels in a comment and in a packet cut into sub-blocks are misplaced, and go', async () => {
  const commented = withBlock(comment(labelText(label)));
  assert.equal((await verifyFile(bytesSource(commented))).kind, 'misplaced');
  assert.equal(countLabels(await labelled(commented)), 1);
  const packet = utf8(packetWithTitle(`<T:AIGC>${bareLabelText(label)}</T:AIGC>`));
  const cut = withBlock(concat(Uint8Array.of(0x21, 0xff, 11), latin1('XMP DataXMP'), subBlocks(packet)));
  const verdict = await verifyFile(bytesSource(cut));
  assert.ok(verdict.kind === 'misplaced');
  assert.deepEqual(
    verdict.carriers.map(({ place }) => place),
    ['GIF XMP Data in sub-blocks'],
  );
  assert.equal(exiftool(await assertReplaces(cut), 'a.gif')['XMP-dc:Title'], 'kettle');
});

test('a packet of any length is found again behind its name', () => {
  for (let length = 0; length < 600; length += 1) {
    const packet = new Uint8Array(length).fill(0x20 + (length % 90));
    const raw = concat(
      Uint8Array.of(11),
      latin1('XMP DataXMP'),
      packet,
      Uint8Array.from({ length: 258 }, (_, index) => (index === 0 ? 1 : index === 257 ? 0 : 256 - index)),
    );
    assert.deepEqual(packetIn(raw), { packet, isPlain: true });
    const cut = concat(Uint8Array.of(11), latin1('XMP DataXMP'), subBlocks(packet));
    assert.deepEqual(packetIn(cut), { packet: joinSubBlocks(subBlocks(packet)), isPlain: false });
  }
});

test('broken files are named, never mistaken', async () => {
  for (const end of [10, 16, 25, point87.length - 1]) {
    assert.equal((await verifyFile(bytesSource(point87.subarray(0, end)))).kind, 'unreadable');
    await assert.rejects(labelled(point87.subarray(0, end)), { code: 'E_FILE_UNREADABLE' });
  }
  await assert.rejects(labelled(withBlock(Uint8Array.of(0x77))), { code: 'E_FILE_UNREADABLE' });
});

test('mutations neither crash nor are written wrongly', async (t) => {
  const random = seededRandom(describeSeed(t));
  await fuzzFile(await labelled(film), null, random);
  await fuzzFile(withBlock(comment(labelText(label))), null, random);
});
