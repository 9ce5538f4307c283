import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectMedium, MARKED_EXTENSIONS, MEDIUM_HEAD_BYTES } from '../../marks/index.ts';
import { createLabelCrypto, newKeyPem, signerOfPem } from '../../sm2/index.ts';
import { propagateFileLabel, readFileLabels, verifyFile, writeFileLabel } from '../file/label-file.ts';
import { movedTo, type Patch, patchedBytes, type Segment } from '../file/patch.ts';
import { bytesSource } from '../file/source.ts';
import { LABEL_FORMATS } from '../formats/index.ts';
import { writeSignedFileLabel } from '../security/sign-file.ts';
import { FORMAT_FACTS, type OutsideReader } from './format-facts.ts';
import { sampleLabel } from './sample-label.ts';

const crypto = createLabelCrypto();
const signer = signerOfPem(newKeyPem(), 'test', crypto);
const trust = { crypto, pins: [{ name: 'test', publicKey: signer.publicKey }] };
const label = sampleLabel();
/** What the signature of a file's label says of its content. */
async function contentOf(bytes: Uint8Array, name: string): Promise<string> {
  const verdict = await verifyFile(bytesSource(bytes), name, trust);
  return 'signature' in verdict ? verdict.signature.content : verdict.kind;
}

/** Where the middle of the longest piece of the old file stands in the new one. */
function payloadAt(patch: Patch): number {
  const sizeOf = (piece: Segment): number => (piece.kind === 'copy' ? piece.to - piece.from : 0);
  const longest = patch.reduce((best, piece) => (sizeOf(piece) > sizeOf(best) ? piece : best));
  const middle = longest.kind === 'copy' ? Math.floor((longest.from + longest.to) / 2) : 0;
  return movedTo(patch, middle) ?? assert.fail('nothing of the file is copied');
}

/** Readers that have shown a signed label. */
const asked = new Set<OutsideReader>();

for (const { id, name, extensions } of LABEL_FORMATS) {
  const { fileName, sample, place, readers, isBound } = FORMAT_FACTS[id];
  const bytes = sample();
  const source = bytesSource(bytes);

  test(`${name}: is told as a medium that can be marked exactly when its endings say so`, () => {
    const isMarked = extensions.some((extension) => MARKED_EXTENSIONS.has(extension));
    assert.equal(detectMedium(bytes.subarray(0, MEDIUM_HEAD_BYTES), fileName) !== null, isMarked);
  });

  if (place === null) {
    test(`${name}: nothing is written into the file`, async () => {
      await assert.rejects(writeFileLabel(source, label, fileName), { code: 'E_FILE_UNSUPPORTED' });
    });
    continue;
  }

  test(`${name}: one label in ${place}, and each outside reader shows it`, async () => {
    assert.equal((await verifyFile(source, fileName)).kind, 'none');
    const labelled = await patchedBytes(source, await writeFileLabel(source, label, fileName));
    const { format, carriers } = await readFileLabels(bytesSource(labelled), fileName);
    assert.equal(format, id);
    assert.deepEqual(
      carriers.map((carrier) => [carrier.place, carrier.isMain]),
      [[place, true]],
    );
    for (const reader of readers) {
      const seen = reader.read(labelled, fileName);
      assert.deepEqual(typeof seen === 'string' ? JSON.parse(seen) : seen, label.AIGC, reader.name);
    }
  });

  test(`${name}: a signed label is read back as signed${isBound ? ' and bound to the content' : ''}`, async () => {
    const signed = await writeSignedFileLabel(source, label, signer, fileName);
    const file = await patchedBytes(source, signed.patch);
    const verdict = await verifyFile(bytesSource(file), fileName, trust);
    assert.ok(verdict.kind === 'conformant', JSON.stringify(verdict));
    const { kind, keyName, content } = verdict.signature;
    assert.deepEqual([kind, keyName, content], ['valid', 'test', isBound ? 'intact' : 'none']);
    assert.equal(signed.isBound, isBound);
    // Kinds that are built alike share their reader. ffprobe takes no longer text out of FLV than 1,023 bytes; the first does.
    const [reader] = readers;
    if (reader === undefined || asked.has(reader)) return;
    asked.add(reader);
    const seen = reader.read(file, fileName);
    assert.deepEqual(typeof seen === 'string' ? JSON.parse(seen) : seen, signed.label.AIGC);
  });

  if (!isBound) continue;
  test(`${name}: passing a signed file on breaks nothing, and one other byte of its content is found`, async () => {
    const { patch } = await writeSignedFileLabel(source, label, signer, fileName);
    let file = await patchedBytes(source, patch);
    // Longer and shorter than what stood there, so that room is taken and left.
    for (const propagateId of ['p'.repeat(3_000), 'p-2']) {
      const passed = { contentPropagator: 'platform', propagateId };
      file = await patchedBytes(bytesSource(file), await propagateFileLabel(bytesSource(file), passed, fileName));
      assert.equal(await contentOf(file, fileName), 'intact', propagateId.slice(0, 10));
    }
    const at = payloadAt(patch);
    const changed = Uint8Array.from(await patchedBytes(source, patch), (byte, place) =>
      place === at ? byte ^ 1 : byte,
    );
    // A package of which a part is damaged is not even read.
    assert.match(await contentOf(changed, fileName), /^(broken|unreadable)$/);
  });
}
