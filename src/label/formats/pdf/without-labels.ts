import { indexOfBytes, latin1 } from '../../file/bytes.ts';
import { editsPatch, type Patch } from '../../file/patch.ts';
import { type ByteSource, readExactly } from '../../file/source.ts';
import { openDocument, type PdfDocument } from './document.ts';
import { infoBlanks } from './old-labels.ts';
import { labelUpdate } from './update.ts';
import { entryOf, readValue } from './values.ts';

/** Each passing on adds an update; nobody does so more often. */
const UPDATES_MAX = 64;
/** An update holds Info and a section of the cross-reference table: more is none of ours. */
const UPDATE_BYTES_MAX = 1 << 20;
/** A label to begin with; so long that nothing encrypted of that length happens to be ASCII. */
const FILLER_CHARACTERS = 64;
const TURNS_MAX = 3;
const SPACE = 0x20;

/** The document as it was before labels were added to it, with spaces in place of a label in what is left. */
export async function withoutLabels(source: ByteSource): Promise<Patch> {
  let document = await openDocument(source);
  for (let updates = 0; updates < UPDATES_MAX; updates += 1) {
    const before = await beforeUpdate(document);
    if (before === null) break;
    document = before;
  }
  const end = await withoutLineFeed(document.source, document.source.size);
  return editsPatch(document.before + end, await infoBlanks(document));
}

/** The document before its last update, if that is exactly one that writing a label makes; else null. */
async function beforeUpdate(document: PdfDocument): Promise<PdfDocument | null> {
  const { source, before, newest } = document;
  const info = entryOf(newest.trailer, 'Info');
  const place = info?.kind === 'reference' ? await newest.find(info.number) : null;
  // An update of ours begins with Info, and its table follows.
  if (place?.kind !== 'offset' || place.offset > newest.at || source.size - place.offset > UPDATE_BYTES_MAX)
    return null;
  const start = await withoutLineFeed(source, place.offset);
  const older = { ...source, size: start, read: clippedTo(source, start) };
  const opened = await openDocument(older).catch(() => null);
  if (opened === null || opened.before !== 0 || opened.newest.at === newest.at) return null;
  const end = await withoutLineFeed(source, source.size);
  const update = await readExactly(source, start, end - start, 'the last update of the PDF');
  return (await isLabelUpdate(opened, update)) ? { ...opened, before } : null;
}

/** The end without a lone line feed: an update adds one where there was none, and then nobody can tell whose it is. */
async function withoutLineFeed(source: ByteSource, end: number): Promise<number> {
  const [last, feed] = await source.read(Math.max(0, end - 2), 2);
  return feed === 10 && last !== 10 && last !== 13 ? end - 1 : end;
}

const clippedTo =
  (source: ByteSource, size: number): ByteSource['read'] =>
  (offset, length) =>
    source.read(offset, Math.max(0, Math.min(length, size - offset)));

/** Whether an update without its last line feed is, but for its label, what a label of that length makes of the document. */
async function isLabelUpdate(document: PdfDocument, update: Uint8Array): Promise<boolean> {
  let filler = 'x'.repeat(FILLER_CHARACTERS);
  let { bytes, entry } = await labelUpdate(document, filler);
  // More than once: a longer label may move the table to a place with one more digit.
  for (let turn = 0; turn < TURNS_MAX && bytes.length - 1 !== update.length; turn += 1) {
    // What is encrypted is written in two digits a byte, and its length in whole blocks.
    const perCharacter = entry.length > 2 * filler.length ? 2 : 1;
    const missing = Math.floor((update.length - bytes.length + 1) / perCharacter);
    filler = 'x'.repeat(Math.max(0, filler.length + missing));
    ({ bytes, entry } = await labelUpdate(document, filler));
  }
  if (bytes.length - 1 !== update.length) return false;
  const from = indexOfBytes(bytes, entry);
  const to = from + entry.length;
  const isSame = update.every((byte, index) => (index >= from && index < to) || byte === bytes[index]);
  return from >= 0 && isSame && isLabelOrBlank(update.subarray(from, to));
}

/** Nothing else may hide where the label stands. */
function isLabelOrBlank(entry: Uint8Array): boolean {
  const name = latin1('/AIGC ');
  if (entry.every((byte) => byte === SPACE)) return true;
  if (!name.every((byte, index) => byte === entry[index])) return false;
  const value = readValue({ bytes: entry, isWhole: true }, name.length);
  return value.kind === 'string' && value.to === entry.length;
}
