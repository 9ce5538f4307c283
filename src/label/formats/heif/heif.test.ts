import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeSeed, seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, latin1, uint16, uint32, utf8, viewOf } from '../../file/bytes.ts';
import { detectFormat, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedSource } from '../../file/patch.ts';
import { type ByteSource, bytesSource } from '../../file/source.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { decodedHash, exiftoolItems, exiftoolWritten, ffmpegSample } from '../../testing/outside-readers.ts';
import { assertReplaces, assertXmpLabel, countLabels, labelled, packetWithTitle } from '../../testing/pictures.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { makeBox, makeFullBox } from './boxes.ts';
import { itemData, openHeif } from './heif-file.ts';

const AV1 = ['-c:v', 'libaom-av1', '-cpu-used', '8'];
const still = ffmpegSample(
  ['-f', 'lavfi', '-i', 'testsrc=size=64x48', '-frames:v', '1', ...AV1, '-still-picture', '1'],
  'a.avif',
);
/** Made by heif-enc: a grid in `idat` over one HEVC tile in `mdat`, with a base offset. */
const grid = Uint8Array.from(readFileSync(join(import.meta.dirname, 'fixtures', 'grid.heic')));
const label = sampleLabel();

const info = (id: number, type: string, rest = ''): Uint8Array =>
  makeFullBox('infe', 2, uint16(id), uint16(0), latin1(`${type}\0${rest}`));
const payload = latin1('PAYLOAD-OF-ITEM-ONE');

interface Options {
  readonly version: number;
  readonly base?: boolean;
  readonly xmp?: Uint8Array;
  readonly encoding?: string;
}

/** A file whose item 1 is a text in `mdat`, and item 2, if there is one, an XMP packet in `idat`. */
function build({ version, base = false, xmp, encoding = '' }: Options): Uint8Array {
  const id = version === 2 ? uint32 : uint16;
  const method = (value: number): Uint8Array => (version === 0 ? new Uint8Array() : uint16(value));
  const meta = (at: number): Uint8Array => {
    const one = concat(
      id(1),
      method(0),
      uint16(0),
      base ? uint32(at) : new Uint8Array(),
      uint16(2),
      ...[0, 7].flatMap((from) => [uint32(base ? from : at + from), uint32(from === 0 ? 7 : payload.length - 7)]),
    );
    const two = concat(id(2), method(1), uint16(0), base ? uint32(0) : new Uint8Array(), uint16(1), uint32(0));
    const rows = xmp === undefined ? [one] : [one, concat(two, uint32(xmp.length))];
    const kind = `application/rdf+xml\0${encoding === '' ? '' : `${encoding}\0`}`;
    const infos = [info(1, 'av01'), ...(xmp === undefined ? [] : [info(2, 'mime', `\0${kind}`.slice(1))])];
    return makeFullBox(
      'meta',
      0,
      makeFullBox('hdlr', 0, uint32(0), latin1('pict'), new Uint8Array(13)),
      makeFullBox('pitm', 0, uint16(1)),
      makeFullBox('iinf', 0, uint16(infos.length), ...infos),
      makeFullBox('iloc', version, uint16(base ? 0x4440 : 0x4400), id(rows.length), ...rows),
      ...(xmp === undefined ? [] : [makeBox('idat', xmp)]),
    );
  };
  const head = makeBox('ftyp', latin1('mif1'), uint32(0), latin1('mif1heic'));
  return concat(head, meta(head.length + meta(0).length + 8), makeBox('mdat', payload));
}

const itemOne = async (source: ByteSource): Promise<string> => {
  const file = await openHeif(source);
  assert.ok(file !== null);
  return Buffer.from(await itemData(source, file, 1)).toString();
};

test('an AVIF carries a label in an item that describes its picture, and no pixel changes', async () => {
  assert.equal((await detectFormat(bytesSource(still)))?.id, 'avif');
  const written = await labelled(still);
  assertXmpLabel(written, 'a.avif', label);
  assert.equal(decodedHash(written, 'a.avif'), decodedHash(still, 'a.avif'));
  const file = await openHeif(bytesSource(written));
  assert.deepEqual(file?.references, [{ type: 'cdsc', from: 2, to: [1] }]);
  assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
  assertXmpLabel(await assertReplaces(still), 'a.avif', sampleLabel('another_0002'));
});

test('a film of AVIF still finds its samples', async () => {
  const film = ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=5', '-t', '1', ...AV1], 'a.avif');
  assert.ok(Buffer.from(film).includes('stco'));
  const written = await assertReplaces(film);
  assertXmpLabel(written, 'a.avif', sampleLabel('another_0002'));
  assert.equal(decodedHash(written, 'a.avif'), decodedHash(film, 'a.avif'));
});

test('in a HEIC every item is found where it was said to be, in the file and in idat', async () => {
  assert.equal((await detectFormat(bytesSource(grid)))?.id, 'heif');
  const written = await labelled(grid);
  assertXmpLabel(written, 'a.heic', label);
  const [before, after] = [exiftoolItems(grid, 'a.heic'), exiftoolItems(written, 'a.heic')];
  assert.deepEqual([...before.keys()], [1, 2]);
  assert.deepEqual([...after.keys()], [1, 2, 3]);
  for (const [id, { method, from, length }] of before) {
    const now = after.get(id);
    assert.deepEqual([now?.method, now?.length], [method, length]);
    if (method === 0) {
      const item = Buffer.from(written.subarray(now?.from, (now?.from ?? 0) + length));
      assert.deepEqual(item, Buffer.from(grid.subarray(from, from + length)));
    } else assert.equal(now?.from, from);
  }
  await assertReplaces(grid);
});

