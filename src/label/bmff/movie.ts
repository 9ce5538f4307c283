import { fromUtf8, hasLatin1At } from '../file/bytes.ts';
import { type ByteSource, unreadable, unsupported } from '../file/source.ts';
import { type Box, boxContent, listBoxes, listTopBoxes } from './boxes.ts';
import { type Meta, openMeta } from './meta.ts';

/** Text that is longer than this is no label; covers and the like are never read. */
const TEXT_BYTES_MAX = 64 * 1024;
const XMP_UUID: readonly number[] = [
  0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac,
];

/** Something in which a label can stand, and the boxes around it, the outermost first. */
export interface Placed {
  readonly box: Box;
  readonly within: readonly Box[];
  /** The path for people, such as `moov.udta.meta`. */
  readonly path: string;
}
export interface PlacedMeta extends Placed {
  readonly meta: Meta;
}
export interface PlacedText extends Placed {
  readonly text: string;
}
export interface PlacedPacket extends PlacedText {
  /** Where the packet itself starts in the file. */
  readonly from: number;
}

/** A film or a sound in boxes, as far as labels need it. */
export interface Movie {
  readonly top: readonly Box[];
  readonly moov: Box;
  readonly udta: Box | null;
  /** The children of `moov`, and of `moov.udta`. */
  readonly children: readonly Box[];
  readonly userData: readonly Box[];
  readonly metas: readonly PlacedMeta[];
  /** Texts of user data that stand there without a list. */
  readonly texts: readonly PlacedText[];
  readonly packets: readonly PlacedPacket[];
}

/** @throws HeguiError E_FILE_UNREADABLE when there is no `moov`, E_FILE_UNSUPPORTED for two or a compressed one */
export async function openMovie(source: ByteSource): Promise<Movie> {
  const top = await listTopBoxes(source);
  const [moov, second] = top.filter(({ type }) => type === 'moov');
  if (moov === undefined) throw unreadable('the file has no box moov; it is cut off, or only a segment of a film');
  if (second !== undefined) throw unsupported('the file has two boxes moov');
  const children = await listBoxes(source, moov);
  if (children.some(({ type }) => type === 'cmov')) throw unsupported('the box moov is compressed');
  const udta = children.find(({ type }) => type === 'udta') ?? null;
  const userData = udta === null ? [] : await listBoxes(source, udta);
  const holders = await listHolders(source, top, moov, children);
  return {
    top,
    moov,
    udta,
    children,
    userData,
    metas: await openMetas(source, holders),
    texts: await readTexts(source, holders),
    packets: await readPackets(source, holders),
  };
}

/** Every box in which metadata of the film or of a track may stand. */
async function listHolders(source: ByteSource, top: readonly Box[], moov: Box, inMoov: readonly Box[]) {
  const holders: Placed[] = top.map((box) => ({ box, within: [], path: box.type }));
  const add = async (parent: Box, within: readonly Box[], path: string): Promise<void> => {
    for (const box of await listBoxes(source, parent)) {
      const placed = { box, within: [...within, parent], path: `${path}.${box.type}` };
      holders.push(placed);
      if (box.type === 'udta') await add(box, placed.within, placed.path);
    }
  };
  await add(moov, [], 'moov');
  for (const track of inMoov.filter(({ type }) => type === 'trak')) await add(track, [moov], 'moov.trak');
  return holders;
}

async function openMetas(source: ByteSource, holders: readonly Placed[]): Promise<PlacedMeta[]> {
  const metas: PlacedMeta[] = [];
  for (const placed of holders) {
    const meta = placed.box.type === 'meta' ? await openMeta(source, placed.box) : null;
    if (meta !== null) metas.push({ ...placed, meta });
  }
  return metas;
}

// A text of QuickTime has a length and a language before it, one of 3GPP a version and a language: JSON starts at its brace.
async function readTexts(source: ByteSource, holders: readonly Placed[]): Promise<PlacedText[]> {
  const texts: PlacedText[] = [];
  for (const placed of holders) {
    const { box, path } = placed;
    if (!path.includes('udta.') || box.type === 'meta' || box.to - box.content > TEXT_BYTES_MAX) continue;
    const content = await boxContent(source, box);
    const brace = content.indexOf(0x7b);
    if (brace >= 0 || box.type === 'AIGC')
      texts.push({ ...placed, text: fromUtf8(content.subarray(Math.max(brace, 0))).replace(/\0+$/, '') });
  }
  return texts;
}

async function readPackets(source: ByteSource, holders: readonly Placed[]): Promise<PlacedPacket[]> {
  const packets: PlacedPacket[] = [];
  for (const placed of holders) {
    const { box, path } = placed;
    const isUuid = box.type === 'uuid' && (await hasXmpUuid(source, box));
    if (!isUuid && !(box.type === 'XMP_' && path.includes('udta.'))) continue;
    const skip = isUuid ? XMP_UUID.length : 0;
    const content = await boxContent(source, box);
    packets.push({ ...placed, from: box.content + skip, text: fromUtf8(content.subarray(skip)) });
  }
  return packets;
}

async function hasXmpUuid(source: ByteSource, { content, to }: Box): Promise<boolean> {
  if (to - content < XMP_UUID.length) return false;
  const uuid = await source.read(content, XMP_UUID.length);
  return XMP_UUID.every((byte, index) => uuid[index] === byte);
}

/** Whether a file starts like one in boxes: with this type of box. */
export const startsWithBox = (head: Uint8Array, type: string): boolean => hasLatin1At(head, 4, type);
