import type { Sharp } from 'sharp';
import { HeguiError } from '../../kernel/index.ts';
import { DEFAULT_MARK } from '../mark.ts';
import { type Box, DEFAULT_PLACE, type Place } from '../place.ts';
import { drawMark } from './drawing.ts';
import { decoding, encodeAlike, openPicture, type PictureFile, readPicture } from './picture-file.ts';
import { verifyPictureMark } from './verify-picture.ts';

export interface PictureMarkOptions {
  readonly mark?: string;
  readonly place?: Place;
}

/** A picture with its mark, and what was measured on it. */
export interface MarkedPicture {
  readonly bytes: Uint8Array;
  readonly place: Place;
  /** The plate on which the mark stands, in pixels of the upright picture. */
  readonly box: Box;
  /** Rows of ink of the smallest glyph, measured on the written picture. */
  readonly inkHeightPx: number;
  readonly requiredPx: number;
  /** WCAG contrast of ink and plate, measured on the written picture. */
  readonly contrast: number;
}

/**
 * The picture with a visible mark, in its own format, with its metadata, colour profile and transparency; every frame is
 * marked. It is read again before it is handed over. An implicit label may be lost: write it afterwards.
 * @law gb-45438-2025#5.2
 *
 * @throws HeguiError E_REQUEST_INVALID for what is no mark; E_FILE_UNSUPPORTED, E_FILE_UNREADABLE for what cannot be marked.
 */
export async function markPicture(
  bytes: Uint8Array,
  { mark = DEFAULT_MARK, place = DEFAULT_PLACE }: PictureMarkOptions = {},
): Promise<MarkedPicture> {
  const picture = await readPicture(bytes);
  const drawing = await drawMark(mark, picture.size);
  const box = drawing.boxAt(place);
  const plates = Array.from({ length: picture.frames }, (_, frame) => ({
    input: drawing.png,
    left: box.left,
    top: frame * picture.size.height + box.top,
  }));
  const marked = await decoding(() => encode(openPicture(bytes, true), picture, (image) => image.composite(plates)));
  const seen = await verifyPictureMark(marked, { mark, places: [place] });
  if (seen.kind !== 'found' || !seen.isHighEnough || !seen.isLegible)
    throw new HeguiError('E_INTERNAL', 'the mark drawn on the picture cannot be found on it again');
  const { inkHeightPx, requiredPx, contrast } = seen;
  return { bytes: marked, place, box, inkHeightPx, requiredPx, contrast };
}

async function encode(image: Sharp, picture: PictureFile, draw: (image: Sharp) => Sharp): Promise<Uint8Array> {
  const { metadata } = picture;
  const isGrey = metadata.space === 'b-w' || metadata.space === 'grey16';
  const isDeep = metadata.depth === 'ushort';
  const space = isGrey ? (isDeep ? 'grey16' : 'b-w') : isDeep ? 'rgb16' : 'srgb';
  // Drawing adds transparency; what had none goes without again.
  const drawn = draw(isDeep ? image.pipelineColourspace('rgb16') : image);
  const alike = metadata.hasAlpha ? drawn : drawn.removeAlpha();
  return await encodeAlike(alike.keepMetadata().toColourspace(space), picture).toBuffer();
}
