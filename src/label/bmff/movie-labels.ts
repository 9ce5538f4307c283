import { uint32, utf8 } from '../file/bytes.ts';
import { type Edit, growthOfAll, patchOf, rewriteRange, shiftOf } from '../file/edits.ts';
import type { Carrier } from '../file/format.ts';
import { isLabelEntry } from '../file/label-like.ts';
import type { Patch } from '../file/patch.ts';
import { type ByteSource, unsupported } from '../file/source.ts';
import { bareLabelText, type ImplicitLabel } from '../implicit-label.ts';
import { readXmpLabels, removeXmpLabels } from '../xmp/xmp.ts';
import { type Box, type BoxEdit, makeBox, resizeEdits } from './boxes.ts';
import {
  type Entry,
  KEYS_HANDLER,
  type Key,
  makeEntry,
  makeKey,
  makeKeys,
  makeMeta,
  readEntries,
  readKeys,
} from './meta.ts';
import { type Movie, openMovie, type PlacedMeta, type PlacedPacket } from './movie.ts';
import { listChunkTables, moveChunkTables, moveFragments } from './offsets.ts';

const KEY = 'AIGC';
const MAIN_PATH = 'moov.udta.meta';
/** A list of which nothing else is left goes as a whole. */
const LIST_PARTS = new Set(['hdlr', 'keys', 'ilst', 'free']);
const UINT32_MAX = 2 ** 32 - 1;

/** A meta box with its keys and entries. */
interface List extends PlacedMeta {
  readonly keys: readonly Key[];
  readonly entries: readonly Entry[];
}

const isMainList = ({ path, meta }: PlacedMeta): boolean => path === MAIN_PATH && meta.handler === KEYS_HANDLER;
const isMainKey = ({ namespace, name }: Key): boolean => namespace === KEYS_HANDLER && name === KEY;

async function openLists(source: ByteSource, { metas }: Movie): Promise<List[]> {
  const lists: List[] = [];
  for (const placed of metas) {
    const keys = placed.meta.handler === KEYS_HANDLER ? await readKeys(source, placed.meta) : [];
    lists.push({ ...placed, keys, entries: await readEntries(source, placed.meta, keys) });
  }
  return lists;
}

/** Every label in a film or a sound in boxes, in the order of the file; `kind` names it in places. */
export async function readMovieLabels(source: ByteSource, kind: string): Promise<Carrier[]> {
  const movie = await openMovie(source);
  const carriers: (Carrier & { readonly at: number })[] = [];
  const add = (at: number, path: string, isMain: boolean, text: string): void => {
    carriers.push({ place: `${kind} ${path}`, isMain, form: 'bare', text, at });
  };
  for (const list of await openLists(source, movie)) {
    for (const { box, name, index, texts } of list.entries) {
      const key = index === null ? undefined : list.keys[index - 1];
      const isMain = isMainList(list) && key !== undefined && isMainKey(key);
      for (const text of texts)
        if (isLabelEntry(name, text)) add(box.from, `${list.path} ${showName(name)}`, isMain, text);
    }
  }
  for (const { box, path, text } of movie.texts)
    if (isLabelEntry(box.type, text)) add(box.from, showName(path), false, text);
  for (const { box, path, text } of movie.packets)
    for (const value of readXmpLabels(text)) add(box.from, `${path} XMP`, false, value);
  return carriers.toSorted((one, other) => one.at - other.at).map(({ at: _, ...carrier }) => carrier);
}

// The type of an entry without key is four arbitrary bytes.
const showName = (name: string): string => name.replace(/\p{Cc}/gu, '.').slice(0, 80);

/** The file with this label under the key AIGC of `moov.udta.meta` and nowhere else, every offset into it still right. */
export async function writeMovieLabel(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const movie = await openMovie(source);
  const lists = await openLists(source, movie);
  const main = lists.find(isMainList) ?? null;
  const text = bareLabelText(label);
  const edits: BoxEdit[] = [
    ...(main === null ? await addList(source, movie, lists, text) : []),
    ...lists
      .filter((list) => !mustMove(list, movie, main))
      .flatMap((list) => editList(list, list === main ? text : null)),
    ...movie.texts
      .filter(({ box, text: found }) => isLabelEntry(box.type, found))
      .map(({ box, within }) => ({ from: box.from, to: box.to, bytes: new Uint8Array(), within })),
    ...movie.packets.flatMap(editPacket),
  ];
  const moved = await moveOffsets(source, movie, edits);
  const all = [...edits, ...moved.boxes];
  return patchOf(source.size, [...all, ...moved.others, ...resizeEdits(all)]);
}

