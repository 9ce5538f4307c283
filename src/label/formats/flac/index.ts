import { concat, hasLatin1At, uint32, viewOf } from '../../file/bytes.ts';
import { type Edit, patchOf } from '../../file/edits.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import type { Patch } from '../../file/patch.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable, unsupported } from '../../file/source.ts';
import { findLabelFrames, replaceLabelFrames } from '../../id3/frames.ts';
import { makeTag, readTags, tagSizeAt } from '../../id3/tag.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import { type Comments, parseComments, readCommentLabels, replaceCommentLabels } from '../../vorbis/comments.ts';

const SIGNATURE = 'fLaC';
const HEAD = 4;
const LAST = 0x80;
const PADDING = 1;
const COMMENTS = 4;
const SIZE_MAX = 2 ** 24 - 1;
const TAGS_MAX = 16;
const NO_COMMENTS: Comments = { vendor: new Uint8Array(), entries: [], tail: new Uint8Array() };

/** FLAC: the label is the Vorbis comment `AIGC` of the metadata before the sound (TC260-PG-202510A). */
export const flac: LabelFormat = {
  id: 'flac',
  name: 'FLAC',
  extensions: ['flac'],
  mediaTypes: ['audio/flac', 'audio/x-flac'],
  guide: 'TC260-PG-202510A',
  detect: async (head, _name, source) => hasLatin1At(head, 0, SIGNATURE) || (await hasTagsBefore(source)),
  read: readFlac,
  write: writeFlac,
};

/** FLAC should have no ID3 tag before it, and now and then does. */
async function hasTagsBefore(source: ByteSource): Promise<boolean> {
  let end = 0;
  for (let tags = 0; tags < TAGS_MAX; tags += 1) {
    const size = tagSizeAt(await source.read(end, 10));
    if (size === 0) break;
    end += size;
  }
  return end > 0 && hasLatin1At(await source.read(end, HEAD), 0, SIGNATURE);
}

/** A block of metadata, by its place with its head. */
interface Block {
  readonly kind: number;
  readonly from: number;
  readonly to: number;
}

async function listBlocks(source: ByteSource, from: number): Promise<Block[]> {
  const blocks: Block[] = [];
  for (let at = from; blocks.length < BLOCKS_MAX; ) {
    const head = viewOf(await readExactly(source, at, HEAD, 'a block of the FLAC')).getUint32(0);
    const to = at + HEAD + (head & SIZE_MAX);
    const kind = (head >>> 24) & 0x7f;
    if (to > source.size) throw unreadable(`the block ${kind} of the FLAC at byte ${at} reaches beyond the file`);
    blocks.push({ kind, from: at, to });
    if (head >>> 24 >= LAST) return blocks;
    at = to;
  }
  throw unreadable(`the FLAC has more than ${BLOCKS_MAX} blocks`);
}

interface Flac {
  readonly tags: Awaited<ReturnType<typeof readTags>>['tags'];
  readonly start: number;
  readonly blocks: readonly Block[];
  readonly comments: ReadonlyMap<Block, Comments>;
}

async function openFlac(source: ByteSource): Promise<Flac> {
  const { tags, end } = await readTags(source);
  const blocks = await listBlocks(source, end + SIGNATURE.length);
  const comments = new Map<Block, Comments>();
  for (const block of blocks) {
    if (block.kind !== COMMENTS) continue;
    const content = await readExactly(
      source,
      block.from + HEAD,
      block.to - block.from - HEAD,
      'the comments of the FLAC',
    );
    comments.set(block, parseComments(content, 'the FLAC'));
  }
  return { tags, start: end, blocks, comments };
}

async function readFlac(source: ByteSource): Promise<Carrier[]> {
  const { tags, comments } = await openFlac(source);
  const carriers: Carrier[] = [];
  for (const tag of tags) {
    for (const { name, texts } of await findLabelFrames(tag))
      for (const text of texts)
        carriers.push({ place: `FLAC ID3v2.${tag.version} ${name}`, isMain: false, form: 'bare', text });
  }
  for (const list of comments.values()) {
    for (const { name, text, isMain } of readCommentLabels(list))
      carriers.push({ place: `FLAC comment ${name.slice(0, 80)}`, isMain, form: 'bare', text });
  }
  return carriers;
}

async function writeFlac(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const { tags, start, blocks, comments } = await openFlac(source);
  const first = [...comments.keys()][0];
  const renewed = new Map<Block, Uint8Array>();
  for (const [block, list] of comments)
    renewed.set(block, replaceCommentLabels(list, block === first ? bareLabelText(label) : null));
  const added = first === undefined ? [replaceCommentLabels(NO_COMMENTS, bareLabelText(label))] : [];
  const before: Uint8Array[] = [];
  for (const tag of tags) before.push(makeTag(tag, await replaceLabelFrames(tag, null)));
  const edits: Edit[] = [{ from: 0, to: start, bytes: concat(...before) }, ...editBlocks(blocks, renewed, added)];
  return patchOf(source.size, edits);
}

/** The blocks with their new content, new ones behind the first, and padding that takes up what they grew if it can. */
function editBlocks(
  blocks: readonly Block[],
  renewed: ReadonlyMap<Block, Uint8Array>,
  added: readonly Uint8Array[],
): Edit[] {
  const padding = blocks.findLast(({ kind }) => kind === PADDING);
  const growth =
    [...renewed].reduce((sum, [{ from, to }, content]) => sum + HEAD + content.length - (to - from), 0) +
    added.reduce((sum, content) => sum + HEAD + content.length, 0);
  const room = padding === undefined ? null : padding.to - padding.from - growth;
  const edits: Edit[] = [];
  for (const block of blocks) {
    const isLast = block === blocks.at(-1);
    const { kind, from, to } = block;
    const content = renewed.get(block);
    const [one] = block === blocks[0] ? added : [];
    if (content !== undefined) edits.push({ from, to, bytes: makeBlock(kind, content, isLast) });
    else if (block === padding && room !== null && (room >= HEAD || (room === 0 && !isLast))) {
      const bytes =
        room === 0 ? new Uint8Array() : makeBlock(PADDING, new Uint8Array(Math.min(room - HEAD, SIZE_MAX)), isLast);
      edits.push({ from, to, bytes });
    }
    if (one === undefined) continue;
    edits.push({ from: to, to, bytes: makeBlock(COMMENTS, one, isLast) });
    // The first block is no longer the last.
    if (isLast) edits.push({ from, to: from + 1, bytes: Uint8Array.of(kind) });
  }
  return edits;
}

function makeBlock(kind: number, content: Uint8Array, isLast: boolean): Uint8Array {
  if (content.length > SIZE_MAX) throw unsupported('the comments of the FLAC would become longer than a block can be');
  return concat(uint32((((isLast ? LAST : 0) | kind) * 2 ** 24 + content.length) >>> 0), content);
}
