import { fromUtf8, utf8 } from '../file/bytes.ts';
import { unsupported } from '../file/source.ts';
import type { ImplicitLabel } from '../implicit-label.ts';
import { readXmpLabels, removeXmpLabels, writeXmpLabel } from './xmp.ts';

const SPACE = 0x20;

/**
 * The bytes of a packet with this label as its only one; the very same bytes when that is what they hold.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when the packet is not UTF-8 or cannot be added to.
 */
export function writeXmpPacket(packet: Uint8Array | null, label: ImplicitLabel): Uint8Array {
  if (packet === null) return utf8(writeXmpLabel(null, label));
  const text = fromPacket(packet);
  const written = writeXmpLabel(text, label);
  return written === text ? packet : utf8(written);
}

/**
 * The packet without labels and of the same length, filled up with spaces at its end; null when it has none.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when it has one and is not UTF-8.
 */
export function blankXmpLabels(packet: Uint8Array): Uint8Array | null {
  if (readXmpLabels(fromUtf8(packet)).length === 0) return null;
  const rest = removeXmpLabels(fromPacket(packet));
  if (readXmpLabels(rest).length > 0) throw unsupported('an XMP packet is so damaged that its label cannot be removed');
  const bytes = utf8(rest);
  const blanked = new Uint8Array(packet.length).fill(SPACE);
  blanked.set(bytes);
  return blanked;
}

function fromPacket(packet: Uint8Array): string {
  const text = fromUtf8(packet);
  // A character that is none would be replaced on the way back.
  const back = utf8(text);
  if (back.length !== packet.length || text.includes('\ufffd'))
    throw unsupported('the XMP packet is not UTF-8, so it cannot be rewritten without loss; remove or mend it');
  return text;
}
