import sharp, { type Metadata, type Sharp } from 'sharp';
import { MIB } from '../../kernel/index.ts';
import { unreadableFile, unsupportedFile } from '../file-errors.ts';
import type { Size } from '../place.ts';
import { estimateJpegQuality } from './jpeg-quality.ts';

export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff' | 'avif';

/** Bytes of a picture that is marked. */
export const PICTURE_BYTES_MAX: number = 128 * MIB;
/** Pixels of a picture over all its frames. */
export const PICTURE_PIXELS_MAX = 120_000_000;

/** What has to be known of a picture to mark it and to write it again as it was. */
export interface PictureFile {
  readonly bytes: Uint8Array;
  readonly format: PictureFormat;
  /** As people see it: turned upright, one frame. */
  readonly size: Size;
  readonly frames: number;
  readonly metadata: Metadata;
}

/** The kind of a picture by its first bytes; null when it is none that can be marked. */
export function detectPicture(head: Uint8Array): PictureFormat | null {
  const text = Buffer.from(head.subarray(0, 64)).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'tiff';
  return text.startsWith('ftyp', 4) && listBrands(text).some((brand) => AVIF_BRANDS.has(brand)) ? 'avif' : null;
}

const AVIF_BRANDS = new Set(['avif', 'avis']);

/** The brands that the first box of an ISO media file names, as far as `text` reaches. */
const listBrands = (text: string): string[] => text.slice(8).match(/.{4}/gs) ?? [];

/**
 * Reads a picture's head.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED for a kind, size or sequence that cannot be marked; E_FILE_UNREADABLE when it is broken.
 */
export async function readPicture(bytes: Uint8Array): Promise<PictureFile> {
  const format = detectPicture(bytes);
  if (format === null) throw unsupportedFile('it is no PNG, JPEG, WebP, GIF, TIFF or AVIF picture');
  if (bytes.length > PICTURE_BYTES_MAX)
    throw unsupportedFile(`it has ${bytes.length} bytes; pictures of up to ${PICTURE_BYTES_MAX} are marked`);
  const metadata = await decoding(() => openPicture(bytes, true).metadata());
  const frames = metadata.pages ?? 1;
  if (format === 'avif' && metadata.compression !== 'av1') throw unsupportedFile('it is HEIF, but not AVIF');
  if (frames > 1 && format !== 'gif' && format !== 'webp')
    throw unsupportedFile(`it holds ${frames} pictures; only GIF and WebP may hold several`);
  if (format === 'png' && isAnimatedPng(bytes))
    throw unsupportedFile('it is an animated PNG; make it a WebP or a film');
  if (metadata.space === 'cmyk') throw unsupportedFile('its colours are CMYK, for print; convert it to RGB');
  const { width, height } = metadata.autoOrient;
  return { bytes, format, size: { width, height: metadata.pageHeight ?? height }, frames, metadata };
}

/** Turned upright, colours as they are stored; a picture that is not whole is an error and not a grey area. */
export const openPicture = (bytes: Uint8Array, hasAllFrames: boolean): Sharp =>
  sharp(bytes, {
    animated: hasAllFrames,
    autoOrient: true,
    failOn: 'truncated',
    ignoreIcc: true,
    limitInputPixels: PICTURE_PIXELS_MAX,
  });

/** Does `work` with sharp; what sharp cannot read is the file's fault. */
export async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    if (/pixel limit/.test(reason))
      throw unsupportedFile(`it has more than ${PICTURE_PIXELS_MAX} pixels over all its frames`);
    throw unreadableFile(`the picture cannot be read: ${reason}`, error);
  }
}

/** An `acTL` chunk before the picture data says that there is more than one frame, which the decoder would drop. */
function isAnimatedPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    if (type === 'acTL') return true;
    if (type === 'IDAT') return false;
  }
  return false;
}

const JPEG_QUALITY_MIN = 75;
const JPEG_QUALITY_UNKNOWN = 92;
const LOSSY_WEBP_QUALITY = 90;
const AVIF_QUALITY = 75;
/** 0 to 9; each step above doubles the time for a few percent of bytes. */
const AVIF_EFFORT = 2;

/** Sets how a picture is written again: in its own format, without visible loss beside what it had lost before. */
export function encodeAlike(image: Sharp, { bytes, format, metadata }: PictureFile): Sharp {
  switch (format) {
    case 'png':
      return image.png({ progressive: metadata.isProgressive ?? false, palette: false });
    case 'jpeg':
      return image.jpeg({
        quality: Math.max(JPEG_QUALITY_MIN, estimateJpegQuality(bytes) ?? JPEG_QUALITY_UNKNOWN),
        chromaSubsampling: metadata.chromaSubsampling === '4:4:4' ? '4:4:4' : '4:2:0',
        progressive: metadata.isProgressive ?? false,
      });
    case 'webp':
      return image.webp(isLosslessWebp(bytes) ? { lossless: true } : { quality: LOSSY_WEBP_QUALITY });
    case 'gif':
      return image.gif({ dither: 0 });
    case 'tiff':
      return image.tiff({ compression: 'lzw', predictor: 'horizontal' });
    case 'avif':
      return image.avif({ quality: AVIF_QUALITY, chromaSubsampling: '4:4:4', effort: AVIF_EFFORT });
  }
}

const isLosslessWebp = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 4096)).includes('VP8L', 12);