/**
 * A list of its own behind what is in `moov.udta`: one of another kind that may be there is for players, and stays first.
 *
 * ffmpeg keeps only the first table of keys in a file and looks the entries of all lists up in it. So where `moov.meta` has
 * keys too (films of Apple's cameras), the new table begins with them and goes before; each reader then finds every name.
 */
async function addList(source: ByteSource, movie: Movie, lists: readonly List[], text: string): Promise<BoxEdit[]> {
  const { moov, udta, children, userData } = movie;
  const neighbour = lists.find(isNeighbour);
  const shared = neighbour === undefined ? [] : keysLeft(neighbour);
  const meta = makeMeta([...shared, makeKey(KEY)], text);
  if (udta === null) {
    const at = shared.length > 0 ? neighbour?.box.from : children.at(-1)?.to;
    return [{ from: at ?? moov.content, to: at ?? moov.content, bytes: makeBox('udta', meta), within: [moov] }];
  }
  const at = userData.at(-1)?.to ?? udta.content;
  const added: BoxEdit = { from: at, to: at, bytes: meta, within: [moov, udta] };
  if (neighbour === undefined || !mustMove(neighbour, movie, null)) return [added];
  const inside = editList(neighbour, null).map((edit) => ({ ...edit, within: edit.within.slice(1) }));
  const { from, to } = neighbour.box;
  const moved = await rewriteRange(source, from, to, [...inside, ...resizeEdits(inside)]);
  return [
    added,
    { from, to, bytes: new Uint8Array(), within: [moov] },
    { from: udta.to, to: udta.to, bytes: moved, within: [moov] },
  ];
}

const isNeighbour = (list: List): boolean =>
  list.path === 'moov.meta' && list.meta.handler === KEYS_HANDLER && keysLeft(list).length > 0;

/** Whether a list has to go behind the user data, because its keys would else stand before those of the new list. */
const mustMove = (list: List, { udta }: Movie, main: List | null): boolean =>
  main === null && udta !== null && list.box.from < udta.from && isNeighbour(list);

/** The keys of a list once no label stands in it. */
function keysLeft({ keys, entries }: List): Key[] {
  const stale = staleOf(entries);
  return keys.filter((key, at) => !isDropped(key, at + 1, entries, stale));
}

const staleOf = (entries: readonly Entry[]): Entry[] =>
  entries.filter(({ name, texts }) => texts.some((found) => isLabelEntry(name, found)) || isNamed(name));

/** Takes every label out of a list; with `text`, puts this one in under the first right key, or a new one. */
function editList({ box, meta, within, keys, entries }: List, text: string | null): BoxEdit[] {
  const stale = staleOf(entries);
  const found = text === null ? -1 : keys.findIndex(isMainKey);
  if (text === null && stale.length === 0 && !keys.some(({ name }) => isNamed(name))) return [];
  const isEmpty = stale.length === entries.length && meta.children.every(({ type }) => LIST_PARTS.has(type));
  if (text === null && isEmpty) return [{ from: box.from, to: box.to, bytes: new Uint8Array(), within }];
  const inside = [...within, box];
  const dropped = keys.map((key, at) => at !== found && isDropped(key, at + 1, entries, stale));
  const kept = keys.filter((_, at) => dropped[at] !== true);
  const newKeys = text === null || found >= 0 ? kept : [...kept, makeKey(KEY)];
  const place = found < 0 ? newKeys.length : newPlace(found + 1, dropped);
  // An entry whose key never was would be taken for one of the new key.
  const strays = entries.filter(
    ({ index }) => found < 0 && text !== null && index !== null && newPlace(index, dropped) === place,
  );
  const entry = text === null ? new Uint8Array() : makeEntry(place, text);
  const chosen = stale.find(({ index }) => found >= 0 && index === found + 1);
  return [
    ...editVersion({ meta, box, inside }, text !== null),
    ...editKeys(meta, inside, newKeys, keys.length !== newKeys.length || dropped.includes(true)),
    ...editEntries({ entries, stale: [...stale, ...strays], chosen, entry, dropped }, ilstOf(meta), inside),
  ];
}

const isNamed = (name: string): boolean => name.toUpperCase() === KEY;
const ilstOf = (meta: PlacedMeta['meta']): Box | null => meta.children.find(({ type }) => type === 'ilst') ?? null;

