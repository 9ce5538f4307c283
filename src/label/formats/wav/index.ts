import { fromLatin1, fromUtf8, hasLatin1At, uint32le, uint64le, utf8, viewOf } from '../../file/bytes.ts';
import { type Edit, growthOfAll, patchOf } from '../../file/edits.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import type { Patch } from '../../file/patch.ts';
import { type ByteSource, readExactly, unreadable, unsupported } from '../../file/source.ts';
import { findLabelFrames, replaceLabelFrames } from '../../id3/frames.ts';
import { makeTag, parseTag, tagSizeAt } from '../../id3/tag.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import {
  type Chunk,
  chunkContent,
  listChunks,
  makeChunk,
  readChunk,
  type SizeOf,
  UNKNOWN_SIZE,
} from '../../riff/chunks.ts';
import { isLabelText, makeInfo, readInfo, textOf } from '../../riff/info.ts';
import { readXmpLabels, removeXmpLabels } from '../../xmp/xmp.ts';

const LABEL = 'AIGC';
const XMP_CHUNKS = new Set(['_PMX', 'XMP ']);
const HEAD = 12;
const DS64_BYTES = 28;

/**
 * WAV, RF64 and BW64: the label is a chunk `AIGC` of the file itself, not of its list INFO (TC260-PG-202510A). It goes behind the
 * sound, since many programs look for that at a fixed place; whether the guide wants it elsewhere is UNVERIFIED.
 */
export const wav: LabelFormat = {
  id: 'wav',
  name: 'WAV',
  extensions: ['wav', 'wave', 'bwf', 'rf64'],
  mediaTypes: ['audio/wav', 'audio/x-wav', 'audio/vnd.wave'],
  guide: 'TC260-PG-202510A',
  detect: (head) => /^(?:RIFF|RF64|BW64)$/.test(fromLatin1(head.subarray(0, 4))) && hasLatin1At(head, 8, 'WAVE'),
  read: readWav,
  write: writeWav,
};

interface Wav {
  readonly chunks: readonly Chunk[];
  /** Where the sizes of more than 32 bits stand; null in a plain RIFF. */
  readonly ds64: Chunk | null;
  /** The size of the whole as its head, or `ds64`, should say it; null when it was never filled in. */
  readonly size: number | null;
}

async function openWav(source: ByteSource): Promise<Wav> {
  const head = await readExactly(source, 0, HEAD, 'the head of the WAV');
  const isLong = !hasLatin1At(head, 0, 'RIFF');
  const written = viewOf(head).getUint32(4, true);
  if (isLong) return await openLong(source, written);
  const isStreamed = written === 0 || written === UNKNOWN_SIZE;
  const end = isStreamed ? source.size : requireEnd(source, written);
  const sizeOf: SizeOf = (id, size, content) =>
    isStreamed && id === 'data' && (size === 0 || size === UNKNOWN_SIZE) ? source.size - content : null;
  return { chunks: await listChunks(source, HEAD, end, sizeOf), ds64: null, size: isStreamed ? null : end - 8 };
}

/** The end of the file as its head says it; one byte more is the filling that some writers count and leave out. */
function requireEnd(source: ByteSource, size: number): number {
  const end = 8 + size;
  if (end > source.size + 1) throw unreadable(`the WAV says it has ${end} bytes, but the file has ${source.size}`);
  return Math.min(end, source.size);
}

async function openLong(source: ByteSource, written: number): Promise<Wav> {
  const ds64 = await readChunk(source, HEAD, source.size);
  if (ds64.id !== 'ds64' || ds64.to - ds64.content < DS64_BYTES)
    throw unreadable('the RF64 does not begin with its chunk of sizes, ds64');
  const view = viewOf(await chunkContent(source, ds64));
  const sizes = new Map([['data', Number(view.getBigUint64(8, true))]]);
  const count = view.getUint32(24, true);
  for (let index = 0; index < count && DS64_BYTES + (index + 1) * 12 <= view.byteLength; index += 1) {
    const at = DS64_BYTES + index * 12;
    const id = fromLatin1(new Uint8Array(view.buffer, view.byteOffset + at, 4));
    sizes.set(id, Number(view.getBigUint64(at + 4, true)));
  }
  const size = written === UNKNOWN_SIZE ? Number(view.getBigUint64(0, true)) : written;
  const sizeOf: SizeOf = (id, short) => (short === UNKNOWN_SIZE ? (sizes.get(id) ?? null) : null);
  const end = requireEnd(source, size);
  return {
    chunks: await listChunks(source, HEAD, end, sizeOf),
    ds64: written === UNKNOWN_SIZE ? ds64 : null,
    size: end - 8,
  };
}

