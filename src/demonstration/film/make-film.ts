import { hash32, type Random, seededRandom } from '../random.ts';
import { BLOCK, BLOCK_BYTES, changedFrame, keyFrame, pictureParameters, sequenceParameters } from './h264.ts';
import { writeMp4 } from './mp4.ts';

const FRAMES_PER_SECOND = 8;

/** Brightness and two colour differences, as video has them (ITU-R BT.601), within the bytes that samples may have. */
type Colour = readonly [y: number, cb: number, cr: number];

interface Scene {
  readonly sky: Colour;
  readonly sun: Colour;
  readonly hills: readonly { readonly colour: Colour; readonly phase: number; readonly level: number }[];
  readonly radius: number;
}

/**
 * An MP4 film of a sun that rises over hills, from the hash of a text: the same text gives the same film. It shows nothing of
 * what the text asks for, for this is no model.
 *
 * @param width and height in pixels, multiples of 16.
 */
export function makeFilm(text: string, seconds: number, width: number, height: number): Buffer {
  const columns = width / BLOCK;
  const rows = height / BLOCK;
  const scene = makeScene(seededRandom(hash32(text)), height);
  const count = Math.round(seconds * FRAMES_PER_SECOND);
  const still = drawAll(columns, rows, (x, y) => landscape(scene, x, y, width, height));
  let before = still;
  const frames = Array.from({ length: count }, (_, index) => {
    const blocks = withSun(scene, still, columns, rows, index / count);
    const changed = blocks.map((block, at) => (isSame(block, before[at]) ? null : block));
    before = blocks;
    return index === 0 ? keyFrame(blocks) : changedFrame(changed, index);
  });
  return writeMp4({
    width,
    height,
    framesPerSecond: FRAMES_PER_SECOND,
    sequence: sequenceParameters(columns, rows),
    picture: pictureParameters(),
    frames,
  });
}

function makeScene(random: Random, height: number): Scene {
  const colour = (low: number, high: number): Colour => [
    Math.round(low + (high - low) * random()),
    Math.round(96 + 64 * random()),
    Math.round(96 + 64 * random()),
  ];
  const hills = Array.from({ length: 3 }, (_, index) => ({
    colour: colour(110 - 30 * index, 130 - 30 * index),
    phase: 2 * Math.PI * random(),
    level: height * (0.55 + 0.13 * index),
  }));
  return { sky: colour(180, 210), sun: [225, 80, 155], hills, radius: height * 0.11 };
}

function landscape({ hills, sky }: Scene, x: number, y: number, width: number, height: number): Colour {
  const hill = hills.findLast(({ phase, level }) => y > level + height * 0.06 * Math.sin((9 * x) / width + phase));
  return hill?.colour ?? sky;
}

const drawAll = (columns: number, rows: number, at: (x: number, y: number) => Colour): Uint8Array[] =>
  Array.from({ length: columns * rows }, (_, index) =>
    drawBlock(at, (index % columns) * BLOCK, Math.floor(index / columns) * BLOCK),
  );

/** The still picture with the sun where it is then; only blocks that it may touch are drawn anew. @param progress from 0 to 1. */
function withSun(
  scene: Scene,
  still: readonly Uint8Array[],
  columns: number,
  rows: number,
  progress: number,
): Uint8Array[] {
  const [width, height] = [columns * BLOCK, rows * BLOCK];
  const sun = { x: width * (0.2 + 0.6 * progress), y: height * (0.5 - 0.35 * Math.sin(Math.PI * progress)) };
  const at = (x: number, y: number): Colour => {
    const colour = landscape(scene, x, y, width, height);
    const isSun = (x - sun.x) ** 2 + (y - sun.y) ** 2 < scene.radius ** 2;
    return isSun && colour === scene.sky ? scene.sun : colour;
  };
  const isNear = (from: number, middle: number): boolean =>
    from < middle + scene.radius && from + BLOCK > middle - scene.radius;
  return still.map((block, index) => {
    const [left, top] = [(index % columns) * BLOCK, Math.floor(index / columns) * BLOCK];
    return isNear(left, sun.x) && isNear(top, sun.y) ? drawBlock(at, left, top) : block;
  });
}

function drawBlock(at: (x: number, y: number) => Colour, left: number, top: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  const half = BLOCK / 2;
  for (let y = 0; y < BLOCK; y++)
    for (let x = 0; x < BLOCK; x++) {
      const [brightness, cb, cr] = at(left + x, top + y);
      block[y * BLOCK + x] = brightness;
      if (x % 2 !== 0 || y % 2 !== 0) continue;
      const place = BLOCK * BLOCK + (y / 2) * half + x / 2;
      block[place] = cb;
      block[place + half * half] = cr;
    }
  return block;
}

const isSame = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  one === other || (other !== undefined && Buffer.compare(one, other) === 0);