test('another writer’s packet and Exif keep all but their labels', async () => {
  const before = exiftoolWritten(grid, 'a.heic', [
    '-XMP-dc:Title=kettle',
    `-UserComment=${labelText(label)}`,
    '-Artist=A',
  ]);
  const verdict = await verifyFile(bytesSource(before));
  assert.ok(verdict.kind === 'misplaced');
  assert.deepEqual(
    verdict.carriers.map(({ place }) => place),
    ['HEIF item Exif UserComment'],
  );
  const seen = assertXmpLabel(await assertReplaces(before), 'a.heic', sampleLabel('another_0002'));
  assert.equal(seen['XMP-dc:Title'], 'kettle');
  assert.equal(seen['IFD0:Artist'], 'A');
  assert.equal(seen['ExifIFD:UserComment'], undefined);
});

test('all versions of iloc, with and without a base, follow the growth of meta', async () => {
  const packet = utf8(packetWithTitle(`<T:AIGC>${bareLabelText(label)}</T:AIGC>`));
  for (const version of [0, 1, 2]) {
    for (const base of [false, true]) {
      const plain = build({ version, base });
      assert.equal(await itemOne(bytesSource(plain)), 'PAYLOAD-OF-ITEM-ONE');
      assert.equal(await itemOne(bytesSource(await assertReplaces(plain))), 'PAYLOAD-OF-ITEM-ONE');
      if (version === 0) continue;
      const inside = build({ version, base, xmp: packet });
      assert.equal((await verifyFile(bytesSource(inside))).kind, 'conformant');
      const written = await assertReplaces(inside);
      assert.equal(await itemOne(bytesSource(written)), 'PAYLOAD-OF-ITEM-ONE');
      assert.equal(countLabels(written), 1);
      const file = await openHeif(bytesSource(written));
      assert.deepEqual(file?.references, [{ type: 'cdsc', from: 2, to: [1] }]);
    }
  }
});

test('a packed packet is unpacked, changed and kept plain', async () => {
  const packet = utf8(packetWithTitle(`<T:AIGC>${bareLabelText(label)}</T:AIGC>`));
  const stream = new Blob([Uint8Array.from(packet)]).stream().pipeThrough(new CompressionStream('deflate'));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const sample = build({ version: 1, xmp: packed, encoding: 'deflate' });
  assert.equal((await verifyFile(bytesSource(sample))).kind, 'conformant');
  const written = await assertReplaces(sample);
  assert.equal((await openHeif(bytesSource(written)))?.infos[1]?.encoding, '');
  assert.ok(Buffer.from(written).includes('kettle'));
  const other = build({ version: 1, xmp: packed, encoding: 'br' });
  assert.equal((await verifyFile(bytesSource(other))).kind, 'unreadable');
});

test('a last box without a size gets one before something follows it', async () => {
  const open = build({ version: 1 });
  viewOf(open).setUint32(open.length - payload.length - 8, 0);
  const written = await assertReplaces(open);
  assert.equal(await itemOne(bytesSource(written)), 'PAYLOAD-OF-ITEM-ONE');
});

test('a file beyond 4 GB is written with long offsets, without reading its pictures', async () => {
  const small = build({ version: 1 });
  const dataAt = small.length - payload.length - 8;
  const size = 2 ** 33;
  const head = concat(small.subarray(0, dataAt), uint32(1), latin1('mdat'), new Uint8Array(8));
  viewOf(head).setBigUint64(dataAt + 8, BigInt(size - dataAt));
  const source: ByteSource = {
    size,
    read: async (offset, length) => {
      assert.ok(length <= 1 << 20, 'only pieces are read');
      const piece = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      if (offset < head.length) piece.set(head.subarray(offset, offset + length));
      return piece;
    },
  };
  const written = patchedSource(source, await writeFileLabel(source, label));
  assert.ok(written.size > size);
  assert.equal((await verifyFile(written)).kind, 'conformant');
});

test('broken files and those that no label can describe are named', async () => {
  for (const end of [20, 60, 200, still.length - 10]) {
    assert.notEqual((await verifyFile(bytesSource(still.subarray(0, end)))).kind, 'conformant');
    await assert.rejects(labelled(still.subarray(0, end)), /E_FILE|reaches|fit|items|kind of file/);
  }
  const far = build({ version: 1 });
  viewOf(far).setUint32(Buffer.from(far).indexOf('iloc') + 4 + 4 + 4 + 8, 0x7fffffff);
  await assert.rejects(labelled(far), { code: 'E_FILE_UNREADABLE' });
  const headless = Uint8Array.from(build({ version: 1 }));
  headless.set(latin1('free'), Buffer.from(headless).indexOf('pitm'));
  await assert.rejects(labelled(headless), { code: 'E_FILE_UNSUPPORTED' });
  const sequence = makeBox('ftyp', latin1('avis'), uint32(0), latin1('avis'));
  await assert.rejects(labelled(sequence), { code: 'E_FILE_UNSUPPORTED' });
});

test('mutations neither crash nor are written wrongly', async (t) => {
  const random = seededRandom(describeSeed(t));
  await fuzzFile(await labelled(still), null, random);
  await fuzzFile(exiftoolWritten(grid, 'a.heic', [`-UserComment=${labelText(label)}`]), null, random);
  await fuzzFile(build({ version: 2, base: true, xmp: utf8(packetWithTitle()) }), null, random);
});
