import { findInChunks } from '../../credentials/places.ts';
import { readExifLabels, removeExifLabels } from '../../exif/exif-block.ts';
import type { Carrier, LabelDraft, LabelFormat } from '../../file/format.ts';
import { knownRest } from '../../file/known-rest.ts';
import { copy, insert, type Patch } from '../../file/patch.ts';
import { type ByteSource, unreadable } from '../../file/source.ts';
import type { ImplicitLabel } from '../../implicit-label.ts';
import { readXmpLabels, writeXmpLabel } from '../../xmp/xmp.ts';
import { type Chunk, chunkData, listChunks, listHeadChunks, makeChunk, moveChunk, SIGNATURE } from './chunks.ts';
import { internationalText, type PngText, readTextChunk } from './text-chunks.ts';

const XMP_KEYWORD = 'XML:com.adobe.xmp';
const TEXT_TYPES = new Set(['tEXt', 'zTXt', 'iTXt']);

const EXIF = 'eXIf';
const EXIF_PLACE = 'PNG eXIf';

/**
 * PNG: the label is a property of the XMP packet in an iTXt chunk before the picture (TC260-PG-20259A). Read besides: text
 * chunks with the keyword AIGC and the UserComment of Exif, which annex B of the guide names (whether as more than examples
 * is UNVERIFIED).
 */
export const png: LabelFormat = {
  id: 'png',
  name: 'PNG',
  extensions: ['png', 'apng'],
  mediaTypes: ['image/png', 'image/apng'],
  takesLong: true,
  guide: 'TC260-PG-20259A',
  detect: (head) => SIGNATURE.every((byte, index) => head[index] === byte),
  read: async (source) => await readPng(source, await listChunks(source)),
  write: async (source, label) => (await draftPng(source, label)).patch,
  draft: draftPng,
  guess: async (source, label) => await patchFor(source, await listHeadChunks(source), label),
};

async function readPng(source: ByteSource, chunks: readonly Chunk[]): Promise<Carrier[]> {
  const texts = await listTexts(source, chunks);
  const found = texts.map(({ chunk, text }) => ({ chunk, carriers: carriersOf(chunk.type, text) }));
  for (const chunk of chunks.filter(({ type }) => type === EXIF))
    found.push({ chunk, carriers: await readExifLabels(await chunkData(source, chunk), EXIF_PLACE) });
  return found.sort((one, other) => one.chunk.from - other.chunk.from).flatMap(({ carriers }) => carriers);
}

interface TextChunk {
  readonly chunk: Chunk;
  readonly text: PngText;
}

async function listTexts(source: ByteSource, chunks: readonly Chunk[]): Promise<TextChunk[]> {
  const texts: TextChunk[] = [];
  for (const chunk of chunks) {
    if (!TEXT_TYPES.has(chunk.type)) continue;
    const text = await readTextChunk(chunk.type, await chunkData(source, chunk));
    if (text !== null) texts.push({ chunk, text });
  }
  return texts;
}

function carriersOf(type: string, { keyword, text }: PngText): Carrier[] {
  if (keyword === XMP_KEYWORD) {
    const isMain = type === 'iTXt';
    return readXmpLabels(text).map((value) => ({
      place: `PNG ${type} ${XMP_KEYWORD}`,
      isMain,
      form: 'bare',
      text: value,
    }));
  }
  if (keyword.toUpperCase() !== 'AIGC') return [];
  return [{ place: `PNG ${type} ${keyword}`, isMain: false, form: 'wrapped', text }];
}

async function draftPng(source: ByteSource, label: ImplicitLabel): Promise<LabelDraft> {
  const chunks = await listChunks(source);
  return {
    patch: await patchFor(source, chunks, label),
    readBack: async (made, patch) =>
      await readPng(made, await listChunks(made, knownRest(chunks, patch, source.size, moveChunk))),
    findStore: async () => await findInChunks(source, chunks),
  };
}

async function patchFor(source: ByteSource, chunks: readonly Chunk[], label: ImplicitLabel): Promise<Patch> {
  const texts = await listTexts(source, chunks);
  const packets = texts.filter(({ text }) => text.keyword === XMP_KEYWORD);
  const dropped = new Set(
    [...packets, ...texts.filter(({ text }) => text.keyword.toUpperCase() === 'AIGC')].map(({ chunk }) => chunk.from),
  );
  const packet = writeXmpLabel(packets[0]?.text.text ?? null, label);
  const added = insert(makeChunk('iTXt', internationalText({ keyword: XMP_KEYWORD, text: packet })));
  const header = chunks.find(({ type }) => type === 'IHDR');
  if (header === undefined) throw unreadable('the PNG has no header (IHDR)');
  const patch: Patch[number][] = [copy(0, SIGNATURE.length)];
  for (const chunk of chunks) {
    if (!dropped.has(chunk.from)) patch.push(...(await withoutExifLabel(source, chunk)));
    if (chunk === header) patch.push(added);
  }
  // What follows the end of the picture is nobody's business, and stays.
  const end = chunks.at(-1)?.to ?? source.size;
  if (end < source.size) patch.push(copy(end, source.size));
  return patch;
}

async function withoutExifLabel(source: ByteSource, chunk: Chunk): Promise<Patch> {
  const whole = [copy(chunk.from, chunk.to)];
  if (chunk.type !== EXIF) return whole;
  const block = await chunkData(source, chunk);
  const { bytes, isEmpty } = await removeExifLabels(block, EXIF_PLACE);
  if (bytes === block) return whole;
  return isEmpty ? [] : [insert(makeChunk(EXIF, bytes))];
}
