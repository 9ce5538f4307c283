import { fromUtf8 } from '../../file/bytes.ts';
import type { Carrier } from '../../file/format.ts';
import { readLabelValue } from '../../file/label-value.ts';
import { readXmpLabels } from '../../xmp/xmp.ts';
import type { PdfDocument, PdfObject } from './document.ts';
import { decodeTextString } from './text-string.ts';
import { entryOf, type PdfDictionary, type PdfEntry, type PdfValue } from './values.ts';

/** The dictionary Info of a file, with the object that holds it; null when the file has none that could be added to. */
export async function readInfo(document: PdfDocument): Promise<(PdfObject & { readonly value: PdfDictionary }) | null> {
  const info = entryOf(document.newest.trailer, 'Info');
  if (info?.kind === 'dictionary')
    return {
      ...{ number: 0, generation: 0, value: info, bytes: document.newest.bytes },
      ...{ at: null, streamFrom: null, isPacked: true },
    };
  const object = info?.kind === 'reference' ? await document.object(info.number) : null;
  return object !== null && object.value.kind === 'dictionary' ? { ...object, value: object.value } : null;
}

/** The packet of XMP about the whole document; null when it has none. */
export async function readPacket(
  document: PdfDocument,
): Promise<{ readonly object: PdfObject & { readonly value: PdfDictionary }; readonly packet: string } | null> {
  const root = entryOf(document.newest.trailer, 'Root');
  const catalog = root?.kind === 'reference' ? (await document.object(root.number))?.value : undefined;
  const metadata = catalog?.kind === 'dictionary' ? entryOf(catalog, 'Metadata') : undefined;
  const object = metadata?.kind === 'reference' ? await document.object(metadata.number) : null;
  if (object === null || object.streamFrom === null || object.value.kind !== 'dictionary') return null;
  const packet = fromUtf8(await document.streamData(object, 'the XMP of the PDF'));
  return { object: { ...object, value: object.value }, packet };
}

/** The entries of Info that are labels, or named as one; a key in other letters counts when it says something of a label. */
export async function labelEntries(
  document: PdfDocument,
  info: (PdfObject & { readonly value: PdfDictionary }) | null,
): Promise<{ readonly entry: PdfEntry; readonly text: string }[]> {
  const found: { readonly entry: PdfEntry; readonly text: string }[] = [];
  for (const entry of info?.value.entries ?? []) {
    if (info === null || entry.name.toUpperCase() !== 'AIGC') continue;
    const text = await textOf(document, info, entry.value);
    if (entry.name === 'AIGC' || readLabelValue(text) !== null) found.push({ entry, text });
  }
  return found;
}

async function textOf(document: PdfDocument, holder: PdfObject, value: PdfValue): Promise<string> {
  if (value.kind === 'reference') {
    const object = await document.object(value.number);
    return object === null || object.value.kind === 'reference' ? '' : await textOf(document, object, object.value);
  }
  if (value.kind !== 'string') return fromUtf8(holder.bytes.subarray(value.from, value.to));
  const isPlain = document.security === null || holder.isPacked;
  return decodeTextString(isPlain ? value.bytes : await decrypted(document, holder, value.bytes));
}

const decrypted = async ({ security }: PdfDocument, holder: PdfObject, bytes: Uint8Array): Promise<Uint8Array> =>
  security === null ? bytes : await security.decrypt('string', bytes, holder);

/** Every label of the document as it is now; what older savings held is not part of it. */
export async function readLabels(document: PdfDocument): Promise<Carrier[]> {
  const entries = await labelEntries(document, await readInfo(document));
  const packet = (await readPacket(document))?.packet ?? '';
  return [
    ...entries.map(({ entry, text }) => ({
      place: `PDF Info /${entry.name}`,
      isMain: entry.name === 'AIGC',
      form: 'bare' as const,
      text,
    })),
    ...readXmpLabels(packet).map((text) => ({ place: 'PDF Metadata XMP', isMain: false, form: 'bare' as const, text })),
  ];
}
