import { utf8 } from '../../file/bytes.ts';
import { patchOf, removal } from '../../file/edits.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import { readLabelValue } from '../../file/label-value.ts';
import type { Patch } from '../../file/patch.ts';
import { type ByteSource, METADATA_BYTES_MAX, readExactly, unreadable } from '../../file/source.ts';
import {
  asByteString,
  byteOrderMarkLength,
  decodeText,
  detectEncoding,
  extensionOf,
  inAscii,
  type TextEncoding,
} from '../../file/text.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import { escapeXml } from '../../xml/xml.ts';
import { unescapeXml } from '../../xmp/xmp.ts';
import { type HtmlTag, type HtmlTags, readTags } from './tags.ts';

const LABELS_MAX = 256;
/** A page up to this is looked at as a whole; of a longer one this much, and so many times more as long as its head goes on. */
const WHOLE_BYTES = 4 << 20;
const START_BYTES = 32 << 10;
const GROWTH = 4;
const EXTENSIONS = ['html', 'htm', 'xhtml', 'xht'];

/**
 * HTML: the label is the content of `<meta name="AIGC">` in the head. No guide names a place; this one is what a page has for
 * statements about itself, survives copies, and is in use. The tag stands behind the one that names the encoding, which
 * browsers look for in the first 1024 bytes.
 *
 * Of a page of more than 4 MiB, the head is looked at, which must end within 16 MiB, and little of what follows.
 */
export const html: LabelFormat = {
  id: 'html',
  name: 'HTML',
  extensions: EXTENSIONS,
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  guide: null,
  isText: true,
  detect: detectHtml,
  read: readHtml,
  write: writeHtml,
};

function detectHtml(head: Uint8Array, name: string | null, source: ByteSource): boolean {
  if (detectEncoding(head, head.length === source.size) === null) return false;
  if (name !== null) return EXTENSIONS.includes(extensionOf(name) ?? '');
  const text = asByteString(head).slice(byteOrderMarkLength(head));
  return /^(?:\s|<!--[\s\S]*?-->|<\?xml\b[^>]*>)*<(?:!doctype\s+html|html|head)\b/i.test(text);
}

interface FoundMeta {
  readonly tag: HtmlTag;
  readonly carrier: Carrier;
}

interface HtmlPage extends HtmlTags {
  readonly bytes: Uint8Array;
  readonly encoding: TextEncoding;
}

async function readPage(source: ByteSource): Promise<HtmlPage> {
  for (let bytesMax = source.size <= WHOLE_BYTES ? WHOLE_BYTES : START_BYTES; ; bytesMax *= GROWTH) {
    const page = await readStart(source, Math.min(bytesMax, METADATA_BYTES_MAX));
    if (page.isHeadOver || bytesMax >= Math.min(source.size, METADATA_BYTES_MAX)) return page;
  }
}

async function readStart(source: ByteSource, bytesMax: number): Promise<HtmlPage> {
  const bytes = await readExactly(source, 0, Math.min(source.size, bytesMax), 'the HTML');
  const encoding = detectEncoding(bytes, bytes.length === source.size) ?? 'utf-8';
  return { bytes, encoding, ...readTags(asByteString(bytes), byteOrderMarkLength(bytes)) };
}

async function readHtml(source: ByteSource): Promise<readonly Carrier[]> {
  return findLabels(await readPage(source)).map(({ carrier }) => carrier);
}

function findLabels(page: HtmlPage): FoundMeta[] {
  const named = page.tags.filter((tag) => attributeOf(page, tag, 'name')?.toUpperCase() === 'AIGC');
  if (named.length > LABELS_MAX) throw unreadable(`the HTML has more than ${LABELS_MAX} meta tags AIGC`);
  return named.flatMap((tag) => {
    const name = attributeOf(page, tag, 'name');
    const where = tag.isInHead ? 'head' : 'body';
    const text = attributeOf(page, tag, 'content') ?? '';
    const isMain = tag.isInHead && name === 'AIGC';
    // A name in other letters is somebody's own, as long as it says nothing of a label.
    if (!isMain && readLabelValue(text) === null) return [];
    return [{ tag, carrier: { place: `HTML ${where} meta ${name}`, isMain, form: 'bare' as const, text } }];
  });
}

function attributeOf({ bytes, encoding }: HtmlPage, tag: HtmlTag, name: string): string | null {
  const found = tag.attributes.find((attribute) => attribute.name === name);
  return found === undefined ? null : unescapeXml(decodeText(bytes.subarray(found.valueFrom, found.valueTo), encoding));
}

async function writeHtml(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const page = await readPage(source);
  const bytes = utf8(`<meta name="AIGC" content="${escapeXml(inAscii(bareLabelText(label)))}"/>`);
  const found = findLabels(page);
  const kept = found.find(({ carrier }) => carrier.isMain)?.tag;
  const place = kept ?? { from: placeOf(page), to: placeOf(page) };
  const removed = found.filter(({ tag }) => tag !== kept).map(({ tag }) => removal(tag));
  return patchOf(source.size, [{ from: place.from, to: place.to, bytes }, ...removed]);
}

/** Behind what names the encoding; without that, where the head begins or would begin. */
function placeOf(page: HtmlPage): number {
  const last = (isWanted: (tag: HtmlTag) => boolean): number | undefined =>
    page.tags.findLast((tag) => tag.isInHead && isWanted(tag))?.to;
  const encoding = last(
    (tag) =>
      tag.name === 'meta' &&
      (tag.attributes.some(({ name }) => name === 'charset') ||
        attributeOf(page, tag, 'http-equiv')?.toLowerCase() === 'content-type'),
  );
  return encoding ?? last(({ name }) => name === 'head') ?? last(({ name }) => name === 'html') ?? page.start;
}
