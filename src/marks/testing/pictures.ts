import sharp, { type Sharp } from 'sharp';

/** One colour all over. */
export const plain = (width: number, height: number, colour: string): Sharp =>
  sharp({ create: { width, height, channels: 3, background: colour } });

/** Every pixel another colour, about an even grey. */
export const noisy = (width: number, height: number): Sharp =>
  sharp({
    create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 80 } },
  });

/** Brightness of a picture, row by row, with its size; colours as they are stored. */
export async function brightness(
  bytes: Uint8Array,
  page = 0,
): Promise<{ at: (x: number, y: number) => number; width: number; height: number }> {
  const { data, info } = await sharp(bytes, { page, ignoreIcc: true })
    .flatten({ background: '#fff' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { at: (x, y) => data[y * info.width + x] ?? 0, width: info.width, height: info.height };
}

/** What a stranger sees who knows nothing of how marks are drawn: where a picture changed, and the figures on that plate. */
export interface Seen {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Rows of light ink of each figure, figures being parted by columns without ink. */
  readonly figureHeights: readonly number[];
}

const CHANGED = 40;
const LIGHT = 160;

/** Compares a picture with what it was. Nothing is changed when `figureHeights` is empty. */
export async function lookAt(before: Uint8Array, after: Uint8Array, page = 0): Promise<Seen> {
  const [one, other] = [await brightness(before, page), await brightness(after, page)];
  const changed: { x: number; y: number }[] = [];
  for (let y = 0; y < other.height; y += 1)
    for (let x = 0; x < other.width; x += 1)
      if (Math.abs(one.at(x, y) - other.at(x, y)) > CHANGED) changed.push({ x, y });
  const columns = changed.map(({ x }) => x);
  const rows = changed.map(({ y }) => y);
  const extreme = (values: readonly number[], pick: (...two: number[]) => number): number =>
    values.reduce((best, value) => pick(best, value), values[0] ?? 0);
  const box = {
    left: extreme(columns, Math.min),
    right: extreme(columns, Math.max),
    top: extreme(rows, Math.min),
    bottom: extreme(rows, Math.max),
  };
  // The plate's round corners let the picture through: figures are looked for inside.
  const inset = Math.ceil((box.bottom - box.top) * 0.1);
  const figures: { first: number; last: number }[] = [];
  let isOpen = false;
  for (let x = box.left + inset; x <= box.right - inset; x += 1) {
    const lit: number[] = [];
    for (let y = box.top + inset; y <= box.bottom - inset; y += 1) if (other.at(x, y) >= LIGHT) lit.push(y);
    const [first, last] = [lit[0], lit[lit.length - 1]];
    if (first === undefined || last === undefined) {
      isOpen = false;
      continue;
    }
    const figure = figures[figures.length - 1];
    if (isOpen && figure !== undefined) {
      figure.first = Math.min(figure.first, first);
      figure.last = Math.max(figure.last, last);
    } else figures.push({ first, last });
    isOpen = true;
  }
  return { ...box, figureHeights: figures.map(({ first, last }) => last - first + 1) };
}
