import type { Edit } from '../../file/patch.ts';
import { blankXmpLabels } from '../../xmp/packet.ts';
import { isStreamPlain, type PdfDocument } from './document.ts';
import { labelEntries, readInfo, readPacket } from './labels.ts';
import { entryOf } from './values.ts';

const SPACE = 0x20;
/** Entries of the catalog that a signature, or a right granted by one, hangs on. */
const SIGNED_BY = ['AcroForm', 'Perms', 'DSS'];

/**
 * The changes in place that leave nothing of the labels which are about to be replaced: spaces where entries of Info and
 * properties of XMP stand. None where the document may be signed, since a signature holds for every byte before it; nor where
 * a label stands within packed data, which nobody reads without unpacking it.
 */
export async function oldLabelBlanks(document: PdfDocument): Promise<Edit[]> {
  if (await mayBeSigned(document)) return [];
  return [...(await infoBlanks(document)), ...(await packetBlanks(document))];
}

async function mayBeSigned(document: PdfDocument): Promise<boolean> {
  const root = entryOf(document.newest.trailer, 'Root');
  const catalog = root?.kind === 'reference' ? (await document.object(root.number))?.value : undefined;
  return catalog?.kind !== 'dictionary' || SIGNED_BY.some((name) => entryOf(catalog, name) !== undefined);
}

/** Spaces over the labels in Info, where it stands in the file as it is. */
export async function infoBlanks(document: PdfDocument): Promise<Edit[]> {
  const info = await readInfo(document);
  if (info === null || info.at === null) return [];
  const start = document.before + info.at;
  return (await labelEntries(document, info)).map(({ entry }) => ({
    at: start + entry.from,
    bytes: new Uint8Array(entry.value.to - entry.from).fill(SPACE),
  }));
}

async function packetBlanks(document: PdfDocument): Promise<Edit[]> {
  const object = (await readPacket(document))?.object;
  if (object?.streamFrom === undefined || object.streamFrom === null) return [];
  const { security } = document;
  const isPlain = security === null || isStreamPlain(security, object.value);
  if (!isPlain || ['Filter', 'F'].some((name) => entryOf(object.value, name) !== undefined)) return [];
  const blanked = blankXmpLabels(await document.streamData(object, 'the XMP of the PDF'));
  return blanked === null ? [] : [{ at: document.before + object.streamFrom, bytes: blanked }];
}
