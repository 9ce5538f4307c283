import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, hasLatin1At, indexOfBytes, latin1, uint32, viewOf } from '../file/bytes.ts';
import { verifyFile, writeFileLabel } from '../file/label-file.ts';
import { patchedBytes } from '../file/patch.ts';
import { type ByteSource, bytesSource } from '../file/source.ts';
import { sampleLabel } from '../testing/sample-label.ts';
import { makeBox } from './boxes.ts';

const label = sampleLabel();
const write = async (bytes: Uint8Array): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), label));
const handler = (type: string): Uint8Array => makeBox('hdlr', uint32(0), uint32(0), latin1(type), new Uint8Array(13));

/** A file of this size that is zero but for what is given: nobody's memory holds it. */
const sparse = (size: number, head: Uint8Array): ByteSource => ({
  size,
  read: async (offset, length) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    if (offset < head.length) bytes.set(head.subarray(offset, offset + bytes.length));
    return bytes;
  },
});

const stco = (...offsets: readonly number[]): Uint8Array =>
  makeBox('stco', uint32(0), uint32(offsets.length), ...offsets.map(uint32));
const track = (table: Uint8Array, flags = 1): Uint8Array =>
  makeBox(
    'trak',
    makeBox(
      'mdia',
      makeBox(
        'minf',
        makeBox('dinf', makeBox('dref', uint32(0), uint32(1), makeBox('url ', uint32(flags)))),
        makeBox('stbl', table),
      ),
    ),
  );
const brand = makeBox('ftyp', latin1('isom'), uint32(0), latin1('isommp42'));

test('a film of 5 GB is labelled without being read, and offsets beyond 32 bits get tables of 64', async () => {
  const size = 5 * 2 ** 30;
  const head = concat(brand, makeBox('moov', track(stco(1_000, 2 ** 32 - 100))), uint32(1), latin1('mdat'));
  const mdat = head.length - 8;
  const long = new Uint8Array(8);
  viewOf(long).setBigUint64(0, BigInt(size - mdat));
  const patch = await writeFileLabel(sparse(size, concat(head, long)), label);
  const start = patch.flatMap((segment) => (segment.kind === 'bytes' ? [segment.bytes] : []));
  const table = start.find((bytes) => hasLatin1At(bytes, 4, 'co64'));
  assert.ok(table !== undefined);
  const growth = viewOf(table).getBigUint64(16) - 1_000n;
  assert.ok(growth > 300n);
  assert.equal(viewOf(table).getBigUint64(24), 2n ** 32n - 100n + growth);
});

test('what cannot be moved safely is refused: tracks in other files, items with places, compressed or doubled moov', async () => {
  const mdat = makeBox('mdat', new Uint8Array(64));
  const film = (...boxes: readonly Uint8Array[]): Promise<Uint8Array> => write(concat(brand, ...boxes));
  await assert.rejects(film(makeBox('moov', track(stco(200), 0)), mdat), { code: 'E_FILE_UNSUPPORTED' });
  const items = makeBox('meta', uint32(0), handler('pict'), makeBox('iloc', uint32(0), uint32(0)));
  await assert.rejects(film(makeBox('moov', track(stco(200)), items), mdat), { code: 'E_FILE_UNSUPPORTED' });
  await assert.rejects(film(makeBox('moov', makeBox('cmov')), mdat), { code: 'E_FILE_UNSUPPORTED' });
  await assert.rejects(film(makeBox('moov'), makeBox('moov'), mdat), { code: 'E_FILE_UNSUPPORTED' });
  await assert.rejects(film(mdat), { code: 'E_FILE_UNREADABLE' });
  // Nothing moves when moov is last: then it does not matter where the tracks lie.
  assert.equal(
    (await verifyFile(bytesSource(await film(mdat, makeBox('moov', track(stco(200), 0)))))).kind,
    'conformant',
  );
});

test('an index of segments before moov still points to the first of them', async () => {
  const sidx = (offset: number): Uint8Array =>
    makeBox('sidx', uint32(0), uint32(1), uint32(1_000), uint32(0), uint32(offset), uint32(0));
  const moov = makeBox('moov', track(stco()));
  const written = await write(concat(brand, sidx(moov.length), moov, makeBox('moof'), makeBox('mdat')));
  const end = indexOfBytes(written, latin1('sidx')) - 4 + sidx(0).length;
  const moof = indexOfBytes(written, latin1('moof')) - 4;
  assert.deepEqual(written.subarray(end - sidx(0).length, end), sidx(moof - end));
});

test('fragments with places in the whole file, and the index at its end, still lead to what they led to', async () => {
  const zero = uint32(0);
  const moof = (base: number): Uint8Array =>
    makeBox('moof', makeBox('traf', makeBox('tfhd', uint32(1), uint32(1), zero, uint32(base))));
  const mfra = (place: number): Uint8Array =>
    makeBox('mfra', makeBox('tfra', zero, uint32(1), zero, uint32(1), zero, uint32(place), Uint8Array.of(1, 1, 1)));
  const moov = makeBox('moov', track(stco()));
  const mdat = makeBox('mdat', latin1('pictures'));
  const start = brand.length + moov.length;
  const data = start + moof(0).length + 8;
  const written = await write(concat(brand, moov, moof(data), mdat, mfra(start)));
  const moved = indexOfBytes(written, latin1('pictures'));
  const fragment = indexOfBytes(written, latin1('moof')) - 4;
  assert.ok(moved > data);
  assert.deepEqual(written.subarray(fragment), concat(moof(moved), mdat, mfra(fragment)));
});
