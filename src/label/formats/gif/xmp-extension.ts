import { concat, latin1 } from '../../file/bytes.ts';
import { METADATA_BYTES_MAX, unsupported } from '../../file/source.ts';
import { APPLICATION, joinSubBlocks } from './blocks.ts';

export const XMP_APPLICATION = 'XMP DataXMP';
const NAME_BYTES = 12;

/**
 * What follows a packet: whichever of its bytes a reader takes for the length of a sub-block, it lands in these falling
 * numbers and goes down to the zero at their end. So the packet stands as plain text in the file.
 */
const MAGIC_TRAILER = Uint8Array.from({ length: 258 }, (_, index) => (index === 0 ? 1 : 256 - index));
MAGIC_TRAILER[257] = 0;

/** The packet in the sub-blocks of an extension, name and all, and whether it stands there as the specification wants it. */
export function packetIn(raw: Uint8Array): { readonly packet: Uint8Array; readonly isPlain: boolean } {
  const end = raw.length - MAGIC_TRAILER.length;
  const isPlain = end >= NAME_BYTES && MAGIC_TRAILER.every((byte, index) => raw[end + index] === byte);
  return { packet: isPlain ? raw.subarray(NAME_BYTES, end) : joinSubBlocks(raw.subarray(NAME_BYTES)), isPlain };
}

/** @throws HeguiError E_FILE_UNSUPPORTED for a packet with a zero, which would end the extension. */
export function makeXmpExtension(packet: Uint8Array): Uint8Array {
  if (packet.includes(0)) throw unsupported('the XMP packet of the GIF has a zero in it, which no GIF can hold');
  if (packet.length > METADATA_BYTES_MAX) throw unsupported('the XMP packet of the GIF is too long');
  return concat(Uint8Array.of(0x21, APPLICATION, 11), latin1(XMP_APPLICATION), packet, MAGIC_TRAILER);
}
