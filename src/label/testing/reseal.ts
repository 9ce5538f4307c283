import { fromLatin1, uint32, viewOf } from '../file/bytes.ts';
import { crc32 } from '../file/crc32.ts';
import { sealed } from '../formats/ogg/pages.ts';
import { blocksOf } from './blocks.ts';

/** The file with the sums of a PNG or an Ogg made right again, where its blocks are still found. */
export function resealed(bytes: Uint8Array): Uint8Array {
  const type = fromLatin1(bytes.subarray(0, 4));
  const changed = Uint8Array.from(bytes);
  if (type === '\x89PNG')
    for (const { from, to } of blocksOf(changed))
      if (to - from >= 12 && to - from === 12 + viewOf(changed).getUint32(from))
        changed.set(uint32(crc32(changed.subarray(from + 4, to - 4))), to - 4);
  if (type === 'OggS')
    for (const { from, to } of blocksOf(changed))
      if (to - from >= 27) changed.set(sealed(changed.slice(from, to)), from);
  return changed;
}
