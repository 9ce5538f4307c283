import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectMedium, MARKED_EXTENSIONS, MEDIUM_HEAD_BYTES } from '../../marks/index.ts';
import { createLabelCrypto, newKeyPem, signerOfPem } from '../../sm2/index.ts';
import { readFileLabels, verifyFile, writeFileLabel } from '../file/label-file.ts';
import { patchedBytes } from '../file/patch.ts';
import { bytesSource } from '../file/source.ts';
import { LABEL_FORMATS } from '../formats/index.ts';
import { writeSignedFileLabel } from '../security/sign-file.ts';
import { FORMAT_FACTS, type OutsideReader } from './format-facts.ts';
import { sampleLabel } from './sample-label.ts';

const crypto = createLabelCrypto();
const signer = signerOfPem(newKeyPem(), 'test', crypto);
const trust = { crypto, pins: [{ name: 'test', publicKey: signer.publicKey }] };
const label = sampleLabel();
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
}
