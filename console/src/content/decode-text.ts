export type TextEncodingName = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'GB 18030';

/** The text of a file and how it was read: by its byte order mark, else UTF-8, else GB 18030; null when it is neither. */
export function decodeText(bytes: Uint8Array<ArrayBuffer>): { text: string; encoding: TextEncodingName } | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', 'UTF-16LE', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', 'UTF-16BE', bytes);
  return decodeAs('utf-8', 'UTF-8', bytes) ?? decodeAs('gb18030', 'GB 18030', bytes);
}

function decodeAs(label: string, encoding: TextEncodingName, bytes: Uint8Array<ArrayBuffer>) {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes);
    // No term file holds NUL; a file that does is binary, whatever its bytes happen to decode to.
    return text.includes('\0') ? null : { text, encoding };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
