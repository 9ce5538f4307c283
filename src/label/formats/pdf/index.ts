import { fromLatin1 } from '../../file/bytes.ts';
import type { LabelFormat } from '../../file/format.ts';
import { copy, editsPatch, insert, type Patch } from '../../file/patch.ts';
import type { ByteSource } from '../../file/source.ts';
import { detectEncoding, extensionOf } from '../../file/text.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import { openDocument } from './document.ts';
import { readLabels } from './labels.ts';
import { oldLabelBlanks } from './old-labels.ts';
import { labelUpdate } from './update.ts';
import { withoutLabels } from './without-labels.ts';

const HEADER_WITHIN_BYTES = 1_024;

/**
 * PDF: the label is the entry AIGC of the dictionary Info (TC260-PG-20258A, 6.3). Whether the guide allows XMP beside it is
 * UNVERIFIED; a label there is told as not in its place, and goes when the right one is written.
 *
 * Always written as an incremental update, which stands behind the bytes that were there. So a signature stays valid for what it
 * was made over; whoever checks it is told that the document was added to afterwards, and one that certifies that nothing may be
 * added may be called broken by that. Sign after labelling where that matters.
 *
 * The label that gives way stays in the older saving, which no reader shows but a search would find. Where the document is surely
 * not signed, it is blanked there in place; where it may be, not one byte changes.
 */
export const pdf: LabelFormat = {
  id: 'pdf',
  name: 'PDF',
  extensions: ['pdf'],
  mediaTypes: ['application/pdf'],
  takesLong: true,
  guide: 'TC260-PG-20258A',
  detect: detectPdf,
  read: async (source) => await readLabels(await openDocument(source)),
  write: writePdf,
  withoutLabels,
};

function detectPdf(head: Uint8Array, name: string | null, source: ByteSource): boolean {
  const at = fromLatin1(head.subarray(0, HEADER_WITHIN_BYTES)).indexOf('%PDF-');
  if (at <= 0 || extensionOf(name) === 'pdf') return at >= 0;
  // Readers allow for bytes before the header; a text that speaks of it is no PDF. Without a name only UTF-8 is surely text,
  // since the bytes behind a header may pass for characters of GB 18030.
  const encoding = detectEncoding(head, head.length === source.size);
  return encoding === null || (encoding === 'gb18030' && name === null);
}

async function writePdf(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const document = await openDocument(source);
  const labels = await readLabels(document);
  // The label that is there already needs no update; the file would only grow.
  if (labels.length === 1 && labels[0]?.isMain === true && labels[0].text === bareLabelText(label))
    return [copy(0, source.size)];
  const { bytes } = await labelUpdate(document, bareLabelText(label));
  return [...editsPatch(source.size, await oldLabelBlanks(document)), insert(bytes)];
}
