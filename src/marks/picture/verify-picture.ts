import { DEFAULT_MARK } from '../mark.ts';
import { type Box, PLACES, type Place } from '../place.ts';
import { type DrawnGlyph, drawMark, type MarkDrawing } from './drawing.ts';
import { decoding, openPicture, readPicture } from './picture-file.ts';

/**
 * What can be measured of a visible mark.
 *
 * `found`: the mark stands there as Hegui draws it. `not-measurable`: it does not; another mark may be there, which only a
 * person or a reader of writing could tell. It never says that there is none.
 */
export type PictureVerdict =
  | {
      readonly kind: 'found';
      readonly place: Place;
      readonly box: Box;
      readonly inkHeightPx: number;
      readonly requiredPx: number;
      readonly isHighEnough: boolean;
      /** WCAG contrast of ink and plate. */
      readonly contrast: number;
      readonly isLegible: boolean;
    }
  | { readonly kind: 'not-measurable'; readonly reason: string };

/** Contrast that WCAG AA asks of text. */
const CONTRAST_MIN = 4.5;

/**
 * Looks for a mark at the edges and corners of the first frame and measures it there.
 *
 * @throws HeguiError as `markPicture` does.
 */
export async function verifyPictureMark(
  bytes: Uint8Array,
  { mark = DEFAULT_MARK, places = PLACES }: { readonly mark?: string; readonly places?: readonly Place[] } = {},
): Promise<PictureVerdict> {
  const picture = await readPicture(bytes);
  const drawing = await drawMark(mark, picture.size);
  const light = await decoding(() =>
    openPicture(bytes, false).flatten({ background: '#fff' }).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer(),
  );
  const plane = { light, width: picture.size.width, height: picture.size.height };
  for (const place of places) {
    const box = findPlate(plane, drawing, drawing.boxAt(place));
    if (box === null || !drawing.glyphs.every((glyph) => matches(plane, drawing, box, glyph))) continue;
    const { inkHeightPx, contrast } = measure(plane, drawing, box);
    const { requiredPx } = drawing;
    const isHighEnough = inkHeightPx >= requiredPx;
    return {
      kind: 'found',
      place,
      box,
      inkHeightPx,
      requiredPx,
      isHighEnough,
      contrast,
      isLegible: contrast >= CONTRAST_MIN,
    };
  }
  return {
    kind: 'not-measurable',
    reason: `"${mark}" does not stand at ${places.length === 1 ? places[0] : 'any edge or corner'} as Hegui draws it; whether another mark is there, a person has to look`,
  };
}

/** Brightness of a picture, 0 to 255, row by row. */
interface Plane {
  readonly light: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** How far an encoder with coarse chroma or an odd frame size may have moved the mark. */
const SHIFT_PX = 2;
/** Likeness, -1 to 1, of a plate and of each of its glyphs. Glyphs that differ in a few strokes stay below 0.7. */
const PLATE_LIKENESS_MIN = 0.75;
const GLYPH_LIKENESS_MIN = 0.75;

/** Where the whole plate is most alike, near the place that is expected; null when nowhere alike enough. */
function findPlate(plane: Plane, drawing: MarkDrawing, expected: Box): Box | null {
  let best: Box | null = null;
  let bestLikeness = PLATE_LIKENESS_MIN;
  for (let down = -SHIFT_PX; down <= SHIFT_PX; down += 1) {
    for (let right = -SHIFT_PX; right <= SHIFT_PX; right += 1) {
      const box = { ...expected, left: expected.left + right, top: expected.top + down };
      if (box.left < 0 || box.top < 0) continue;
      if (box.left + box.width > plane.width || box.top + box.height > plane.height) continue;
      const alike = likeness(plane, drawing, box, { left: 0, top: 0, ...drawing.plate });
      if (alike <= bestLikeness) continue;
      best = box;
      bestLikeness = alike;
    }
  }
  return best;
}

const matches = (plane: Plane, drawing: MarkDrawing, plate: Box, glyph: DrawnGlyph): boolean =>
  likeness(plane, drawing, plate, glyph) >= GLYPH_LIKENESS_MIN;

/** Pixels of a part that are compared; larger parts are sampled evenly. */
const SAMPLES_MAX = 40_000;

/** Correlation of the picture's brightness with the ink that is expected, over one part of the plate. */
function likeness({ light, width }: Plane, { ink, plate }: MarkDrawing, at: Box, part: Box): number {
  const step = Math.max(1, Math.floor(Math.sqrt((part.width * part.height) / SAMPLES_MAX)));
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let row = part.top; row < part.top + part.height; row += step) {
    for (let column = part.left; column < part.left + part.width; column += step) {
      const a = light[(at.top + row) * width + at.left + column] ?? 0;
      const b = ink[row * plate.width + column] ?? 0;
      count += 1;
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumBB += b * b;
      sumAB += a * b;
    }
  }
  const spread = (count * sumAA - sumA * sumA) * (count * sumBB - sumB * sumB);
  return spread <= 0 ? 0 : (count * sumAB - sumA * sumB) / Math.sqrt(spread);
}

/** Rows of the smallest glyph that are as light as ink, and the contrast of whole ink and bare plate. */
function measure({ light, width }: Plane, drawing: MarkDrawing, box: Box): { inkHeightPx: number; contrast: number } {
  const { ink, plate, glyphs } = drawing;
  const lightAt = (row: number, column: number): number => light[(box.top + row) * width + box.left + column] ?? 0;
  const tones = { ink: { sum: 0, count: 0 }, plate: { sum: 0, count: 0 } };
  // Corners of the plate are round, so only what lies beside glyphs counts as plate.
  for (const glyph of glyphs) {
    for (let row = glyph.top; row < glyph.top + glyph.height; row += 1) {
      for (let column = glyph.left; column < glyph.left + glyph.width; column += 1) {
        const covered = ink[row * plate.width + column] ?? 0;
        const tone = covered >= 250 ? tones.ink : covered === 0 ? tones.plate : null;
        if (tone === null) continue;
        tone.sum += lightAt(row, column);
        tone.count += 1;
      }
    }
  }
  const inkTone = tones.ink.sum / Math.max(1, tones.ink.count);
  const plateTone = tones.plate.sum / Math.max(1, tones.plate.count);
  const threshold = (inkTone + plateTone) / 2;
  const heights = glyphs
    .filter(({ isMeasured }) => isMeasured)
    .map((glyph) => litRows(glyph, plate.height, (row, column) => lightAt(row, column) >= threshold));
  return { inkHeightPx: Math.min(...heights), contrast: (luminance(inkTone) + 0.05) / (luminance(plateTone) + 0.05) };
}

/** Rows from the first to the last lit one, over the glyph's columns and a little above and below. */
function litRows(glyph: DrawnGlyph, plateHeight: number, isLit: (row: number, column: number) => boolean): number {
  const from = Math.max(0, glyph.top - SHIFT_PX);
  const to = Math.min(plateHeight, glyph.top + glyph.height + SHIFT_PX);
  const rows: number[] = [];
  for (let row = from; row < to; row += 1) {
    for (let column = glyph.left; column < glyph.left + glyph.width; column += 1) {
      if (!isLit(row, column)) continue;
      rows.push(row);
      break;
    }
  }
  return rows.length === 0 ? 0 : (rows[rows.length - 1] ?? 0) - (rows[0] ?? 0) + 1;
}

/** Relative luminance of a grey, as WCAG defines it. */
function luminance(tone: number): number {
  const share = tone / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
