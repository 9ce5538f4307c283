import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { type FlatKind, openedByLibreOffice, propertyIn } from '../../testing/libre-office.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { type OfficeKind, officeSample, SAMPLE_PROPERTY } from '../../testing/sample-packages.ts';

const label = sampleLabel();

const KINDS: readonly (readonly [flat: FlatKind, kinds: readonly OfficeKind[]])[] = [
  ['fodt', ['docx', 'dotx']],
  ['fods', ['xlsx', 'xltx']],
  ['fodp', ['pptx', 'potx']],
];
for (const [flat, kinds] of KINDS) {
  test(`LibreOffice opens labelled ${kinds.join(' and ')}, with and without other properties, and keeps label and content`, async () => {
    const documents = new Map<string, Uint8Array>();
    for (const kind of kinds)
      for (const hasProperties of [true, false]) {
        const source = bytesSource(officeSample(kind, hasProperties));
        const name = `${hasProperties ? 'with' : 'without'}.${kind}`;
        documents.set(name, await patchedBytes(source, await writeFileLabel(source, label, name)));
      }
    const opened = openedByLibreOffice(documents, flat);
    assert.equal(opened.size, 2 * kinds.length);
    for (const [name, xml] of opened) {
      assert.deepEqual(JSON.parse(propertyIn(xml, 'AIGC') ?? ''), label.AIGC, name);
      const other = name.startsWith('without') ? undefined : SAMPLE_PROPERTY.value;
      assert.equal(propertyIn(xml, SAMPLE_PROPERTY.name), other, name);
      assert.match(xml, /水壶在响。/, name);
    }
  });
}
