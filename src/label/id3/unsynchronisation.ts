/** Takes out the zero behind each 0xFF, which keeps players from taking a tag for sound. */
export function synchronise(bytes: Uint8Array): Uint8Array {
  const plain = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    plain[length] = bytes[at] ?? 0;
    length += 1;
    if (bytes[at] === 0xff && bytes[at + 1] === 0) at += 1;
  }
  return plain.slice(0, length);
}

/** Puts a zero behind each 0xFF that looks like the start of sound, or that a reader would else take a zero from. */
export function unsynchronise(bytes: Uint8Array): Uint8Array {
  const guarded = new Uint8Array(bytes.length * 2);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    guarded[length] = bytes[at] ?? 0;
    length += 1;
    const next = bytes[at + 1];
    // At the very end too: sound follows.
    if (bytes[at] === 0xff && (next === undefined || next === 0 || next >= 0xe0)) length += 1;
  }
  return guarded.slice(0, length);
}
