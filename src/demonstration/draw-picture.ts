import { crc32, deflateSync } from 'node:zlib';
import { hash32, integerIn, type Random, seededRandom } from './random.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RANGES = 4;

type Colour = readonly [red: number, green: number, blue: number];

/**
 * A PNG of mountains under a sky, drawn from the hash of a text: the same text gives the same picture. It shows nothing of what
 * the text asks for, for this is no model.
 */
export function drawPicture(text: string, width: number, height: number): Buffer {
  const random = seededRandom(hash32(text));
  const rows = paint(random, width, height);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits each of red, green and blue; no interlace.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The rows of a PNG, each with its filter byte (none) before it. */
function paint(random: Random, width: number, height: number): Buffer {
  const hue = random() * 360;
  const sky: readonly Colour[] = [toRgb(hue, 0.35, 0.92), toRgb(hue + 40, 0.5, 0.75)];
  const ranges = Array.from({ length: RANGES }, (_, index) => ({
    crest: makeCrest(random, width, height * (0.35 + (0.5 * index) / RANGES), height * 0.12),
    colour: toRgb(hue + 180, 0.3, 0.6 - (0.45 * index) / RANGES),
  }));
  const sun = { x: width * random(), y: height * (0.1 + 0.2 * random()), radius: Math.min(width, height) * 0.07 };
  const stride = 1 + width * 3;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const above = mix(sky[1] ?? [0, 0, 0], sky[0] ?? [0, 0, 0], y / height);
    for (let x = 0; x < width; x++) {
      const range = ranges.findLast(({ crest }) => y >= (crest[x] ?? height));
      const isSun = (x - sun.x) ** 2 + (y - sun.y) ** 2 < sun.radius ** 2;
      rows.set(range?.colour ?? (isSun ? [255, 244, 214] : above), y * stride + 1 + x * 3);
    }
  }
  return rows;
}

/** Heights of a ridge, column by column: a few waves on top of each other. */
function makeCrest(random: Random, width: number, level: number, swing: number): Float64Array {
  const waves = Array.from({ length: 4 }, (_, index) => ({
    count: integerIn(random, 1, 3) * (index + 1),
    phase: random() * 2 * Math.PI,
    share: 1 / (index + 1.5),
  }));
  return Float64Array.from({ length: width }, (_, x) =>
    waves.reduce(
      (at, { count, phase, share }) => at + swing * share * Math.sin((x / width) * count * 2 * Math.PI + phase),
      level,
    ),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(typed.length + 8);
  whole.writeUInt32BE(data.length, 0);
  typed.copy(whole, 4);
  whole.writeUInt32BE(crc32(typed), typed.length + 4);
  return whole;
}

const mix = (one: Colour, other: Colour, share: number): Colour => [
  one[0] + (other[0] - one[0]) * share,
  one[1] + (other[1] - one[1]) * share,
  one[2] + (other[2] - one[2]) * share,
];

/** Hue in degrees, saturation and value from 0 to 1, as bytes. */
function toRgb(hue: number, saturation: number, value: number): Colour {
  const at = (offset: number): number => {
    const sector = (offset + hue / 60) % 6;
    return Math.round(255 * value * (1 - saturation * Math.max(0, Math.min(sector, 4 - sector, 1))));
  };
  return [at(5), at(3), at(1)];
}