/** The labels in one chunk, and the chunk without them. */
interface Found {
  readonly chunk: Chunk;
  readonly carriers: readonly Carrier[];
  readonly without: Uint8Array;
}

const carrier = (place: string, isMain: boolean, text: string): Carrier => ({
  place: `WAV ${place}`,
  isMain,
  form: 'bare',
  text,
});

async function findLabels(source: ByteSource, { chunks }: Wav): Promise<Found[]> {
  const found: Found[] = [];
  for (const chunk of chunks) {
    const one = await findIn(source, chunk);
    if (one !== null && one.carriers.length > 0) found.push({ chunk, ...one });
  }
  return found;
}

async function findIn(source: ByteSource, chunk: Chunk): Promise<Omit<Found, 'chunk'> | null> {
  const { id, type } = chunk;
  if (id.toUpperCase() === LABEL) {
    const text = textOf(await chunkContent(source, chunk));
    return { carriers: [carrier(`chunk ${id}`, id === LABEL, text)], without: new Uint8Array() };
  }
  if (type === 'INFO') {
    const texts = readInfo(await chunkContent(source, chunk));
    const carriers = texts.filter(isLabelText).map((one) => carrier(`LIST INFO ${one.id}`, false, one.text));
    const rest = texts.filter((one) => !isLabelText(one)).map(({ bytes }) => bytes);
    return { carriers, without: rest.length === 0 ? new Uint8Array() : makeChunk('LIST', makeInfo(rest)) };
  }
  if (id.toLowerCase() === 'id3 ') return await findInTag(await chunkContent(source, chunk), id);
  if (!XMP_CHUNKS.has(id)) return null;
  const packet = fromUtf8(await chunkContent(source, chunk));
  const carriers = readXmpLabels(packet).map((text) => carrier(`chunk ${id} XMP`, false, text));
  return { carriers, without: carriers.length === 0 ? new Uint8Array() : makeChunk(id, utf8(removeXmpLabels(packet))) };
}

async function findInTag(content: Uint8Array, id: string): Promise<Omit<Found, 'chunk'> | null> {
  const size = tagSizeAt(content);
  if (size === 0) return null;
  if (size > content.length) throw unreadable('the ID3 tag reaches beyond its chunk');
  const tag = parseTag(content.subarray(0, size));
  const frames = await findLabelFrames(tag);
  const carriers = frames.flatMap(({ name, texts }) =>
    texts.map((text) => carrier(`chunk ${id.trim()} ${name}`, false, text)),
  );
  const rest = makeTag(tag, await replaceLabelFrames(tag, null));
  return { carriers, without: makeChunk(id, rest, content.subarray(size)) };
}

async function readWav(source: ByteSource): Promise<Carrier[]> {
  return (await findLabels(source, await openWav(source))).flatMap(({ carriers }) => carriers);
}

async function writeWav(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const file = await openWav(source);
  const found = await findLabels(source, file);
  const chosen = found.find(({ carriers }) => carriers.some(({ isMain }) => isMain))?.chunk;
  const added = makeChunk(LABEL, utf8(bareLabelText(label)));
  const edits: Edit[] = found.map(({ chunk, without }) => ({
    from: chunk.from,
    to: chunk.end,
    bytes: chunk === chosen ? added : without,
  }));
  if (chosen === undefined) edits.push(addChunk(file, added));
  return patchOf(source.size, [...edits, ...resize(file, growthOfAll(edits))]);
}

/** The chunk behind the last (with the filling that may lack there), or before a sound of unknown size, which never ends. */
function addChunk({ chunks, size }: Wav, bytes: Uint8Array): Edit {
  const last = chunks.at(-1);
  const data = chunks.find(({ id }) => id === 'data');
  if (size === null && data !== undefined) return { from: data.from, to: data.from, bytes };
  const at = last?.end ?? HEAD;
  const isUnfilled = last !== undefined && (last.to - last.content) % 2 === 1 && last.end === last.to;
  return { from: at, to: at, bytes: isUnfilled ? Uint8Array.of(0, ...bytes) : bytes };
}

function resize({ ds64, size }: Wav, growth: number): Edit[] {
  if (size === null || growth === 0) return [];
  if (ds64 !== null) return [{ from: ds64.content, to: ds64.content + 8, bytes: uint64le(size + growth) }];
  if (size + growth >= UNKNOWN_SIZE) throw unsupported('the WAV would become longer than its 32-bit size can say');
  return [{ from: 4, to: 8, bytes: uint32le(size + growth) }];
}
