import { EM_UNITS, type Outline } from '../font/outlines.ts';
import type { Size } from '../place.ts';

/** A character at its place on the plate; lengths in pixels. */
export interface PlacedGlyph {
  readonly outline: Outline;
  readonly left: number;
  /** Whole pixels, so that flat feet and heads fill their rows. */
  readonly baseline: number;
  readonly width: number;
}

/** A mark laid out on its plate. */
export interface MarkLayout {
  readonly emPx: number;
  readonly plate: Size;
  readonly glyphs: readonly PlacedGlyph[];
}

/** All in ems. */
const PADDING = 0.28;
const LINE = 1.25;
/** Distance of the plate from the edges of the picture. */
const MARGIN = 0.25;

export const marginOf = (emPx: number): number => Math.max(1, Math.round(MARGIN * emPx));

/** The mark in the fewest lines that fit into `roomPx`; null when one word of it does not. */
export function layOutMark(outlines: readonly Outline[], emPx: number, roomPx: number): MarkLayout | null {
  const scale = emPx / EM_UNITS;
  const padding = Math.max(1, Math.round(PADDING * emPx));
  const lines = breakLines(outlines, (roomPx - 2 * padding) / scale);
  if (lines === null) return null;
  const high = Math.max(...outlines.map((outline) => outline.high));
  const low = Math.min(...outlines.map((outline) => outline.low));
  const first = padding + Math.ceil(high * scale);
  const glyphs = lines.flatMap((line, index) =>
    placeLine(line, padding, first + Math.round(index * LINE * emPx), scale),
  );
  const lastBaseline = first + Math.round((lines.length - 1) * LINE * emPx);
  const width = Math.ceil(Math.max(...lines.map(advanceOf)) * scale) + 2 * padding;
  return { emPx, plate: { width, height: lastBaseline + Math.ceil(-low * scale) + padding }, glyphs };
}

function placeLine(line: readonly Outline[], left: number, baseline: number, scale: number): PlacedGlyph[] {
  const glyphs: PlacedGlyph[] = [];
  let at = left;
  for (const outline of line) {
    const width = outline.advance * scale;
    glyphs.push({ outline, left: at, baseline, width });
    at += width;
  }
  return glyphs;
}

const advanceOf = (line: readonly Outline[]): number => line.reduce((sum, { advance }) => sum + advance, 0);

/** Breaks between Chinese characters and around words of letters and digits, never inside one: `A` and `I` stay together. */
function breakLines(outlines: readonly Outline[], roomUnits: number): Outline[][] | null {
  const lines: Outline[][] = [[]];
  for (const word of splitWords(outlines)) {
    const advance = advanceOf(word);
    if (advance > roomUnits) return null;
    const line = lines[lines.length - 1] ?? [];
    if (advanceOf(line) + advance <= roomUnits) line.push(...word);
    else if (word[0]?.character !== ' ') lines.push([...word]);
  }
  return lines;
}

function splitWords(outlines: readonly Outline[]): Outline[][] {
  const words: Outline[][] = [];
  let isInWord = false;
  for (const outline of outlines) {
    const isLetter = /[A-Za-z0-9]/.test(outline.character);
    if (isLetter && isInWord) words[words.length - 1]?.push(outline);
    else words.push([outline]);
    isInWord = isLetter;
  }
  return words;
}
