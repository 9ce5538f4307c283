import { utf8 } from '../../file/bytes.ts';
import { patchOf, removal } from '../../file/edits.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import { readLabelValue } from '../../file/label-value.ts';
import type { Patch } from '../../file/patch.ts';
import { type ByteSource, readExactly, unreadable, unsupported } from '../../file/source.ts';
import {
  asByteString,
  byteOrderMarkLength,
  decodeText,
  detectEncoding,
  extensionOf,
  inAscii,
  type TextEncoding,
} from '../../file/text.ts';
import { type ImplicitLabel, LABEL_MEMBERS } from '../../implicit-label.ts';
import { findFrontMatter, findLabelEntries, kindOfContent, type LabelEntry, type Range } from './front-matter.ts';
import { readYamlValue } from './yaml-mapping.ts';

const EXTENSIONS = ['md', 'markdown', 'mdown', 'mkd', 'mdx', 'qmd', 'rmd'];
/** Front matter ends within this, and nearly always within the first stretch that is read. */
const HEAD_TEXT_BYTES = 1 << 20;
const FIRST_TEXT_BYTES = 1 << 16;
/** A label at the end of a file begins within this. */
const TAIL_TEXT_BYTES = 1 << 16;
const ENTRIES_MAX = 64;

/**
 * Markdown: the label is the mapping `AIGC` of seven quoted strings in YAML front matter at the head of the file
 * (TC260-PG-20258A, 6.5). A mapping without fences at the head, or at the end of the file, is no front matter for any reader
 * of Markdown; it is told, and goes when the right one is written. What stands in the text between is content.
 */
export const markdown: LabelFormat = {
  id: 'markdown',
  name: 'Markdown',
  extensions: EXTENSIONS,
  mediaTypes: ['text/markdown'],
  guide: 'TC260-PG-20258A',
  isText: true,
  detect: detectMarkdown,
  read: readMarkdown,
  write: writeMarkdown,
};

function detectMarkdown(head: Uint8Array, name: string | null, source: ByteSource): boolean {
  if (detectEncoding(head, head.length === source.size) === null) return false;
  if (name !== null) return EXTENSIONS.includes(extensionOf(name) ?? '');
  const text = asByteString(head);
  const found = findFrontMatter(text, byteOrderMarkLength(head));
  return found !== null && found !== 'open' && kindOfContent(text, found.content) === 'mapping';
}

interface FoundLabel {
  readonly carrier: Carrier;
  /** What goes when another label is written. */
  readonly range: Range;
}

interface MarkdownHead {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly encoding: TextEncoding;
  /** Where the text begins, behind a byte order mark. */
  readonly from: number;
  /** The content of the front matter; null when there is none that a label could be put into. */
  readonly content: Range | null;
  /** Where the front matter ends; `from` when there is none. */
  readonly to: number;
}

async function readHead(source: ByteSource, bytesMax = FIRST_TEXT_BYTES): Promise<MarkdownHead> {
  const bytes = await readExactly(source, 0, Math.min(source.size, bytesMax), 'the head of the Markdown');
  const text = asByteString(bytes);
  const encoding = detectEncoding(bytes, bytes.length === source.size) ?? 'utf-8';
  const from = byteOrderMarkLength(bytes);
  const found = findFrontMatter(text, from);
  if (found === 'open' && bytes.length < source.size) {
    if (bytesMax < HEAD_TEXT_BYTES) return await readHead(source, HEAD_TEXT_BYTES);
    throw unreadable(`the front matter does not end within ${HEAD_TEXT_BYTES} bytes`);
  }
  const isMatter = found !== null && found !== 'open' && kindOfContent(text, found.content) !== 'prose';
  const content = isMatter ? found.content : null;
  return { bytes, text, encoding, from, content, to: isMatter ? found.to : from };
}

async function readMarkdown(source: ByteSource): Promise<readonly Carrier[]> {
  return (await findLabels(source, await readHead(source))).map(({ carrier }) => carrier);
}

