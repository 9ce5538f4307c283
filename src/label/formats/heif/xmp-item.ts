import { uint32, viewOf } from '../../file/bytes.ts';
import {
  composePatches,
  copy,
  type Edit,
  editsPatch,
  insert,
  movedTo,
  type Patch,
  patchSize,
} from '../../file/patch.ts';
import { isFree, type Range } from '../../file/range.ts';
import { type ByteSource, readExactly, unreadable, unsupported } from '../../file/source.ts';
import type { ImplicitLabel } from '../../implicit-label.ts';
import { writeXmpPacket } from '../../xmp/packet.ts';
import { type Box, makeBox } from './boxes.ts';
import { moveChunks } from './chunk-offsets.ts';
import { childData, type HeifFile, itemRanges } from './heif-file.ts';
import { isXmpItem, withXmpInfo } from './item-info.ts';
import { type ItemLocation, type LocationTable, makeLocations } from './item-location.ts';
import { withReference } from './item-reference.ts';

const DESCRIBES = 'cdsc';
const BOX_HEAD_BYTES = 8;
/** Pieces of one packet; each is compared with everything else before it is wiped. */
const PIECES_MAX = 16;

/**
 * The file with this label in the XMP item that describes its primary item. The packet is put into an `mdat` of its own at
 * the end; the list of items grows, and every offset that leads behind it follows.
 *
 * @param old the packet that is there, unpacked; null when there is none.
 * @throws HeguiError E_FILE_UNSUPPORTED for a file without a primary item, or with offsets that cannot follow.
 */
export async function writeXmpItem(
  source: ByteSource,
  file: HeifFile,
  options: { readonly old: Uint8Array | null; readonly label: ImplicitLabel },
): Promise<Patch> {
  const { primary } = file;
  if (primary === null) throw unsupported('the file names no primary item that a label could describe');
  const packet = writeXmpPacket(options.old, options.label);
  const info = file.infos.find(isXmpItem) ?? null;
  const id = info?.id ?? freeId(file);
  const isReferred = file.references.some(
    ({ type, from, to }) => type === DESCRIBES && from === id && to.includes(primary),
  );
  const isPlain = info !== null && info.encoding === '';
  if (packet === options.old && isPlain && isReferred) return [copy(0, source.size)];
  const infoData = await childData(source, file.children, 'iinf');
  if (infoData === null || !file.children.some(({ type }) => type === 'iloc'))
    throw unsupported('the file has no list of items (iinf, iloc) that a label could be added to');
  const changed = new Map<string, Uint8Array>();
  if (!isPlain) changed.set('iinf', withXmpInfo(infoData, file.infos, id));
  if (!isReferred) {
    const data = await childData(source, file.children, 'iref');
    changed.set('iref', withReference(data, DESCRIBES, { from: id, to: primary }));
  }
  return await layOut(source, file, { id, packet, changed });
}

/** Numbers beyond 16 bits would need other versions of every box. */
function freeId({ infos, locations, primary }: HeifFile): number {
  const taken = new Set([...infos.map(({ id }) => id), ...locations.items.map(({ id }) => id), primary ?? 0]);
  const next = [...taken].reduce((max, id) => Math.max(max, id), 0) + 1;
  if (next <= 0xffff) return next;
  for (let id = 1; id <= 0xffff; id += 1) if (!taken.has(id)) return id;
  throw unsupported('the file has no free number for one more item');
}

interface Change {
  readonly id: number;
  readonly packet: Uint8Array;
  /** Boxes of `meta` that change, by their type, but for `iloc`. */
  readonly changed: ReadonlyMap<string, Uint8Array>;
}

