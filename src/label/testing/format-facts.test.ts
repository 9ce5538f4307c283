import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLabelCrypto, newKeyPem, signerOfPem } from '../../sm2/index.ts';
import { readFileLabels, verifyFile, writeFileLabel } from '../file/label-file.ts';
import { patchedBytes } from '../file/patch.ts';
import { bytesSource } from '../file/source.ts';
import { LABEL_FORMATS } from '../formats/index.ts';
import { writeSignedFileLabel } from '../security/sign-file.ts';
import { FORMAT_FACTS } from './format-facts.ts';
import { sampleLabel } from './sample-label.ts';

const crypto = createLabelCrypto();
const signer = signerOfPem(newKeyPem(), 'test', crypto);
const trust = { crypto, pins: [{ name: 'test', publicKey: signer.publicKey }] };
const label = sampleLabel();

for (const { id, name } of LABEL_FORMATS) {
  const { fileName, sample, place, readers, isBound } = FORMAT_FACTS[id];
  const source = bytesSource(sample());

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
    const bytes = await patchedBytes(source, signed.patch);
    const verdict = await verifyFile(bytesSource(bytes), fileName, trust);
    assert.ok(verdict.kind === 'conformant', JSON.stringify(verdict));
    const { kind, keyName, content } = verdict.signature;
    assert.deepEqual([kind, keyName, content], ['valid', 'test', isBound ? 'intact' : 'none']);
    assert.equal(signed.isBound, isBound);
    // ffprobe takes no longer text out of a file than 1,023 bytes in FLV; the first reader shows all of it everywhere.
    const seen = readers[0]?.read(bytes, fileName);
    if (readers.length > 0) assert.deepEqual(typeof seen === 'string' ? JSON.parse(seen) : seen, signed.label.AIGC);
  });
}
