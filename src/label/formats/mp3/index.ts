import type { Carrier, LabelFormat } from '../../file/format.ts';
import { copy, insert, type Patch, patchedSource } from '../../file/patch.ts';
import { type ByteSource, unsupported } from '../../file/source.ts';
import { findLabelFrames, replaceLabelFrames } from '../../id3/frames.ts';
import { EMPTY_TAG, makeTag, readTags, type Tag, tagSizeAt } from '../../id3/tag.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';

/** Behind its tags a file may have a little padding before the sound. */
const SEARCH_BYTES = 8_192;
const TAGS_MAX = 16;

/**
 * MP3: the label is a TXXX frame with the description `AIGC` in the ID3v2 tag before the sound (TC260-PG-202510A). Tags at the
 * end of the file (ID3v1, APE) stay as they are; no guide puts a label there.
 */
export const mp3: LabelFormat = {
  id: 'mp3',
  name: 'MP3',
  extensions: ['mp3'],
  mediaTypes: ['audio/mpeg', 'audio/mp3'],
  guide: 'TC260-PG-202510A',
  detect: async (head, _name, source) =>
    isSoundAt(head, 0) ? await isFollowed(source, head) : await hasTagsAndSound(source),
  read: readMp3,
  write: writeMp3,
  withoutLabels,
};

async function readMp3(source: ByteSource): Promise<Carrier[]> {
  const carriers: Carrier[] = [];
  for (const tag of (await readTags(source)).tags) {
    for (const { name, isMain, texts } of await findLabelFrames(tag)) {
      const place = `MP3 ID3v2.${tag.version} ${name}`;
      for (const text of texts) carriers.push({ place, isMain, form: 'bare', text });
    }
  }
  return carriers;
}

async function writeMp3(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const { tags, end } = await readTags(source);
  const [first = EMPTY_TAG, ...others] = tags;
  const pieces = [makeTag(first, await replaceLabelFrames(first, bareLabelText(label)))];
  for (const tag of others) pieces.push(makeTag(tag, await replaceLabelFrames(tag, null)));
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (size !== end && tags.some(({ frames }) => frames.some(({ id }) => id === 'ASPI')))
    throw unsupported('the ID3 tag has an index of places in the file (ASPI), which would move');
  const patch = [...pieces.map(insert), copy(end, source.size)];
  // Versions 2.4 are told from wrong ones by what follows a frame; remains that are no frame may make the new one look wrong.
  const made = await readTags(patchedSource(source, patch));
  if (made.tags.some(({ hasPlainSizes }, at) => hasPlainSizes !== (tags[at] ?? EMPTY_TAG).hasPlainSizes))
    throw unsupported(
      'the ID3 tag is damaged: it holds more than frames, and the sizes of frames could not be told any more',
    );
  return patch;
}

/** The tags without labels and padding, where anything is left of them, and all that follows. */
async function withoutLabels(source: ByteSource): Promise<Patch> {
  const { tags, end } = await readTags(source);
  const pieces = await Promise.all(tags.map(tagWithoutLabels));
  return [...pieces.map(insert), copy(end, source.size)];
}

async function tagWithoutLabels(tag: Tag): Promise<Uint8Array> {
  const frames = await replaceLabelFrames(tag, null);
  const tail = tag.tail.every((byte) => byte === 0) ? new Uint8Array() : tag.tail;
  const isEmpty = tail.length + tag.extended.length === 0 && frames.every(({ length }) => length === 0);
  return isEmpty ? new Uint8Array() : makeTag({ ...tag, frames: [], tail }, frames);
}

async function hasTagsAndSound(source: ByteSource): Promise<boolean> {
  let end = 0;
  for (let tags = 0; tags < TAGS_MAX; tags += 1) {
    const size = tagSizeAt(await source.read(end, 10));
    if (size === 0) break;
    end += size;
  }
  if (end === 0) return false;
  const start = await source.read(end, SEARCH_BYTES);
  for (let at = 0; at + 4 <= start.length; at += 1) {
    if (isSoundAt(start, at)) return true;
    // A signature of another kind of file, such as FLAC, which may have a tag before it too.
    if (start[at] !== 0) return false;
  }
  return false;
}

const RATES = [44_100, 48_000, 32_000];
const BIT_RATES_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BIT_RATES_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** Whether a frame of MPEG audio, layer III, starts here. */
const isSoundAt = (bytes: Uint8Array, at: number): boolean => frameBytes(bytes, at) > 0;

/** Bytes of the frame of layer III that starts here; 0 when none does. */
function frameBytes(bytes: Uint8Array, at: number): number {
  const [sync = 0, kind = 0, rates = 0] = bytes.subarray(at, at + 3);
  const version = (kind >> 3) & 3;
  const isLayerThree = sync === 0xff && (kind & 0xe0) === 0xe0 && ((kind >> 1) & 3) === 1 && version !== 1;
  const rate = (RATES[(rates >> 2) & 3] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const bitRate = (version === 3 ? BIT_RATES_V1 : BIT_RATES_V2)[rates >> 4] ?? 0;
  if (!isLayerThree || rate === 0 || bitRate === 0) return 0;
  const padding = (rates >> 1) & 1;
  return Math.floor(((version === 3 ? 144_000 : 72_000) * bitRate) / rate) + padding;
}

/** One frame alone may be chance; a second one behind it, or the end of the file, is none. */
async function isFollowed(source: ByteSource, head: Uint8Array): Promise<boolean> {
  const next = frameBytes(head, 0);
  return next + 4 > source.size || isSoundAt(await source.read(next, 4), 0);
}