async function layOut(source: ByteSource, file: HeifFile, change: Change): Promise<Patch> {
  const { end, edits } = await makeRoom(source, file, change.id);
  const isLong = source.size + change.packet.length + file.meta.to > 0xffffffff;
  const items = file.locations.items.filter(({ id }) => id !== change.id);
  const at = { id: change.id, method: 0, dataReference: 0 };
  const table = (offset: number, others: readonly ItemLocation[]): LocationTable => ({
    version: file.locations.version,
    items: [...others, { ...at, extents: [{ index: 0, offset, length: change.packet.length }] }],
  });
  if (items.length >= 0xffff && file.locations.version < 2) throw unsupported('the list of items (iloc) is full');
  const build = async (locations: Uint8Array): Promise<Patch> => [
    copy(0, file.meta.from),
    ...(await newMeta(source, file, new Map([...change.changed, ['iloc', locations]]))),
    copy(file.meta.to, end),
    insert(makeBox('mdat', change.packet)),
  ];
  // Its length does not depend on the offsets in it, so a first draft tells where everything comes to stand.
  const draft = await build(makeLocations(table(0, items), isLong));
  const moved = (from: number, length = 1): number => movedRange(draft, { from, to: from + length });
  const followed = items.map((item) => follow(item, moved));
  const packetAt = patchSize(draft) - change.packet.length;
  const chunks = await moveChunks(source, file.boxes, moved);
  const final = await build(makeLocations(table(packetAt, followed), isLong));
  return composePatches(editsPatch(source.size, [...edits, ...chunks]), final);
}

function movedRange(patch: Patch, { from, to }: Range): number {
  const start = movedTo(patch, from);
  const last = movedTo(patch, to - 1);
  if (start !== null && last === start + to - 1 - from) return start;
  throw unreadable(`the file says that a picture stands at byte ${from}, where there is none`);
}

function follow(item: ItemLocation, moved: (from: number, length?: number) => number): ItemLocation {
  if (item.method !== 0 || item.dataReference !== 0) return item;
  const extents = item.extents.map((extent) => ({
    ...extent,
    offset: extent.offset === 0 && extent.length === 0 ? 0 : moved(extent.offset, Math.max(extent.length, 1)),
  }));
  return { ...item, extents };
}

async function newMeta(source: ByteSource, file: HeifFile, changed: ReadonlyMap<string, Uint8Array>): Promise<Patch> {
  const seen = new Set<string>();
  const content: Patch[number][] = file.children.map((child) => {
    const bytes = seen.has(child.type) ? undefined : changed.get(child.type);
    seen.add(child.type);
    return bytes === undefined ? copy(child.from, child.to) : insert(bytes);
  });
  for (const [type, bytes] of changed) if (!seen.has(type)) content.push(insert(bytes));
  const version = (await readExactly(source, file.meta.dataFrom, 4, 'the version of the box "meta"')).slice();
  const head = makeBox('meta', version);
  viewOf(head).setUint32(0, head.length + patchSize(content));
  return [insert(head), ...content];
}

/** Where the old file ends for us, and what is wiped in it: the packet before, if nothing else uses its place. */
async function makeRoom(
  source: ByteSource,
  file: HeifFile,
  id: number,
): Promise<{ readonly end: number; readonly edits: readonly Edit[] }> {
  const last = file.boxes.at(-1);
  const own = itemRanges(source, file, id) ?? [];
  if (own.length > PIECES_MAX) throw unsupported(`the XMP packet lies in more than ${PIECES_MAX} pieces`);
  const used = file.locations.items
    .filter((item) => item.id !== id)
    .flatMap((item) => itemRanges(source, file, item.id) ?? []);
  const boxes = [...file.boxes, ...file.children].map(({ from, dataFrom }) => ({ from, to: dataFrom }));
  const [only] = own;
  if (last?.type === 'mdat' && own.length === 1 && only?.from === last.dataFrom && only.to === last.to) {
    if (isFree(last, used)) return { end: last.from, edits: [] };
  }
  // Of what a film uses only the starts are known.
  const isFilm = file.boxes.some(({ type }) => type === 'moov');
  const edits = (isFilm ? [] : own)
    .filter((range) => isFree(range, [...used, ...boxes]) && isInData(range, file))
    .map(({ from, to }) => ({ at: from, bytes: new Uint8Array(to - from) }));
  return { end: source.size, edits: [...edits, ...(last?.isOpen ? [closeBox(last)] : [])] };
}

/** Whether a range lies where nothing but data of items is kept. */
const isInData = ({ from, to }: Range, { boxes, children }: HeifFile): boolean =>
  [...boxes, ...children].some(
    (box) => (box.type === 'mdat' || box.type === 'idat') && from >= box.dataFrom && to <= box.to,
  );

/** The last box gets a size of its own, since something is to follow it. */
function closeBox({ from, to, dataFrom }: Box): Edit {
  if (to - from > 0xffffffff || dataFrom - from !== BOX_HEAD_BYTES)
    throw unsupported('the last box of the file has no size and is too long to be given one');
  return { at: from, bytes: uint32(to - from) };
}
