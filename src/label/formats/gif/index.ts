import { findInBlocks } from '../../credentials/places.ts';
import { metadataBudget } from '../../file/budget.ts';
import { fromUtf8, latin1 } from '../../file/bytes.ts';
import type { Carrier, LabelDraft, LabelFormat } from '../../file/format.ts';
import { knownRest } from '../../file/known-rest.ts';
import { isLabelLike } from '../../file/label-like.ts';
import { copy, insert, type Patch } from '../../file/patch.ts';
import type { ByteSource } from '../../file/source.ts';
import type { ImplicitLabel } from '../../implicit-label.ts';
import { blankXmpLabels, writeXmpPacket } from '../../xmp/packet.ts';
import { readXmpLabels } from '../../xmp/xmp.ts';
import {
  APPLICATION,
  applicationOf,
  type Block,
  COMMENT,
  type GifLayout,
  isGif,
  joinSubBlocks,
  listBlocks,
  listHeadBlocks,
  moveBlock,
  rawData,
} from './blocks.ts';
import { makeXmpExtension, packetIn, XMP_APPLICATION } from './xmp-extension.ts';

/**
 * GIF: the label is a property of the XMP packet in an Application Extension `XMP Data` + `XMP` (TC260-PG-20259A). Comments
 * are read besides.
 */
export const gif: LabelFormat = {
  id: 'gif',
  name: 'GIF',
  extensions: ['gif'],
  mediaTypes: ['image/gif'],
  takesLong: true,
  guide: 'TC260-PG-20259A',
  detect: isGif,
  read: async (source) => await readGif(source, await listBlocks(source)),
  write: async (source, label) => (await draftGif(source, label)).patch,
  draft: draftGif,
  guess: async (source, label) => await patchFor(source, await listHeadBlocks(source), label),
};

async function readGif(source: ByteSource, { blocks }: GifLayout): Promise<Carrier[]> {
  return (await listTexts(source, blocks)).flatMap(carriersOf);
}

/** An extension with text that may hold a label. */
type GifText =
  | { readonly block: Block; readonly kind: 'xmp'; readonly packet: Uint8Array; readonly isPlain: boolean }
  | { readonly block: Block; readonly kind: 'comment'; readonly text: string };

async function listTexts(source: ByteSource, blocks: readonly Block[]): Promise<GifText[]> {
  const texts: GifText[] = [];
  const spend = metadataBudget('the GIF');
  for (const block of blocks) {
    if ((await applicationOf(source, block)) === XMP_APPLICATION) {
      spend(block.to - block.from);
      texts.push({ block, kind: 'xmp', ...packetIn((await rawData(source, block)).slice()) });
    } else if (block.kind === 'extension' && block.label === COMMENT) {
      const text = fromUtf8(joinSubBlocks(await rawData(source, block)));
      if (!isLabelLike(text)) continue;
      spend(block.to - block.from);
      texts.push({ block, kind: 'comment', text });
    }
  }
  return texts;
}

function carriersOf(found: GifText): Carrier[] {
  if (found.kind === 'comment') return [{ place: 'GIF comment', isMain: false, form: 'wrapped', text: found.text }];
  const place = found.isPlain ? 'GIF XMP Data' : 'GIF XMP Data in sub-blocks';
  return readXmpLabels(fromUtf8(found.packet)).map((text) => ({ place, isMain: found.isPlain, form: 'bare', text }));
}

async function draftGif(source: ByteSource, label: ImplicitLabel): Promise<LabelDraft> {
  const layout = await listBlocks(source);
  return {
    patch: await patchFor(source, layout, label),
    readBack: async (made, patch) =>
      await readGif(made, await listBlocks(made, knownRest(layout.blocks, patch, source.size, moveBlock))),
    findStore: async () => await findInBlocks(source, layout.blocks),
  };
}

async function patchFor(source: ByteSource, { blocks, from }: GifLayout, label: ImplicitLabel): Promise<Patch> {
  const texts = new Map((await listTexts(source, blocks)).map((text) => [text.block.from, text]));
  const xmp = [...texts.values()].find((text) => text.kind === 'xmp') ?? null;
  const added = insert(makeXmpExtension(writeXmpPacket(xmp?.packet ?? null, label)));
  const place = xmp === null ? placeOfXmp(blocks, from) : null;
  const patch = [insert(latin1('GIF89a')), copy(6, from)];
  if (place === from) patch.push(added);
  let end = from;
  for (const block of blocks) {
    const text = texts.get(block.from);
    if (text === undefined) patch.push(copy(block.from, block.to));
    else if (text === xmp) patch.push(added);
    else if (text.kind === 'xmp') patch.push(withoutLabels(text.packet, block));
    if (block.to === place) patch.push(added);
    end = block.to;
  }
  patch.push(copy(end, source.size));
  return patch;
}

function withoutLabels(packet: Uint8Array, { from, to }: Block): Patch[number] {
  const blanked = blankXmpLabels(packet);
  return blanked === null ? copy(from, to) : insert(makeXmpExtension(blanked));
}

/** Behind the extensions of applications at the head, since players look for the loop count right there. */
function placeOfXmp(blocks: readonly Block[], from: number): number {
  let place = from;
  for (const block of blocks) {
    if (block.label !== APPLICATION && block.label !== COMMENT) break;
    if (block.label === APPLICATION) place = block.to;
  }
  return place;
}
