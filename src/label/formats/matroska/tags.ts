import { concat, fromUtf8, utf8 } from '../../file/bytes.ts';
import { isLabelEntry } from '../../file/label-like.ts';
import { ID, makeElement, type Part, parseParts, readUnsigned, withChecksum } from './ebml.ts';

const NAME = 'AIGC';
const DEPTH_MAX = 16;
const UIDS: ReadonlySet<number> = new Set([ID.trackUid, ID.editionUid, ID.chapterUid, ID.attachmentUid]);

/** A label among tags. */
export interface TagLabel {
  readonly name: string;
  readonly text: string;
  /** Whether it is named as it should be and is about the whole film. */
  readonly isMain: boolean;
}

/** The labels in the content of an element Tags. @throws HeguiError E_FILE_UNREADABLE when that is broken */
export function readTagLabels(content: Uint8Array): TagLabel[] {
  const labels: TagLabel[] = [];
  for (const tag of parseParts(content, 'Tags')) {
    if (tag.id !== ID.tag) continue;
    const parts = parseParts(tag.content, 'a tag');
    const isWhole = !parts.some(namesPart);
    for (const part of parts) labels.push(...readSimple(part, isWhole, 0));
  }
  return labels;
}

/** Whether targets name a track, a chapter or the like; 0 stands for all of them. */
const namesPart = ({ id, content }: Part): boolean =>
  id === ID.targets &&
  parseParts(content, 'targets').some((part) => UIDS.has(part.id) && readUnsigned(part.content) !== 0);

function readSimple({ id, content }: Part, isWhole: boolean, depth: number): TagLabel[] {
  if (id !== ID.simpleTag || depth > DEPTH_MAX) return [];
  const parts = parseParts(content, 'a simple tag');
  const { name, text } = describe(parts);
  const isMain = isWhole && depth === 0 && name === NAME;
  const own = isLabelEntry(name, text) ? [{ name, text, isMain }] : [];
  return [...own, ...parts.flatMap((part) => readSimple(part, isWhole, depth + 1))];
}

function describe(parts: readonly Part[]): { readonly name: string; readonly text: string } {
  const textOf = (id: number): string =>
    fromUtf8(parts.find((part) => part.id === id)?.content ?? new Uint8Array()).replace(/\0+$/, '');
  return { name: textOf(ID.tagName), text: textOf(ID.tagString) };
}

/** The content of Tags without labels; with `text`, with one about the whole film at its end. */
export function rewriteTags(content: Uint8Array, text: string | null): Uint8Array {
  const parts = parseParts(content, 'Tags');
  const kept = parts
    .filter(({ id }) => id !== ID.crc)
    .map((part) => (part.id === ID.tag ? withoutLabels(part) : part.bytes));
  const added = text === null ? [] : [makeTag(text)];
  return withChecksum([...kept, ...added], parts[0]?.id === ID.crc);
}

function withoutLabels(tag: Part): Uint8Array {
  const parts = parseParts(tag.content, 'a tag');
  const kept = parts.map((part) => (part.id === ID.simpleTag ? stripSimple(part, 0) : part.bytes));
  if (kept.every((bytes, at) => bytes === parts[at]?.bytes)) return tag.bytes;
  const isEmpty = parts.every(({ id }, at) => id !== ID.simpleTag || kept[at]?.length === 0);
  return isEmpty ? new Uint8Array() : rebuild(ID.tag, parts, kept);
}

function stripSimple(simple: Part, depth: number): Uint8Array {
  const parts = parseParts(simple.content, 'a simple tag');
  const { name, text } = describe(parts);
  if (isLabelEntry(name, text)) return new Uint8Array();
  if (depth >= DEPTH_MAX) return simple.bytes;
  const kept = parts.map((part) => (part.id === ID.simpleTag ? stripSimple(part, depth + 1) : part.bytes));
  return kept.every((bytes, at) => bytes === parts[at]?.bytes) ? simple.bytes : rebuild(ID.simpleTag, parts, kept);
}

const rebuild = (id: number, parts: readonly Part[], kept: readonly Uint8Array[]): Uint8Array => {
  const hadChecksum = parts[0]?.id === ID.crc;
  return makeElement(id, withChecksum(hadChecksum ? kept.slice(1) : kept, hadChecksum));
};

/** A tag with empty targets: about everything in the file. */
const makeTag = (text: string): Uint8Array =>
  makeElement(
    ID.tag,
    concat(
      makeElement(ID.targets, new Uint8Array()),
      makeElement(ID.simpleTag, concat(makeElement(ID.tagName, utf8(NAME)), makeElement(ID.tagString, utf8(text)))),
    ),
  );
