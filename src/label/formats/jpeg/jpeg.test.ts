import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSeed, seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, hasLatin1At, indexOfBytes, latin1, uint32, utf8, viewOf } from '../../file/bytes.ts';
import { readFileLabels, verifyFile } from '../../file/label-file.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import {
  decodedHash,
  exiftool,
  exiftoolBinary,
  exiftoolWritten,
  exiv2,
  ffmpegSample,
} from '../../testing/outside-readers.ts';
import { assertReplaces, assertXmpLabel, countLabels, labelled, packetWithTitle } from '../../testing/pictures.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { APP1, APP2, COMMENT, makeSegment, XMP_HEADER } from './segments.ts';

const picture = ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=64x48', '-frames:v', '1'], 'picture.jpg');
const label = sampleLabel();
const wrapped = labelText(label);

/** The picture with segments right behind its start. */
const withSegments = (...segments: readonly Uint8Array[]): Uint8Array =>
  concat(picture.subarray(0, 2), ...segments, picture.subarray(2));
const xmpSegment = (packet: string): Uint8Array => makeSegment(APP1, concat(XMP_HEADER, utf8(packet)));
const scanOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes).subarray(indexOfBytes(bytes, Uint8Array.of(0xff, 0xda)));

test('the label stands in an APP1 behind APP0, ExifTool and exiv2 read it, and no byte of the picture changes', async () => {
  const written = await labelled(picture);
  assertXmpLabel(written, 'a.jpg', label);
  assert.match(exiv2(written, 'a.jpg'), /Xmp\.TC260\.AIGC/);
  assert.equal(written[3], 0xe0);
  const app1 = 4 + viewOf(written).getUint16(4);
  assert.ok(hasLatin1At(written, app1, '\xff\xe1') && hasLatin1At(written, app1 + 4, 'http://ns.adobe.com/xap/1.0/\0'));
  assert.deepEqual(scanOf(written), scanOf(picture));
  assert.equal(decodedHash(written, 'a.jpg'), decodedHash(picture, 'a.jpg'));
  assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
});

test('a second writing replaces the first, and neither Exif nor other properties change', async () => {
  const before = exiftoolWritten(withSegments(xmpSegment(packetWithTitle())), 'a.jpg', ['-Artist=甲', '-FNumber=4']);
  const written = await assertReplaces(before);
  const seen = exiftool(written, 'a.jpg');
  assert.equal(seen['XMP-dc:Title'], 'kettle');
  assert.equal(seen['IFD0:Artist'], '甲');
  assert.equal(seen['ExifIFD:FNumber'], 4);
  await assertReplaces(withSegments(xmpSegment(packetWithTitle('<T:AIGC>{"Label":"2"}</T:AIGC>'))));
});

test('a label in Exif is read in every coding, called misplaced, and taken out without touching the rest', async () => {
  const around = ['-Artist=A', '-FNumber=4', '-Make=Hegui', '-GPSLatitude=22'];
  const samples = [
    exiftoolWritten(picture, 'a.jpg', [`-UserComment=${wrapped}`, ...around]),
    exiftoolWritten(picture, 'a.jpg', [`-ImageDescription=${wrapped}`, '-ExifByteOrder=II', ...around]),
    exiftoolWritten(picture, 'a.jpg', [`-XPComment=${wrapped}`, ...around]),
    // A character beyond ASCII makes ExifTool choose UNICODE.
    exiftoolWritten(picture, 'a.jpg', [
      `-UserComment=${wrapped.replace('"Label":"1"', '"Label":"1","X":"甲"')}`,
      ...around,
    ]),
  ];
  const places = ['UserComment', 'ImageDescription', 'XPComment', 'UserComment'];
  for (const [index, sample] of samples.entries()) {
    const verdict = await verifyFile(bytesSource(sample));
    assert.ok(verdict.kind === 'misplaced', String(index));
    assert.deepEqual(
      verdict.carriers.map(({ place }) => place),
      [`JPEG APP1 Exif ${places[index]}`],
    );
    assert.equal(verdict.carriers[0]?.value?.form, 'wrapped');
    assert.equal(verdict.carriers[0]?.value?.members.ProduceID, 'exc_test_0001');
    const written = await assertReplaces(sample);
    const seen = assertXmpLabel(written, 'a.jpg', sampleLabel('another_0002'));
    assert.equal(seen[`${index === 1 || index === 2 ? 'IFD0' : 'ExifIFD'}:${places[index]}`], undefined);
    assert.deepEqual(
      ['IFD0:Artist', 'ExifIFD:FNumber', 'IFD0:Make', 'GPS:GPSLatitude'].map((tag) => seen[tag]),
      ['A', 4, 'Hegui', `22 deg 0' 0.00"`],
    );
  }
});

test('a comment of a person is no label and stays', async () => {
  const sample = exiftoolWritten(picture, 'a.jpg', ['-UserComment=AIGC is what this is', '-Comment=made by hand']);
  assert.equal((await verifyFile(bytesSource(sample))).kind, 'none');
  const seen = assertXmpLabel(await labelled(sample), 'a.jpg', label);
  assert.equal(seen['ExifIFD:UserComment'], 'AIGC is what this is');
  assert.equal(seen['File:Comment'], 'made by hand');
});

