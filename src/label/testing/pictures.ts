import assert from 'node:assert/strict';
import { verifyFile, writeFileLabel } from '../file/label-file.ts';
import { patchedBytes } from '../file/patch.ts';
import { bytesSource } from '../file/source.ts';
import { bareLabelText, type ImplicitLabel } from '../implicit-label.ts';
import { exiftool } from './outside-readers.ts';
import { sampleLabel } from './sample-label.ts';

/** The bytes of the file with this label. */
export const labelled = async (bytes: Uint8Array, label: ImplicitLabel = sampleLabel()): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), label));

/** Asserts that ExifTool shows exactly this label as the property of XMP, and hands over all else that it shows. */
export function assertXmpLabel(bytes: Uint8Array, name: string, label: ImplicitLabel): Record<string, unknown> {
  const seen = exiftool(bytes, name);
  assert.deepEqual(JSON.parse(String(seen['XMP-TC260:Aigc'] ?? seen['XMP-TC260:AIGC'])), label.AIGC);
  assert.equal(seen['ExifTool:Warning'], undefined);
  assert.equal(seen['ExifTool:Error'], undefined);
  return seen;
}

/** How often the bytes of a label stand anywhere in the file, read or not. */
export const countLabels = (bytes: Uint8Array): number =>
  Buffer.from(bytes).toString('latin1').split('ContentProducer').length - 1;

/** Asserts that one more writing of the same label changes nothing, and that another label takes its place. */
export async function assertReplaces(bytes: Uint8Array, label: ImplicitLabel = sampleLabel()): Promise<Uint8Array> {
  const once = await labelled(bytes, label);
  assert.ok(Buffer.from(await labelled(once, label)).equals(once), 'the same label twice is the same file');
  const other = sampleLabel('another_0002');
  const replaced = await labelled(once, other);
  const verdict = await verifyFile(bytesSource(replaced));
  assert.ok(verdict.kind === 'conformant', JSON.stringify(verdict));
  assert.deepEqual(
    verdict.carriers.map(({ text }) => text),
    [bareLabelText(other)],
  );
  assert.equal(countLabels(replaced), 1);
  return replaced;
}

/** A packet of XMP with a title besides whatever `inside` its description. */
export const packetWithTitle = (inside = ''): string =>
  '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ' +
  `xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:T="http://www.tc260.org.cn/ns/AIGC/1.0/">${inside}` +
  '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">kettle</rdf:li></rdf:Alt></dc:title>' +
  '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';
