import type { ProducedKind } from '../../contract/index.ts';
import type { FormatId } from '../../label/index.ts';

const KINDS: Readonly<Record<FormatId, ProducedKind>> = {
  png: 'picture',
  jpeg: 'picture',
  webp: 'picture',
  gif: 'picture',
  tiff: 'picture',
  heif: 'picture',
  avif: 'picture',
  mp4: 'film',
  mov: 'film',
  matroska: 'film',
  webm: 'film',
  flv: 'film',
  avi: 'film',
  m4a: 'sound',
  mp3: 'sound',
  wav: 'sound',
  flac: 'sound',
  ogg: 'sound',
  pdf: 'document',
  docx: 'document',
  pptx: 'document',
  xlsx: 'document',
  epub: 'document',
  markdown: 'text',
  html: 'text',
  json: 'text',
  csv: 'text',
  text: 'text',
};

/** What people would call a file of this format. */
export const kindOfFormat = (format: FormatId): ProducedKind => KINDS[format];

/**
 * What the register says about a file: a row with its very digest makes it ours; a row with only its number says that something
 * was done to the file since, or that somebody copied the number. The digest counts first, for it cannot be copied.
 */
export function judgeFile<Row>(
  byDigest: Row | undefined,
  byNumber: Row | undefined,
): { readonly finding: 'ours' | 'altered'; readonly row: Row } | { readonly finding: 'unknown'; readonly row: null } {
  if (byDigest !== undefined) return { finding: 'ours', row: byDigest };
  if (byNumber !== undefined) return { finding: 'altered', row: byNumber };
  return { finding: 'unknown', row: null };
}