/** A key goes when it is a label's name in the wrong place or spelling, or when all that stood under it was labels. */
function isDropped(key: Key, index: number, entries: readonly Entry[], stale: readonly Entry[]): boolean {
  const own = entries.filter((entry) => entry.index === index);
  return isNamed(key.name) || (own.length > 0 && own.every((entry) => stale.includes(entry)));
}

/** The place of a key once those before it that are dropped are gone. */
const newPlace = (index: number, dropped: readonly boolean[]): number =>
  index - dropped.slice(0, index - 1).filter(Boolean).length;

/** Readers of MP4 want version and flags in a list of user data; a list that carries the label gets them. */
function editVersion(
  { meta, box, inside }: { readonly meta: PlacedMeta['meta']; readonly box: Box; readonly inside: readonly Box[] },
  isMain: boolean,
): BoxEdit[] {
  if (!isMain || meta.isFull) return [];
  return [{ from: box.content, to: box.content, bytes: uint32(0), within: inside }];
}

function editKeys(
  meta: PlacedMeta['meta'],
  within: readonly Box[],
  keys: readonly Key[],
  hasChanged: boolean,
): BoxEdit[] {
  const old = meta.children.find(({ type }) => type === 'keys');
  if (!hasChanged) return [];
  if (old !== undefined) return [{ from: old.from, to: old.to, bytes: makeKeys(keys), within }];
  const at = meta.children[0]?.to ?? meta.box.to;
  return [{ from: at, to: at, bytes: makeKeys(keys), within }];
}

interface Entries {
  readonly entries: readonly Entry[];
  readonly stale: readonly Entry[];
  /** The entry that the new one replaces; without it, the new one goes behind the last. */
  readonly chosen: Entry | undefined;
  readonly entry: Uint8Array;
  readonly dropped: readonly boolean[];
}

function editEntries(
  { entries, stale, chosen, entry, dropped }: Entries,
  ilst: Box | null,
  outside: readonly Box[],
): BoxEdit[] {
  if (ilst === null) {
    const at = outside.at(-1)?.to ?? 0;
    return entry.length === 0 ? [] : [{ from: at, to: at, bytes: makeBox('ilst', entry), within: outside }];
  }
  const within = [...outside, ilst];
  const edits: BoxEdit[] = [];
  for (const { box, index } of entries) {
    const isChosen = chosen?.box === box;
    if (stale.some((one) => one.box === box))
      edits.push({ from: box.from, to: box.to, bytes: isChosen ? entry : new Uint8Array(), within });
    else if (index !== null && newPlace(index, dropped) !== index)
      edits.push({ from: box.from + 4, to: box.from + 8, bytes: uint32(newPlace(index, dropped)), within });
  }
  const at = entries.at(-1)?.box.to ?? ilst.content;
  if (chosen === undefined && entry.length > 0) edits.push({ from: at, to: at, bytes: entry, within });
  return edits;
}

function editPacket({ box, within, from, text }: PlacedPacket): BoxEdit[] {
  if (readXmpLabels(text).length === 0) return [];
  return [{ from, to: box.to, bytes: utf8(removeXmpLabels(text)), within: [...within, box] }];
}

/** What has to change in tables of offsets because of these changes; nothing when all that is moved is behind the films. */
async function moveOffsets(
  source: ByteSource,
  { top, moov, children, metas }: Movie,
  edits: readonly BoxEdit[],
): Promise<{ readonly boxes: readonly BoxEdit[]; readonly others: readonly Edit[] }> {
  const moving = edits.filter(({ from, to, bytes }) => bytes.length !== to - from);
  const first = Math.min(...moving.map(({ from }) => from));
  if (!top.some(({ from, type }) => from >= first && type !== 'moov')) return { boxes: [], others: [] };
  if (metas.some(({ meta }) => meta.children.some(({ type }) => type === 'iloc')))
    throw unsupported('metadata of the film points into the file by places of items, which would move');
  const tables = await listChunkTables(source, moov, children);
  const isWide = source.size + growthOfAll(edits) > UINT32_MAX;
  const widened = isWide ? await moveChunkTables(source, tables, () => 0, true) : [];
  const shift = shiftOf([...edits, ...widened]);
  return {
    boxes: await moveChunkTables(source, tables, shift, isWide),
    others: await moveFragments(source, top, shift),
  };
}
