import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { validateManifest } from '../../c2pa/index.ts';
import { signC2pa } from '../../c2pa/testing/test-credential.ts';
import { describeSeed, seededRandom } from '../../kernel/testing/seeded-random.ts';
import { makeBox } from '../bmff/boxes.ts';
import { concat, latin1, uint32, utf8, viewOf } from '../file/bytes.ts';
import type { FormatId } from '../file/format.ts';
import { readFileLabels, verifyFile, writeFileLabel } from '../file/label-file.ts';
import { patchedBytes } from '../file/patch.ts';
import { bytesSource } from '../file/source.ts';
import { makeChunk as makeRiffChunk } from '../riff/chunks.ts';
import { FORMAT_FACTS } from '../testing/format-facts.ts';
import { mutate } from '../testing/mutations.ts';
import { sampleLabel } from '../testing/sample-label.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { readCbor } from './cbor.ts';
import { readContentCredentials } from './content-credentials.ts';
import { readSuperbox } from './jumbf.ts';
import { requireUnsigned } from './require-unsigned.ts';

const label = sampleLabel();
async function labelled(bytes: Uint8Array, name: string, written = label): Promise<Uint8Array> {
  const source = bytesSource(bytes);
  return await patchedBytes(source, await writeFileLabel(source, written, name));
}
const credentialsIn = async (bytes: Uint8Array, name: string) =>
  (await readFileLabels(bytesSource(bytes), name)).credentials;

const SIGNED: readonly (readonly [id: FormatId, mediaType: string, place: string, hash: 'data' | 'bmff'])[] = [
  ['png', 'image/png', 'PNG caBX', 'data'],
  ['jpeg', 'image/jpeg', 'JPEG APP11', 'data'],
  ['avif', 'image/avif', 'BMFF uuid c2pa', 'bmff'],
  ['mp3', 'audio/mpeg', 'ID3 GEOB', 'data'],
];
for (const [id, mediaType, place, hash] of SIGNED) {
  const { fileName, sample } = FORMAT_FACTS[id];
  test(`${id}: labelled first and signed last both stories are right; labelled after signing the manifest is invalid`, async () => {
    const signed = await signC2pa(await labelled(sample(), fileName), mediaType);
    const right = await validateManifest(signed, mediaType);
    assert.ok(right.isIntact, right.codes.join());
    const verdict = await verifyFile(bytesSource(signed), fileName);
    assert.ok(verdict.kind === 'conformant', JSON.stringify(verdict));
    const { claimGenerator, ...seen } = verdict.credentials ?? assert.fail('the manifest is seen');
    assert.equal(claimGenerator, 'kettle 1.0');
    const dataHash = hash === 'data' ? 'matches' : 'unchecked';
    assert.deepEqual(seen, { place, sourceTypes: ['trainedAlgorithmicMedia'], dataHash });

    await assert.rejects(requireUnsigned(bytesSource(signed), fileName), { code: 'E_FILE_SIGNED' });
    const late = await labelled(await signC2pa(sample(), mediaType), fileName);
    const wrong = await validateManifest(late, mediaType);
    assert.ok(!wrong.isIntact);
    assert.ok(wrong.codes.includes(`assertion.${hash}Hash.mismatch`), wrong.codes.join());
    assert.equal((await credentialsIn(late, fileName))?.dataHash, hash === 'data' ? 'mismatch' : 'unchecked');
  });
}

// By hand, for the places that no signer here writes to.
const superbox = (name: string, ...boxes: readonly Uint8Array[]): Uint8Array =>
  makeBox('jumb', makeBox('jumd', new Uint8Array(16), Uint8Array.of(3), utf8(`${name}\0`)), ...boxes);
const text = (value: string): Uint8Array =>
  concat(Uint8Array.of(...(value.length < 24 ? [0x60 + value.length] : [0x78, value.length])), utf8(value));
const map = (...entries: readonly (readonly [string, Uint8Array])[]): Uint8Array =>
  concat(Uint8Array.of(0xa0 + entries.length), ...entries.flatMap(([key, value]) => [text(key), value]));
const store = superbox(
  'c2pa',
  superbox('urn:c2pa:older'),
  superbox(
    'urn:c2pa:newer',
    superbox(
      'c2pa.assertions',
      superbox(
        'c2pa.actions.v2',
        makeBox(
          'cbor',
          map([
            'actions',
            concat(
              Uint8Array.of(0x9f),
              map(
                ['action', text('c2pa.created')],
                ['digitalSourceType', text('http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic')],
              ),
              Uint8Array.of(0xff),
            ),
          ]),
        ),
      ),
    ),
    superbox(
      'c2pa.claim.v2',
      makeBox('cbor', map(['claim_generator_info', map(['name', text('Kettle')], ['version', text('2.1')])])),
    ),
  ),
);