test('labels glued behind their name in APP9 and APP11, and in a comment, are read and go', async () => {
  for (const marker of [0xe9, 0xeb]) {
    const sample = withSegments(makeSegment(marker, utf8(`AIGC${bareLabelText(label)}`)));
    const { carriers } = await readFileLabels(bytesSource(sample));
    assert.deepEqual(
      carriers.map(({ place, isMain }) => [place, isMain]),
      [[`JPEG APP${marker - 0xe0} AIGC`, false]],
    );
    assert.equal((await verifyFile(bytesSource(sample))).kind, 'misplaced');
    assertXmpLabel(await assertReplaces(sample), 'a.jpg', sampleLabel('another_0002'));
  }
  const commented = withSegments(makeSegment(COMMENT, utf8(wrapped)));
  assert.equal((await verifyFile(bytesSource(commented))).kind, 'misplaced');
  assert.equal(countLabels(await labelled(commented)), 1);
});

test('what another provider writes in the description is named as no label, and two labels are counted', async () => {
  const foreign = '{"ServiceProvider":"腾讯云","ServiceUser":"u","Time":"t","ContentId":"c"}';
  const sample = exiftoolWritten(picture, 'a.jpg', [`-ImageDescription=${foreign}`]);
  const verdict = await verifyFile(bytesSource(sample));
  assert.ok(verdict.kind === 'misplaced' && verdict.findings.some(({ code }) => code === 'value'));
  const both = exiftoolWritten(await labelled(picture), 'a.jpg', [`-UserComment=${wrapped}`]);
  const counted = await verifyFile(bytesSource(both));
  assert.ok(counted.kind === 'non-conformant' && counted.findings.some(({ code }) => code === 'count'));
  const attribute = xmpSegment(packetWithTitle().replace('xmlns:T=', 'T:AIGC=\'{"Label":"1"}\' xmlns:T='));
  assert.equal((await verifyFile(bytesSource(withSegments(attribute)))).kind, 'non-conformant');
});

test('a label in extended XMP is noticed and never written beside', async () => {
  const packet = utf8(packetWithTitle(`<T:AIGC>${bareLabelText(label)}</T:AIGC>`));
  const half = packet.length >> 1;
  const piece = (from: number, to: number): Uint8Array =>
    makeSegment(
      APP1,
      concat(
        latin1('http://ns.adobe.com/xmp/extension/\0'),
        latin1('0123456789ABCDEF0123456789ABCDEF'),
        uint32(packet.length),
        uint32(from),
        packet.subarray(from, to),
      ),
    );
  const sample = withSegments(piece(half, packet.length), piece(0, half));
  const { carriers } = await readFileLabels(bytesSource(sample));
  assert.deepEqual(
    carriers.map(({ place, text }) => [place, text]),
    [['JPEG APP1 extended XMP', bareLabelText(label)]],
  );
  await assert.rejects(labelled(sample), { code: 'E_FILE_UNSUPPORTED' });
});

test('further pictures behind the first are still found', async () => {
  const second = ffmpegSample(['-f', 'lavfi', '-i', 'color=red:size=16x16', '-frames:v', '1'], 'second.jpg');
  const entry = (...numbers: readonly number[]): Uint8Array => concat(...numbers.map(uint32));
  const build = (size: number, offset: number): Uint8Array =>
    concat(
      latin1('MPF\0MM\0*'),
      uint32(8),
      Uint8Array.of(0, 3),
      ...[
        [0xb000, 7, 4, 0x30313030],
        [0xb001, 4, 1, 2],
        [0xb002, 7, 32, 50],
      ].map(([tag = 0, type = 0, ...rest]) => concat(Uint8Array.of(tag >> 8, tag & 255, 0, type), entry(...rest))),
      uint32(0),
      entry(0x20030000, size, 0, 0),
      entry(0, second.length, offset, 0),
    );
  const comment = makeSegment(COMMENT, utf8(wrapped));
  const index = makeSegment(APP2, build(0, 0));
  const size = picture.length + index.length + comment.length;
  const sample = concat(withSegments(makeSegment(APP2, build(size, size - 10)), comment), second);
  assert.deepEqual(Buffer.from(exiftoolBinary(sample, 'a.jpg', '-MPImage2')), Buffer.from(second));
  const written = await labelled(sample);
  assert.deepEqual(Buffer.from(exiftoolBinary(written, 'a.jpg', '-MPImage2')), Buffer.from(second));
  assert.equal(exiftool(written, 'a.jpg')['MPImage1:MPImageLength'], written.length - second.length);
});

test('broken files are named, never mistaken', async () => {
  for (const end of [3, 12, 30]) {
    assert.equal((await verifyFile(bytesSource(picture.subarray(0, end)))).kind, 'unreadable');
    await assert.rejects(labelled(picture.subarray(0, end)), { code: 'E_FILE_UNREADABLE' });
  }
  const broken = withSegments(makeSegment(APP1, latin1('Exif\0\0XX not a block')));
  const verdict = await verifyFile(bytesSource(broken));
  assert.ok(verdict.kind === 'unreadable' && /JPEG APP1 Exif/.test(verdict.reason));
  const large = withSegments(xmpSegment(packetWithTitle(`<dc:source>${'x'.repeat(64_800)}</dc:source>`)));
  await assert.rejects(labelled(large), { code: 'E_FILE_UNSUPPORTED' });
});

test('mutations neither crash nor are written wrongly', async (t) => {
  const random = seededRandom(describeSeed(t));
  await fuzzFile(exiftoolWritten(await labelled(picture), 'a.jpg', ['-Artist=A', '-FNumber=4']), null, random);
  await fuzzFile(exiftoolWritten(picture, 'a.jpg', [`-UserComment=${wrapped}`, '-FNumber=4']), null, random);
});
