import { concat, hasLatin1At } from '../../file/bytes.ts';
import { type Edit, growthOfAll, patchOf } from '../../file/edits.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import type { Patch } from '../../file/patch.ts';
import { BLOCKS_MAX, type ByteSource, unsupported } from '../../file/source.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import { readCommentLabels, replaceCommentLabels } from '../../vorbis/comments.ts';
import { FIRST, makePages, PAGE_HEAD, readPage, renumbered } from './pages.ts';
import { headersWith, openOgg, type Stream } from './streams.ts';

/**
 * Ogg with Vorbis or Opus: the label is the comment `AIGC` of the first such stream (TC260-PG-202510A). In a file without one,
 * which no guide names, it is that of the first stream of another kind with comments: UNVERIFIED.
 */
export const ogg: LabelFormat = {
  id: 'ogg',
  name: 'Ogg',
  extensions: ['ogg', 'oga', 'opus', 'ogv'],
  mediaTypes: ['audio/ogg', 'audio/opus', 'video/ogg', 'application/ogg'],
  guide: 'TC260-PG-202510A',
  detect: (head) => hasLatin1At(head, 0, 'OggS'),
  read: readOgg,
  write: writeOgg,
};

const mainOf = (streams: readonly Stream[]): Stream | undefined =>
  streams.find(({ codec }) => codec.name === 'Vorbis' || codec.name === 'Opus') ?? streams[0];

async function readOgg(source: ByteSource): Promise<Carrier[]> {
  const { streams } = await openOgg(source);
  return streams.flatMap((stream) =>
    readCommentLabels(stream.comments).map(({ name, text, isMain }) => ({
      place: `Ogg ${stream.codec.name} comment ${name.slice(0, 80)}`,
      isMain: isMain && stream === mainOf(streams),
      form: 'bare' as const,
      text,
    })),
  );
}

async function writeOgg(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const { streams, hasPlaces } = await openOgg(source);
  const main = mainOf(streams);
  if (main === undefined) throw unsupported('the Ogg holds no stream with comments: no Vorbis, Opus, Theora or FLAC');
  const edits: Edit[] = [];
  for (const stream of streams) {
    const text = stream === main ? bareLabelText(label) : null;
    if (text === null && readCommentLabels(stream.comments).length === 0) continue;
    edits.push(...(await rewriteHeaders(source, stream, replaceCommentLabels(stream.comments, text))));
  }
  if (hasPlaces && growthOfAll(edits) !== 0)
    throw unsupported('the Ogg has a skeleton that tells places in the file, which would move');
  return patchOf(source.size, edits);
}

/** Each new page in the place of an old one; what is too much behind the last, and then every later page counts on. */
async function rewriteHeaders(source: ByteSource, stream: Stream, comments: Uint8Array): Promise<Edit[]> {
  const { pages } = stream;
  const made = makePages(headersWith(stream, comments), pages);
  const edits = pages.map(({ from, to }, at): Edit => {
    const own = at === pages.length - 1 ? made.slice(at) : made.slice(at, at + 1);
    return { from, to, bytes: concat(...own) };
  });
  const by = made.length - pages.length;
  return by === 0 ? edits : [...edits, ...(await renumber(source, stream, by))];
}

async function renumber(source: ByteSource, { pages, serial }: Stream, by: number): Promise<Edit[]> {
  const edits: Edit[] = [];
  let at = pages.at(-1)?.to ?? 0;
  for (let page = await readPage(source, at); page !== null; page = await readPage(source, at)) {
    at = page.to;
    if (page.serial !== serial) continue;
    // A stream that begins anew counts anew.
    if ((page.flags & FIRST) !== 0) break;
    if (edits.length >= BLOCKS_MAX)
      throw unsupported(`the headers would take another page, and more than ${BLOCKS_MAX} pages would count on`);
    edits.push({ from: page.from, to: page.from + PAGE_HEAD, bytes: await renumbered(source, page, by) });
  }
  return edits;
}