const inRiff = (bytes: Uint8Array): Uint8Array => {
  const file = concat(bytes, makeRiffChunk('C2PA', store));
  viewOf(file).setUint32(4, file.length - 8, true);
  return file;
};
const inBmff = (bytes: Uint8Array): Uint8Array =>
  concat(
    bytes,
    makeBox(
      'uuid',
      Uint8Array.from(Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex')),
      uint32(0),
      utf8('manifest\0'),
      new Uint8Array(8),
      store,
    ),
  );
const inGif = (bytes: Uint8Array): Uint8Array => {
  const pieces = Array.from({ length: Math.ceil(store.length / 255) }, (_, index) =>
    store.subarray(index * 255, (index + 1) * 255),
  );
  const blocks = pieces.map((piece) => concat(Uint8Array.of(piece.length), piece));
  const head = concat(Uint8Array.of(0x21, 0xff, 11), latin1('C2PA_GIF'), Uint8Array.of(1, 0, 0));
  return concat(bytes.subarray(0, -1), head, ...blocks, Uint8Array.of(0, 0x3b));
};

const BY_HAND: readonly (readonly [id: FormatId, put: (bytes: Uint8Array) => Uint8Array, place: string])[] = [
  ['webp', inRiff, 'RIFF C2PA'],
  ['wav', inRiff, 'RIFF C2PA'],
  ['avi', inRiff, 'RIFF C2PA'],
  ['mp4', inBmff, 'BMFF uuid c2pa'],
  ['mov', inBmff, 'BMFF uuid c2pa'],
  ['m4a', inBmff, 'BMFF uuid c2pa'],
  ['gif', inGif, 'GIF C2PA_GIF'],
];
for (const [id, put, place] of BY_HAND) {
  test(`${id}: the active manifest is read where the specification puts it, and writing a label leaves it there`, async () => {
    const { fileName, sample } = FORMAT_FACTS[id];
    assert.equal(await credentialsIn(sample(), fileName), null);
    const signed = put(sample());
    const expected = {
      place,
      claimGenerator: 'Kettle 2.1',
      sourceTypes: ['compositeSynthetic'],
      dataHash: 'unchecked',
    };
    assert.deepEqual(await credentialsIn(signed, fileName), expected);
    assert.deepEqual(await credentialsIn(await labelled(signed, fileName), fileName), expected);
  });
}

test('PDF: an attached manifest is told', async () => {
  const pdf = samplePdf({
    info: '<< >>',
    catalog: '/AF [6 0 R] ',
    objects: ['<< /Type /Filespec /AFRelationship /C2PA_Manifest >>'],
  });
  assert.equal((await credentialsIn(pdf, 'a.pdf'))?.place, 'PDF AFRelationship C2PA_Manifest');
});

test('a broken store is told without what cannot be read, and nothing in it makes reading throw', async (t) => {
  const bytes = inRiff(FORMAT_FACTS.webp.sample());
  const broken = Uint8Array.from(bytes);
  broken.set(latin1('xxxx'), Buffer.from(bytes).indexOf('jumb'));
  const seen = await credentialsIn(broken, 'a.webp');
  assert.deepEqual(seen, { place: 'RIFF C2PA', claimGenerator: null, sourceTypes: [], dataHash: 'unchecked' });
  const random = seededRandom(describeSeed(t));
  for (let run = 0; run < 400; run += 1) {
    readSuperbox(mutate(store, random));
    await readContentCredentials('webp', bytesSource(mutate(bytes, random)));
  }
});

test('CBOR of any bytes is a value or nothing', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void readCbor(bytes)));
  const deep = new Uint8Array(100).fill(0x81);
  assert.equal(readCbor(deep), null);
  assert.equal(readCbor(Uint8Array.of(0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)), null);
  const keyedByMap = Uint8Array.of(0xa1, 0xa1, 0x68, ...Buffer.from('toString'), 0x00, 0x00);
  assert.equal(readCbor(keyedByMap), null);
  const values = Uint8Array.of(0x85, 0xf5, 0xf6, 0x20, 0x19, 1, 0, 0xfb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0);
  assert.deepEqual(readCbor(values)?.value, [true, null, -1, 256, 1.5]);
});