async function findLabels(source: ByteSource, head: MarkdownHead): Promise<FoundLabel[]> {
  const { text, bytes, encoding, content, from, to } = head;
  const found =
    content === null
      ? []
      : frontMatterEntries(text, content)
          .map((entry) => ({ carrier: carrierOf(entry, bytes, encoding, `front matter ${entry.name}`), range: entry }))
          // A key in other letters is somebody's own, as long as it says nothing of a label.
          .filter(({ carrier }) => carrier.isMain || readLabelValue(carrier.text) !== null);
  const unfenced = content === null ? findLabelEntries(text, { from, to: text.length }, 1)[0] : undefined;
  if (unfenced !== undefined && text.slice(from, unfenced.from).trim() === '') {
    const carrier = carrierOf(unfenced, bytes, encoding, 'head without fences');
    if (readLabelValue(carrier.text) !== null) found.push({ carrier, range: unfenced });
  }
  const atEnd = await findLabelAtEnd(source, Math.max(to, ...found.map(({ range }) => range.to)), encoding);
  return atEnd === null ? found : [...found, atEnd];
}

function frontMatterEntries(text: string, content: Range): LabelEntry[] {
  const entries = findLabelEntries(text, content, ENTRIES_MAX + 1);
  if (entries.length <= ENTRIES_MAX) return entries;
  throw unreadable(`the front matter has more than ${ENTRIES_MAX} entries AIGC`);
}

/** A mapping that is the last thing in the file, between fences or without, where it says something of a label. */
async function findLabelAtEnd(source: ByteSource, from: number, encoding: TextEncoding): Promise<FoundLabel | null> {
  const start = Math.max(from, source.size - TAIL_TEXT_BYTES);
  const bytes = await readExactly(source, start, source.size - start, 'the end of the Markdown');
  const text = asByteString(bytes);
  const entry = findLabelEntries(text, { from: 0, to: text.length }).at(-1);
  if (entry === undefined) return null;
  const closing = /^\s*(?:(?:---|\.\.\.)\s*)?$/.exec(text.slice(entry.to));
  if (closing === null) return null;
  const carrier = carrierOf(entry, bytes, encoding, 'end of the file');
  if (readLabelValue(carrier.text) === null) return null;
  const opening = closing[0].trim() === '' ? null : /(?:^|[\r\n])(---[ \t]*[\r\n]+)$/.exec(text.slice(0, entry.from));
  const blockFrom = entry.from - (opening?.[1]?.length ?? 0);
  const blockTo = opening === null ? entry.to : text.length;
  return { carrier, range: { from: start + blockFrom, to: start + blockTo } };
}

function carrierOf(entry: LabelEntry, bytes: Uint8Array, encoding: TextEncoding, where: string): Carrier {
  const value = decodeText(bytes.subarray(entry.valueFrom, entry.to), encoding);
  return {
    place: `Markdown ${where}`,
    isMain: where === 'front matter AIGC',
    form: 'bare',
    text: readYamlValue(value) ?? value.trim(),
  };
}

async function writeMarkdown(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const head = await readHead(source);
  if (/^\+\+\+[ \t]*[\r\n]/.test(head.text.slice(head.from, head.from + 80)))
    throw unsupported(
      'the front matter is TOML (between lines of +++), where no guide puts a label; turn it into YAML',
    );
  if (head.content !== null && kindOfContent(head.text, head.content) === 'other')
    throw unsupported(
      'the front matter is not a mapping with its keys at the left edge, so no entry can be added to it',
    );
  const end = /\r\n|\n|\r/.exec(head.text)?.[0] ?? '\n';
  const lines = LABEL_MEMBERS.map((member) => `  ${member}: ${inAscii(JSON.stringify(label.AIGC[member]))}${end}`);
  const entry = `AIGC:${end}${lines.join('')}`;
  const at = head.content?.from ?? head.from;
  const bytes = utf8(head.content === null ? `---${end}${entry}---${end}` : entry);
  const removed = (await findLabels(source, head)).map(({ range }) => removal(range));
  return patchOf(source.size, [{ from: at, to: at, bytes }, ...removed]);
}
