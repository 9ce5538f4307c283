import sharp from 'sharp';
import { HeguiError } from '../../kernel/index.ts';
import { unsupportedFile } from '../file-errors.ts';
import { EM_UNITS, type Outline } from '../font/outlines.ts';
import { requireOutlines } from '../mark.ts';
import { type Box, boxAt, type Place, type Size } from '../place.ts';
import { layOutMark, type MarkLayout, marginOf, type PlacedGlyph } from './layout.ts';

/** A mark as it is drawn over a picture of one size. */
export interface MarkDrawing {
  /** PNG of the plate with the mark on it, with alpha. */
  readonly png: Buffer;
  readonly plate: Size;
  /** How much of each pixel of the plate is ink, 0 to 255, row by row. */
  readonly ink: Uint8Array;
  readonly glyphs: readonly DrawnGlyph[];
  /** Rows that the ink of the smallest glyph fills at least by half. */
  readonly inkHeightPx: number;
  /** What the standard asks of a picture of this size. */
  readonly requiredPx: number;
  readonly emPx: number;
  boxAt(place: Place): Box;
}

/** The ink of one character within the plate. `isMeasured` is false for what has no height of its own. */
export interface DrawnGlyph extends Box {
  readonly isMeasured: boolean;
}

/** Share of the shortest side of a picture that text must reach. @law gb-45438-2025#5.2 */
const HEIGHT_SHARE = 0.05;
/** Ink below this is no text that people read, whatever its share of the picture. */
const LEGIBLE_PX_MIN = 8;
/** Ink that is taken where there is room for it. */
const COMFORTABLE_PX = 12;
/** Black under white: 8.4 to 1 on a white picture, more on any other. */
const PLATE_OPACITY = 0.7;
const CORNER_EM = 0.16;

/** Rows of ink that a picture of this size asks for, rounded up. */
export const requiredInkPx = ({ width, height }: Size): number =>
  Math.ceil(Math.min(width, height) * HEIGHT_SHARE - 1e-9);

/**
 * Draws a mark for a picture of this size: white on a dark plate, the smallest glyph at least as high as is required.
 *
 * What "text height" measures is not laid down; the smallest glyph of all is the strictest reading.
 *
 * @throws HeguiError E_REQUEST_INVALID for what is no mark; E_FILE_UNSUPPORTED when the picture is too small for it.
 */
export async function drawMark(mark: string, picture: Size): Promise<MarkDrawing> {
  const outlines = requireOutlines(mark);
  const requiredPx = requiredInkPx(picture);
  const least = Math.max(requiredPx, LEGIBLE_PX_MIN);
  const heights = Array.from(
    { length: Math.max(0, COMFORTABLE_PX - least) + 1 },
    (_, index) => index + least,
  ).reverse();
  for (const lines of [1, Number.POSITIVE_INFINITY]) {
    for (const height of heights) {
      const drawing = await drawAt(outlines, picture, height, requiredPx, lines);
      if (drawing !== null) return drawing;
    }
  }
  throw unsupportedFile(
    `a picture of ${picture.width}×${picture.height} pixels has no room for the mark "${mark}" with ${least} pixels of height; take a shorter mark or a larger picture`,
  );
}

/** Sizes of the letter that are tried until the ink, measured on what was drawn, is high enough. */
const TRIES_MAX = 40;

async function drawAt(
  outlines: readonly Outline[],
  picture: Size,
  inkPx: number,
  requiredPx: number,
  linesMax: number,
): Promise<MarkDrawing | null> {
  const smallest = Math.min(...outlines.filter(isMeasured).map(({ low, high }) => high - low));
  let emPx = (inkPx * EM_UNITS) / smallest;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const layout = layOutMark(outlines, emPx, picture.width - 2 * marginOf(emPx));
    if (layout === null || !fits(layout, picture) || countLines(layout) > linesMax) return null;
    const drawing = await render(layout, picture, requiredPx);
    if (drawing.inkHeightPx >= inkPx) return drawing;
    emPx += Math.max(0.1, emPx * 0.005);
  }
  throw new HeguiError('E_INTERNAL', `no size of letter gives ${inkPx} rows of ink`);
}

/** Punctuation, flat strokes and spaces are as high as they are; letters, digits and characters give the height. */
const isMeasured = ({ character, low, high }: Outline): boolean =>
  /[\p{L}\p{N}]/u.test(character) && high - low >= EM_UNITS * 0.4;

const fits = ({ plate, emPx }: MarkLayout, picture: Size): boolean =>
  plate.height + 2 * marginOf(emPx) <= picture.height;

const countLines = ({ glyphs }: MarkLayout): number => new Set(glyphs.map(({ baseline }) => baseline)).size;

async function render(layout: MarkLayout, picture: Size, requiredPx: number): Promise<MarkDrawing> {
  const { plate, emPx } = layout;
  const ink = await sharp(svgOf(layout, false)).ensureAlpha().extractChannel('alpha').raw().toBuffer();
  const glyphs = layout.glyphs.flatMap((glyph) => measureGlyph(glyph, ink, emPx, plate));
  return {
    png: await sharp(svgOf(layout, true)).png({ compressionLevel: 1 }).toBuffer(),
    plate,
    ink,
    glyphs,
    inkHeightPx: Math.min(...glyphs.filter((glyph) => glyph.isMeasured).map(({ height }) => height)),
    requiredPx,
    emPx,
    boxAt: (place) => boxAt(place, picture, plate, marginOf(emPx)),
  };
}

function svgOf({ plate, emPx, glyphs }: MarkLayout, hasPlate: boolean): Buffer {
  const scale = emPx / EM_UNITS;
  const paths = glyphs.map(
    ({ outline, left, baseline }) =>
      `<path transform="translate(${left} ${baseline}) scale(${scale} ${-scale})" d="${outline.path}"/>`,
  );
  const radius = emPx * CORNER_EM;
  const backing = `<rect width="100%" height="100%" rx="${radius}" fill="#000" fill-opacity="${PLATE_OPACITY}"/>`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${plate.width}" height="${plate.height}" fill="#fff">${hasPlate ? backing : ''}${paths.join('')}</svg>`,
  );
}

/** Coverage from which on a pixel counts as ink. */
const HALF = 128;

/** The box of a glyph's ink as it was rendered; none for a space. */
function measureGlyph(glyph: PlacedGlyph, ink: Uint8Array, emPx: number, plate: Size): DrawnGlyph[] {
  const { outline, left, baseline, width } = glyph;
  if (outline.path === '') return [];
  const scale = emPx / EM_UNITS;
  const from = Math.max(0, Math.floor(left));
  const to = Math.min(plate.width, Math.ceil(left + width));
  const top = Math.max(0, baseline - Math.ceil(outline.high * scale) - 1);
  const bottom = Math.min(plate.height, baseline - Math.floor(outline.low * scale) + 1);
  const rows: number[] = [];
  for (let row = top; row < bottom; row += 1) {
    for (let column = from; column < to; column += 1) {
      if ((ink[row * plate.width + column] ?? 0) < HALF) continue;
      rows.push(row);
      break;
    }
  }
  const first = rows[0] ?? top;
  const height = (rows[rows.length - 1] ?? top - 1) - first + 1;
  return [{ left: from, top: first, width: to - from, height, isMeasured: isMeasured(outline) }];
}
