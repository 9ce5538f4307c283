/** One piece of CBOR (RFC 8949), as far as COSE needs it. */
const head = (major: number, value: number): Buffer => {
  const first = major << 5;
  if (value < 24) return Buffer.from([first | value]);
  if (value < 0x100) return Buffer.from([first | 24, value]);
  if (value < 0x10000) return Buffer.from([first | 25, value >> 8, value & 0xff]);
  const long = Buffer.from([first | 26, 0, 0, 0, 0]);
  long.writeUInt32BE(value, 1);
  return long;
};

export const NOTHING: Uint8Array = Uint8Array.of(0xf6);
export const number = (value: number): Uint8Array => (value < 0 ? head(1, -1 - value) : head(0, value));
export const bytes = (value: Uint8Array): Uint8Array => Buffer.concat([head(2, value.length), value]);
export const text = (value: string): Uint8Array =>
  Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
export const list = (...items: readonly Uint8Array[]): Uint8Array => Buffer.concat([head(4, items.length), ...items]);
export const map = (...entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[]): Uint8Array =>
  Buffer.concat([head(5, entries.length), ...entries.flat()]);
export const tagged = (tag: number, value: Uint8Array): Uint8Array => Buffer.concat([head(6, tag), value]);
