/**
 * The smallest H.264 there is (ITU-T H.264, Constrained Baseline): every macroblock of 16 by 16 pixels is either given as plain
 * samples (I_PCM) or the same as in the frame before (P_Skip). No transform, no prediction, so that it takes a page of code and
 * any player can show it; films are large where much changes.
 */
const PCM_IN_I = 25;
const PCM_IN_P = 30;
const SLICE_I = 7;
const SLICE_P = 5;
const FRAME_NUMBERS = 16;
export const BLOCK = 16;
/** 256 samples of brightness and 64 each of two colour differences. */
export const BLOCK_BYTES = 384;

/** Bits, most significant first. */
class BitWriter {
  readonly #bytes: number[] = [];
  #current = 0;
  #count = 0;

  bits(value: number, width: number): this {
    for (let at = width - 1; at >= 0; at--) {
      this.#current = (this.#current << 1) | ((value >> at) & 1);
      if (++this.#count < 8) continue;
      this.#bytes.push(this.#current);
      this.#current = 0;
      this.#count = 0;
    }
    return this;
  }

  /** An Exp-Golomb code, ue(v). */
  code(value: number): this {
    const width = 32 - Math.clz32(value + 1);
    return this.bits(0, width - 1).bits(value + 1, width);
  }

  align(): this {
    return this.#count === 0 ? this : this.bits(0, 8 - this.#count);
  }

  samples(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  /** The whole with its stop bit, as a NAL unit that begins with this byte. */
  toUnit(head: number): Buffer {
    this.bits(1, 1).align();
    return Buffer.from([head, ...escaped(this.#bytes)]);
  }
}

/** No three bytes may look like the start of a unit. */
function escaped(bytes: readonly number[]): number[] {
  const safe: number[] = [];
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte <= 3) {
      safe.push(3);
      zeros = 0;
    }
    safe.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return safe;
}

/** Sizes are whole macroblocks. */
export function sequenceParameters(columns: number, rows: number): Buffer {
  return new BitWriter()
    .bits(66, 8) // profile_idc: Baseline
    .bits(0b1100_0000, 8) // constrained
    .bits(30, 8) // level 3
    .code(0) // its number
    .code(0) // frame_num has four bits
    .code(2) // frames are shown in the order in which they come
    .code(1) // one frame is remembered
    .bits(0, 1)
    .code(columns - 1)
    .code(rows - 1)
    .bits(1, 1) // whole frames
    .bits(1, 1)
    .bits(0, 2) // nothing is cropped, nothing said of colours
    .toUnit(0x67);
}

export function pictureParameters(): Buffer {
  return new BitWriter()
    .code(0)
    .code(0)
    .bits(0, 2) // CAVLC
    .code(0)
    .code(0)
    .code(0)
    .bits(0, 3)
    .code(0) // quantisation, of which there is none
    .code(0)
    .code(0)
    .bits(0b100, 3) // the filter between blocks is set in each slice
    .toUnit(0x68);
}

/** A frame that stands alone: every block in rows from the upper left. */
export function keyFrame(blocks: readonly Uint8Array[]): Buffer {
  const slice = new BitWriter()
    .code(0)
    .code(SLICE_I)
    .code(0)
    .bits(0, 4) // frame_num
    .code(0) // idr_pic_id
    .bits(0, 2)
    .code(0)
    .code(1); // no filter
  for (const block of blocks) slice.code(PCM_IN_I).align().samples(block);
  return slice.toUnit(0x65);
}

/** A frame after another; null stands for a block that stayed as it was. @param index from the key frame on, which is 0. */
export function changedFrame(blocks: readonly (Uint8Array | null)[], index: number): Buffer {
  const slice = new BitWriter()
    .code(0)
    .code(SLICE_P)
    .code(0)
    .bits(index % FRAME_NUMBERS, 4)
    .bits(0, 3)
    .code(0)
    .code(1);
  let skipped = 0;
  for (const block of blocks) {
    if (block === null) {
      skipped++;
      continue;
    }
    slice.code(skipped).code(PCM_IN_P).align().samples(block);
    skipped = 0;
  }
  if (skipped > 0) slice.code(skipped);
  return slice.toUnit(0x41);
}
