import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, latin1, utf8 } from '../../file/bytes.ts';
import { readFileLabels, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { decodedHash, exiftool, exiftoolWritten, ffmpegSample } from '../../testing/outside-readers.ts';
import { assertReplaces, assertXmpLabel, labelled } from '../../testing/pictures.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { bytesEntry, directory, tiffHead } from '../../testing/tiff.ts';
import { makeChunk } from './chunks.ts';
import { internationalText } from './text-chunks.ts';

const picture = ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=64x48', '-frames:v', '1'], 'picture.png');
const label = sampleLabel();

const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));

/** The picture with a chunk behind its header. */
const withChunk = (type: string, data: Uint8Array): Uint8Array =>
  concat(picture.subarray(0, 33), makeChunk(type, data), picture.subarray(33));

test('a label stands in an uncompressed iTXt before the picture, ExifTool reads it, and no pixel changes', async () => {
  const labelled = await write(picture);
  const seen = exiftool(labelled, 'a.png');
  assert.deepEqual(JSON.parse(String(seen['XMP-TC260:Aigc'] ?? seen['XMP-TC260:AIGC'])), label.AIGC);
  assert.equal(decodedHash(labelled, 'a.png'), decodedHash(picture, 'a.png'));
  assert.equal(Buffer.from(labelled.subarray(37, 41)).toString(), 'iTXt');
  const verdict = await verifyFile(bytesSource(labelled));
  assert.equal(verdict.kind, 'conformant');
});

test('a second writing replaces the first and leaves other properties alone', async () => {
  const packet =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:T="http://www.tc260.org.cn/ns/AIGC/1.0/"' +
    ' T:AIGC=\'{"Label":"1"}\'><dc:title><rdf:Alt><rdf:li xml:lang="x-default">kettle</rdf:li></rdf:Alt></dc:title>' +
    '</rdf:Description></rdf:RDF></x:xmpmeta>';
  const before = withChunk('iTXt', internationalText({ keyword: 'XML:com.adobe.xmp', text: packet }));
  const once = await write(before, sampleLabel('first'));
  const twice = await write(once);
  const seen = exiftool(twice, 'a.png');
  assert.equal(seen['XMP-dc:Title'], 'kettle');
  const { carriers } = await readFileLabels(bytesSource(twice));
  assert.deepEqual(
    carriers.map(({ text }) => text),
    [bareLabelText(label)],
  );
});

test('a label in a text chunk is told apart from one in its place, and goes when the right one is written', async () => {
  const stray = withChunk('tEXt', concat(latin1('AIGC\0'), utf8(labelText(label))));
  assert.equal((await verifyFile(bytesSource(stray))).kind, 'misplaced');
  const both = await write(stray);
  assert.equal(Buffer.from(both).toString('latin1').split('ContentProducer').length, 2);
  const twice = concat(
    both.subarray(0, 33),
    makeChunk('tEXt', concat(latin1('AIGC\0'), utf8(labelText(label)))),
    both.subarray(33),
  );
  const verdict = await verifyFile(bytesSource(twice));
  assert.equal(verdict.kind, 'non-conformant');
  assert.ok('findings' in verdict && verdict.findings.some(({ code }) => code === 'count'));
});

test('a label in Exif is misplaced and goes alone, or with the chunk when nothing else is in it', async () => {
  const sample = exiftoolWritten(picture, 'a.png', [`-UserComment=${labelText(label)}`, '-Artist=A', '-FNumber=4']);
  const verdict = await verifyFile(bytesSource(sample));
  assert.ok(verdict.kind === 'misplaced');
  assert.deepEqual(
    verdict.carriers.map(({ place }) => place),
    ['PNG eXIf UserComment'],
  );
  const seen = assertXmpLabel(await assertReplaces(sample), 'a.png', sampleLabel('another_0002'));
  assert.deepEqual([seen['IFD0:Artist'], seen['ExifIFD:FNumber'], seen['ExifIFD:UserComment']], ['A', 4, undefined]);
  const layout = { isLittle: true, isBig: false };
  const entries = [bytesEntry(0x010e, 2, utf8(labelText(label)))];
  const only = withChunk('eXIf', concat(tiffHead(layout), directory(8, entries, layout)));
  assert.equal((await verifyFile(bytesSource(only))).kind, 'misplaced');
  assert.equal(Buffer.from(await labelled(only)).includes('eXIf'), false);
});

test('the same label twice is the same file', async () => {
  await assertReplaces(picture);
  await assertReplaces(withChunk('tEXt', concat(latin1('AIGC\0'), utf8(labelText(label)))));
});

test('broken files are named, never mistaken', async () => {
  assert.deepEqual((await verifyFile(bytesSource(new Uint8Array()))).kind, 'unreadable');
  assert.deepEqual((await verifyFile(bytesSource(picture.subarray(0, picture.length - 20)))).kind, 'unreadable');
  await assert.rejects(write(picture.subarray(0, 60)), { code: 'E_FILE_UNREADABLE' });
});

test('a label before the header goes, and the new one stands behind it; without a header nothing is written', async () => {
  const packet = (await write(picture)).subarray(33, -picture.length + 33);
  const turned = concat(picture.subarray(0, 8), packet, picture.subarray(8));
  const once = await write(turned, sampleLabel('new'));
  assert.deepEqual(once, await write(picture, sampleLabel('new')));
  await assert.rejects(write(concat(picture.subarray(0, 8), packet, picture.subarray(33))), {
    code: 'E_FILE_UNREADABLE',
  });
});

test('mutations neither crash nor are written wrongly', async () => {
  await fuzzFile(await write(picture), null, seededRandom(1));
  const exif = exiftoolWritten(picture, 'a.png', [`-UserComment=${labelText(label)}`]);
  await fuzzFile(exif, null, seededRandom(2));
});
