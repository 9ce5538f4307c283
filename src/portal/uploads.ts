import { extname } from 'node:path';
import { KIB, MIB } from '../kernel/index.ts';

/** A file as it came in, with the media type that its bytes have. */
export interface UploadedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export const FILES_MAX = 5;
export const FILE_BYTES_MAX = 10 * MIB;
/** All files of a form and its texts together. */
export const UPLOAD_BYTES_MAX = 25 * MIB;
const NAME_CHARS_MAX = 100;
const SNIFF_TEXT_BYTES = 64 * KIB;

/** What a file's first bytes are; no name and no stated type is believed. `at` is where the bytes begin. */
const SIGNATURES: readonly {
  readonly mediaType: string;
  readonly ending: string;
  readonly marks: readonly (readonly [at: number, bytes: string])[];
}[] = [
  { mediaType: 'image/png', ending: 'png', marks: [[0, '\x89PNG\r\n\x1a\n']] },
  { mediaType: 'image/jpeg', ending: 'jpg', marks: [[0, '\xff\xd8\xff']] },
  { mediaType: 'image/gif', ending: 'gif', marks: [[0, 'GIF8']] },
  {
    mediaType: 'image/webp',
    ending: 'webp',
    marks: [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
  },
  { mediaType: 'image/heic', ending: 'heic', marks: [[4, 'ftyphei']] },
  { mediaType: 'image/avif', ending: 'avif', marks: [[4, 'ftypavi']] },
  { mediaType: 'application/pdf', ending: 'pdf', marks: [[0, '%PDF-']] },
  {
    mediaType: 'audio/wav',
    ending: 'wav',
    marks: [
      [0, 'RIFF'],
      [8, 'WAVE'],
    ],
  },
  { mediaType: 'audio/mpeg', ending: 'mp3', marks: [[0, 'ID3']] },
  { mediaType: 'audio/mpeg', ending: 'mp3', marks: [[0, '\xff\xfb']] },
  { mediaType: 'audio/mpeg', ending: 'mp3', marks: [[0, '\xff\xf3']] },
  { mediaType: 'audio/ogg', ending: 'ogg', marks: [[0, 'OggS']] },
  { mediaType: 'audio/flac', ending: 'flac', marks: [[0, 'fLaC']] },
  { mediaType: 'audio/amr', ending: 'amr', marks: [[0, '#!AMR']] },
  { mediaType: 'audio/mp4', ending: 'm4a', marks: [[4, 'ftypM4A']] },
  { mediaType: 'video/quicktime', ending: 'mov', marks: [[4, 'ftypqt']] },
  { mediaType: 'video/mp4', ending: 'mp4', marks: [[4, 'ftyp']] },
  { mediaType: 'video/webm', ending: 'webm', marks: [[0, '\x1a\x45\xdf\xa3']] },
];

/** The type that the bytes have, by their signature, or plain UTF-8 text; null for everything else. */
export function typeOfBytes(bytes: Uint8Array): { readonly mediaType: string; readonly ending: string } | null {
  const found = SIGNATURES.find(({ marks }) => marks.every(([at, mark]) => hasAt(bytes, at, mark)));
  if (found !== undefined) return { mediaType: found.mediaType, ending: found.ending };
  return isPlainText(bytes) ? { mediaType: 'text/plain', ending: 'txt' } : null;
}

const hasAt = (bytes: Uint8Array, at: number, mark: string): boolean =>
  [...mark].every((character, offset) => bytes[at + offset] === character.charCodeAt(0));

// Markup is text to a machine and a page to a browser: it is not taken, although it would never be shown in line.
const MARKUP = /^\s*(?:<\?xml|<!doctype|<html|<svg|<script|<!--)/i;
// Everything below a space but tab, line feed, form feed and carriage return, and the delete sign.
const isControl = (code: number): boolean => (code < 32 && ![9, 10, 12, 13].includes(code)) || code === 127;

function isPlainText(bytes: Uint8Array): boolean {
  try {
    // A character may be cut at the end of the part that is looked at; the rest must be whole.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, SNIFF_TEXT_BYTES), {
      stream: true,
    });
    const controls = [...text.slice(0, SNIFF_TEXT_BYTES)].some((character) => isControl(character.codePointAt(0) ?? 0));
    return text !== '' && !controls && !MARKUP.test(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A name that is safe in a list and in a header, ending as its bytes say. */
export function safeFileName(name: string, ending: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const stem = last
    .slice(0, last.length - extname(last).length)
    .replace(/[\p{C}\p{Zl}\p{Zp}"'<>:|?*;%]/gu, '_')
    .trim()
    .slice(0, NAME_CHARS_MAX);
  return `${stem === '' ? 'file' : stem}.${ending}`;
}

export type FileFault = 'tooManyFiles' | 'fileTooLarge' | 'fileEmpty' | 'fileUnknown';

/** The files as they may be kept, or why the first faulty one may not. */
export function checkFiles(
  given: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  filesMax = FILES_MAX,
): {
  readonly files: readonly UploadedFile[];
  readonly fault: { readonly kind: FileFault; readonly name: string } | null;
} {
  if (given.length > filesMax) return { files: [], fault: { kind: 'tooManyFiles', name: '' } };
  const files: UploadedFile[] = [];
  for (const { name, bytes } of given) {
    const shown = safeFileName(name, extname(name).slice(1, 6) || 'bin');
    if (bytes.length === 0) return { files: [], fault: { kind: 'fileEmpty', name: shown } };
    if (bytes.length > FILE_BYTES_MAX) return { files: [], fault: { kind: 'fileTooLarge', name: shown } };
    const type = typeOfBytes(bytes);
    if (type === null) return { files: [], fault: { kind: 'fileUnknown', name: shown } };
    files.push({ name: safeFileName(name, type.ending), mediaType: type.mediaType, bytes });
  }
  return { files, fault: null };
}

/** Headers under which a file that a stranger sent may be handed out: always as a download, never shown in line. */
export const downloadHeaders = ({
  name,
  mediaType,
}: Pick<UploadedFile, 'name' | 'mediaType'>): Record<string, string> => ({
  'content-type': mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType,
  'content-disposition': `attachment; filename="${name.replace(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'no-store',
});
