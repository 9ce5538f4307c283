import { concat } from '../file/bytes.ts';
import { mutateStructure } from './structure-mutations.ts';

/** Blocks doubled again and again would soon be all memory. */
const BYTES_MAX = 1 << 20;

/** Changes a file the way accidents and attackers do: bytes, ends, pieces doubled, structure. Deterministic for `random`. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const pick = (max: number): number => Math.floor(random() * max);
  let changed: Uint8Array = Uint8Array.from(bytes);
  for (let rounds = 1 + pick(4); rounds > 0 && changed.length > 0 && changed.length < BYTES_MAX; rounds -= 1) {
    const at = pick(changed.length);
    const kind = pick(12);
    if (kind === 0) changed[at] = pick(256);
    else if (kind === 1) changed[at] = (changed[at] ?? 0) ^ (1 << pick(8));
    else if (kind === 2) changed.fill(random() < 0.5 ? 0xff : 0, at, at + 4);
    else if (kind === 3) changed = changed.slice(0, at);
    else if (kind < 6) {
      const piece = changed.slice(at, at + 1 + pick(64));
      const to = pick(changed.length);
      const rest = kind === 4 ? to : to + piece.length;
      changed = concat(changed.subarray(0, to), piece, changed.subarray(rest));
    } else changed = mutateStructure(changed, random);
  }
  return changed;
}
