const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ 0xedb88320;
  return value;
});

/** The CRC-32 of PNG and ZIP over the given pieces, as an unsigned number. */
export function crc32(...pieces: readonly Uint8Array[]): number {
  let value = 0xffffffff;
  for (const piece of pieces) {
    for (const byte of piece) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}
