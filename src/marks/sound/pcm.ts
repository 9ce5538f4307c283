/** How samples lie in memory: little-endian, channels by turns. 8 bits are unsigned, as in WAV. */
export interface PcmFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bits: 8 | 16 | 24 | 32 | 64;
  readonly isFloat: boolean;
}

export const frameBytes = ({ channels, bits }: PcmFormat): number => (channels * bits) / 8;

/** One channel of samples between -1 and 1, written to every channel of this format. */
export function encodePcm(samples: Float64Array, format: PcmFormat): Uint8Array {
  const sampleBytes = format.bits / 8;
  const bytes = new Uint8Array(samples.length * frameBytes(format));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const sample of samples) {
    for (let channel = 0; channel < format.channels; channel += 1) {
      writeSample(view, at, sample, format);
      at += sampleBytes;
    }
  }
  return bytes;
}

function writeSample(view: DataView, at: number, sample: number, { bits, isFloat }: PcmFormat): void {
  if (isFloat) {
    if (bits === 64) view.setFloat64(at, sample, true);
    else view.setFloat32(at, sample, true);
    return;
  }
  const whole = Math.round(sample * (2 ** (bits - 1) - 1));
  if (bits === 8) view.setUint8(at, whole + 128);
  else if (bits === 16) view.setInt16(at, whole, true);
  else if (bits === 24) {
    view.setUint16(at, whole & 0xffff, true);
    view.setInt8(at + 2, whole >> 16);
  } else view.setInt32(at, whole, true);
}

/** The mean of all channels, at most `framesMax` frames of it, between -1 and 1. */
export function decodePcm(bytes: Uint8Array, format: PcmFormat, framesMax: number): Float64Array {
  const frames = Math.min(framesMax, Math.floor(bytes.length / frameBytes(format)));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sampleBytes = format.bits / 8;
  return Float64Array.from({ length: frames }, (_, frame) => {
    let sum = 0;
    for (let channel = 0; channel < format.channels; channel += 1)
      sum += readSample(view, (frame * format.channels + channel) * sampleBytes, format);
    return sum / format.channels;
  });
}

function readSample(view: DataView, at: number, { bits, isFloat }: PcmFormat): number {
  if (isFloat) return bits === 64 ? view.getFloat64(at, true) : view.getFloat32(at, true);
  if (bits === 8) return (view.getUint8(at) - 128) / 128;
  if (bits === 16) return view.getInt16(at, true) / 2 ** 15;
  if (bits === 24) return (view.getInt8(at + 2) * 2 ** 16 + view.getUint16(at, true)) / 2 ** 23;
  return view.getInt32(at, true) / 2 ** 31;
}
