/** Sum of the luminance table that libjpeg scales for every quality (ITU-T T.81, table K.1). */
const STANDARD_SUM = 3688;

/**
 * The quality, 1 to 100, at which libjpeg would have quantised luminance as this JPEG is; null when it has no such table.
 *
 * Encoders with tables of their own get the quality of the libjpeg table that is as coarse in sum.
 */
export function estimateJpegQuality(bytes: Uint8Array): number | null {
  const sum = luminanceSum(bytes);
  if (sum === null) return null;
  const percent = (sum / STANDARD_SUM) * 100;
  const quality = percent <= 100 ? (200 - percent) / 2 : 5000 / percent;
  return Math.min(100, Math.max(1, Math.round(quality)));
}

const MARKER = 0xff;
const TABLES = 0xdb;
const SCAN = 0xda;
const COEFFICIENTS = 64;

/** Walks the segments up to the first scan; a broken length ends the walk. */
function luminanceSum(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === MARKER && bytes[at + 1] !== SCAN) {
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    if (bytes[at + 1] === TABLES) {
      const sum = sumOfTable(view, at + 4, Math.min(bytes.length, at + 2 + length));
      if (sum !== null) return sum;
    }
    at += 2 + length;
  }
  return null;
}

/** The sum of table 0, which luminance uses, among the tables of one segment. */
function sumOfTable(view: DataView, from: number, to: number): number | null {
  let at = from;
  while (at < to) {
    const head = view.getUint8(at);
    const entryBytes = head >> 4 === 0 ? 1 : 2;
    const end = at + 1 + COEFFICIENTS * entryBytes;
    if (end > to) return null;
    if ((head & 0x0f) === 0) {
      let sum = 0;
      for (let entry = at + 1; entry < end; entry += entryBytes)
        sum += entryBytes === 1 ? view.getUint8(entry) : view.getUint16(entry);
      return sum;
    }
    at = end;
  }
  return null;
}
