const NEEDLE_BYTES_MAX = 31;

/**
 * Where a needle of 3 to 31 bytes starts in some bytes; -1 when it is not there. For looking through much that has nothing of the kind: only
 * two neighbours in as many bytes as the needle has, less one, are looked at, which every place of the needle would take in.
 */
export function byteSearch(needle: Uint8Array): (bytes: Uint8Array) => number {
  const { length } = needle;
  if (length < 3 || length > NEEDLE_BYTES_MAX) throw new RangeError(`a needle has 3 to ${NEEDLE_BYTES_MAX} bytes`);
  // For each byte the places where the needle has it, a bit each.
  const places = new Int32Array(256);
  for (const [place, byte] of needle.entries()) places[byte] = (places[byte] ?? 0) | (1 << place);
  return (bytes) => {
    const last = bytes.length - 1;
    for (let at = length - 2; at < last; at += length - 1) {
      let both = (places[bytes[at] ?? 0] ?? 0) & ((places[bytes[at + 1] ?? 0] ?? 0) >> 1);
      // The last place comes first in the bytes.
      for (; both !== 0; both &= ~highest(both)) {
        const from = at - Math.log2(highest(both));
        if (isAt(bytes, needle, from)) return from;
      }
    }
    return -1;
  };
}

const highest = (bits: number): number => 0x80000000 >>> Math.clz32(bits);

function isAt(bytes: Uint8Array, needle: Uint8Array, from: number): boolean {
  for (const [place, byte] of needle.entries()) if (bytes[from + place] !== byte) return false;
  return true;
}
