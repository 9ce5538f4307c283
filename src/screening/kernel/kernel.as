// The kernel, in AssemblyScript; `node scripts/build-kernel.ts` makes `kernel-bytes.ts` of it. `twin.ts` is the same in
// plain TypeScript and says why each step is done. Addresses and constants: `layout.ts`.

const BLOCK: i32 = 2048;
const STEPS_MAX: i32 = 8 * BLOCK;
const FOUND_MAX: i32 = 8 * BLOCK;
const GAP_NONE: i32 = ((0x8000 - 5) << 16) | (0x8000 - 257);
const MIX: i32 = 0x9e3779b1;
const HIT_BYTES: i32 = 12;
const MAPPED_UNITS: i32 = 4096;

@inline
function field(index: i32): i32 {
  return load<i32>(index << 2);
}

const CARES: i32 = 1;
const SKIPS: i32 = 2;

export function map(units: i32, base: i32, symbolsBefore: i32): i32 {
  const mode = field(21);
  const text = field(1);
  if (mode & SKIPS) return mapSkipping(text, units, base, symbolsBefore);
  const symbols = field(2) + (symbolsBefore << 1);
  // The offset of the first symbol: the others follow it one by one.
  store<i32>(22 << 2, base - symbolsBefore);
  mapAll(text, symbols, units);
  if (mode & CARES) mendSurrogates(text, symbols, units);
  return symbolsBefore + units;
}

// Up to three units behind the last one are mapped too: both regions have room for them.
function mapAll(text: i32, to: i32, units: i32): void {
  const classes = field(0);
  for (let at: i32 = 0; at < units; at += 4) {
    const four = load<u64>(text + (at << 1));
    const symbol = to + (at << 1);
    store<u16>(symbol, load<u16>(classes + ((<i32>four & 0xffff) << 1)));
    store<u16>(symbol, load<u16>(classes + ((<i32>(four >>> 16) & 0xffff) << 1)), 2);
    store<u16>(symbol, load<u16>(classes + ((<i32>(four >>> 32) & 0xffff) << 1)), 4);
    store<u16>(symbol, load<u16>(classes + (<i32>(four >>> 48) << 1)), 6);
  }
}

function mendSurrogates(text: i32, symbols: i32, units: i32): void {
  const classes = field(0);
  for (let at: i32 = 0; at < units; at += 4) {
    if (!hasSurrogate(load<u64>(text + (at << 1)))) continue;
    const stop = min(at + 4, units);
    for (let index = at; index < stop; index++) {
      store<u16>(symbols + (index << 1), load<u16>(classes + (unitAt(text, index, units) << 1)));
    }
  }
}

function mapSkipping(text: i32, units: i32, base: i32, symbolsBefore: i32): i32 {
  const classes = field(0);
  const surrogates = field(23);
  const mapped = field(14);
  const rules = field(24);
  const packs = field(25);
  const ones = i16x8.splat(1);
  const twos = i16x8.splat(2);
  const threes = i16x8.splat(3);
  let symbols = field(2) + (symbolsBefore << 1);
  let positions = field(3) + (symbolsBefore << 2);
  let gap = field(19);
  const first = symbols;
  let at: i32 = 0;
  while (at < units) {
    const chunk = at;
    const end = min(at + MAPPED_UNITS, units);
    const eights = end - 7;
    mapAll(text + (at << 1), mapped, end - at);
    while (at < end) {
      if (at < eights) {
        const eight = v128.load(mapped + ((at - chunk) << 1));
        const separators = i16x8.bitmask(i16x8.eq(eight, ones));
        const invisibles = i16x8.bitmask(i16x8.eq(eight, twos));
        const rule = rules + (((separators & 15) | ((invisibles & 15) << 4)) << 4);
        const rule2 = rules + (((separators >>> 4) | (invisibles & 0xf0)) << 4);
        const led = gap + load<i32>(rule);
        const led2 = ((led & load<i32>(rule, 4)) | load<i32>(rule, 8)) + load<i32>(rule2);
        if (!((led | led2) & <i32>0x80008000) && !v128.any_true(i16x8.eq(eight, threes))) {
          const skipped = separators | invisibles;
          const pack = packs + (skipped << 5);
          const offsets = v128.load(pack, 16);
          const offset = i32x4.splat(base + at);
          v128.store(symbols, i8x16.swizzle(eight, v128.load(pack)));
          v128.store(positions, i32x4.add(offset, i32x4.extend_low_i16x8_u(offsets)));
          v128.store(positions, i32x4.add(offset, i32x4.extend_high_i16x8_u(offsets)), 16);
          const kept = 8 - popcnt<i32>(skipped);
          symbols += kept << 1;
          positions += kept << 2;
          gap = (led2 & load<i32>(rule2, 4)) | load<i32>(rule2, 8);
          at += 8;
          continue;
        }
      }
      const stop = min(at + 8, end);
      while (at < stop) {
        const unit = unitAt(text, at, units);
        const isHalf = (unit & 0xf800) == 0xd800;
        const symbol: i32 = load<u16>((isHalf ? surrogates - 0x1b000 : classes) + (unit << 1));
        store<u16>(symbols, symbol);
        store<i32>(positions, base + at);
        at++;
        if (<u32>(symbol - 1) >= 3) {
          symbols += 2;
          positions += 4;
          gap = GAP_NONE;
          continue;
        }
        gap += symbol == 1 ? 0x10000 : 1;
        if (gap & <i32>0x80008000) {
          store<u16>(symbols, 0);
          symbols += 2;
          positions += 4;
          gap = GAP_NONE;
        }
        if (symbol == 3) at++;
      }
    }
  }
  store<i32>(19 << 2, gap);
  return symbolsBefore + ((symbols - first) >> 1);
}

@inline
function hasSurrogate(four: u64): i32 {
  const kinds = (four ^ 0xd800d800d800d800) & 0xf800f800f800f800;
  return i32(((kinds - 0x0001000100010001) & ~kinds & 0x8000800080008000) != 0);
}

// Half a surrogate pair counts as U+FFFD.
function unitAt(text: i32, index: i32, units: i32): i32 {
  const at = text + (index << 1);
  const unit: i32 = load<u16>(at);
  if ((unit & 0xf800) != 0xd800) return unit;
  if (unit < 0xdc00) return index + 1 < units && (<i32>load<u16>(at + 2) & 0xfc00) == 0xdc00 ? unit : 0xfffd;
  return index > 0 && (<i32>load<u16>(at - 2) & 0xfc00) == 0xd800 ? unit : 0xfffd;
}

export function search(from: i32, to: i32, inOrder: i32): i32 {
  const symbols = field(2);
  const listA = field(14);
  const listB = field(15);
  const first = field(16);
  let found = findSingles(symbols, from, to, first);
  const ends = filter(symbols, from, to, listA, listB);
  found = findPairs(symbols, from, listA, listA + (ends >>> 16), found);
  found = findTrigrams(symbols, from, listB, listB + (ends & 0xffff), listA, found);
  found = walk(symbols, listA, listA + field(20), listB, found);
  if (found == 0) return -1;
  return inOrder ? sort(from, to - from, first, found) : finishAll(first, found);
}

function findSingles(symbols: i32, from: i32, to: i32, found: i32): i32 {
  const firstPlain = field(12);
  if (firstPlain <= 4) return found;
  const singles = field(11);
  for (let index = from; index < to; index++) {
    const symbol: i32 = load<u16>(symbols + (index << 1));
    if (symbol >= 4 && symbol < firstPlain) {
      found = add(found, index, index, load<i32>(singles + (symbol << 2)));
    }
  }
  return found;
}

// Returns both lengths in bytes: 2 a candidate, of the pairs in the high half and of the trigrams in the low half.
function filter(symbols: i32, from: i32, to: i32, pairs: i32, trigrams: i32): i32 {
  const table = field(4);
  const rows = field(5);
  const places = to - from;
  const ahead = symbols + (from << 1) + 4;
  let a: i32 = load<u16>(ahead - 4);
  let b: i32 = load<u16>(ahead - 2);
  let pair = pairs;
  let trigram = trigrams;
  for (let index: i32 = 0; index < places; index++) {
    const c: i32 = load<u16>(ahead + (index << 1));
    const row = load<i32>(rows + (a << 2));
    const hash = (b * MIX) >>> 16;
    const word = load<i32>(table + (((row >>> 5) + (hash >>> (row & 31))) << 2));
    store<u16>(pair, index);
    store<u16>(trigram, index);
    pair += ((word >>> (hash | 16)) & 1) << 1;
    trigram += ((word >>> (c & 15)) & 1) << 1;
    a = b;
    b = c;
  }
  return ((pair - pairs) << 16) | (trigram - trigrams);
}

function findPairs(symbols: i32, from: i32, list: i32, end: i32, found: i32): i32 {
  const table = field(8);
  const rows = field(9);
  for (; list < end; list += 2) {
    const index = from + <i32>load<u16>(list);
    const at = symbols + (index << 1);
    const key: i32 = load<u16>(at, 2);
    const row = load<i32>(rows + (<i32>load<u16>(at) << 2));
    const first = table + ((row >>> 5) << 3);
    const mask = (1 << row) - 1;
    let place = ((key * MIX) >>> 7) & mask;
    let check = load<i32>(first + (place << 3));
    while (check != key && check != 0) {
      place = (place + 1) & mask;
      check = load<i32>(first + (place << 3));
    }
    const value = load<i32>(first + (place << 3), 4);
    add(found, index, index + 1, value >>> 2);
    found += (value & 1) * HIT_BYTES;
  }
  return found;
}

// The first pass asks memory for all entries at once, for it has nothing to predict; the second finds them in the cache.
function findTrigrams(symbols: i32, from: i32, list: i32, end: i32, records: i32, found: i32): i32 {
  const table = field(6);
  const rows = field(7);
  let asked = records;
  for (; list < end; list += 2) {
    const index = from + <i32>load<u16>(list);
    const at = symbols + (index << 1);
    const row = load<i32>(rows + (<i32>load<u16>(at) << 2));
    const place = ((load<i32>(at, 2) * MIX) >>> 7) & ((1 << row) - 1);
    const check = load<i32>(table + (((row >>> 5) + place) << 3));
    store<i32>(asked, index);
    store<i32>(asked, place, 4);
    asked += i32(check != 0) << 3;
  }
  let record = records;
  for (let item = records; item < asked; item += 8) {
    const index = load<i32>(item);
    let place = load<i32>(item, 4);
    const at = symbols + (index << 1);
    const key = load<i32>(at, 2);
    const row = load<i32>(rows + (<i32>load<u16>(at) << 2));
    const entries = table + ((row >>> 5) << 3);
    const mask = (1 << row) - 1;
    let check = load<i32>(entries + (place << 3));
    while (check != key && check != 0) {
      place = (place + 1) & mask;
      check = load<i32>(entries + (place << 3));
    }
    const value = load<i32>(entries + (place << 3), 4);
    add(found, index, index + 2, value >>> 2);
    store<i32>(record, index);
    store<i32>(record, value - 2, 4);
    found += (value & 1) * HIT_BYTES;
    record += (value & 2) << 2;
  }
  store<i32>(20 << 2, record - records);
  return found;
}

// 0 when the block needs more steps or has more hits than it may.
function walk(symbols: i32, current: i32, end: i32, spare: i32, found: i32): i32 {
  const nodes = field(13);
  const foundMax = field(16) + FOUND_MAX * HIT_BYTES;
  let steps: i32 = 0;
  for (let depth: i32 = 3; current < end; depth++) {
    let next = spare;
    for (let item = current; item < end; item += 8) {
      const index = load<i32>(item);
      let record = nodes + load<i32>(item + 4);
      const header = load<i32>(record);
      const size = header >>> 3;
      let at = symbols + ((index + depth) << 1);
      record += 4;
      steps++;
      if (header & 1) {
        found = add(found, index, index + depth - 1, load<i32>(record));
        record += 4;
      }
      if (header & 2) {
        const stop = at + (size << 1);
        let rest = record + 4;
        while (at < stop && load<u16>(at) == load<u16>(rest)) {
          at += 2;
          rest += 2;
        }
        steps += (rest - record) >> 1;
        if (at == stop) found = add(found, index, index + depth + size - 1, load<i32>(record));
      } else {
        const symbol: i32 = load<u16>(at);
        const mask = (1 << size) - 1;
        let place = ((symbol * MIX) >>> 7) & mask;
        for (let left = mask; left >= 0; left--) {
          const entry = record + (place << 3);
          const check = load<i32>(entry);
          if (check == 0) break;
          if (check == symbol) {
            const value = load<i32>(entry + 4);
            add(found, index, index + depth, value >>> 2);
            store<i32>(next, index);
            store<i32>(next + 4, value - 2);
            found += (value & 1) * HIT_BYTES;
            next += (value & 2) << 2;
            break;
          }
          place = (place + 1) & mask;
          steps++;
        }
      }
      if (steps > STEPS_MAX || found > foundMax) return 0;
    }
    const free = current;
    current = spare;
    spare = free;
    end = next;
  }
  return found;
}

function sort(from: i32, places: i32, first: i32, end: i32): i32 {
  const total = (end - first) / HIT_BYTES;
  const sorted = field(17);
  if (total > 48) {
    const counts = field(18);
    memory.fill(counts, 0, (places + 1) << 2);
    for (let hit = first; hit < end; hit += HIT_BYTES) {
      const count = counts + ((load<i32>(hit) - from) << 2) + 4;
      store<i32>(count, load<i32>(count) + 1);
    }
    let sum: i32 = 0;
    for (let place: i32 = 0; place <= places; place++) {
      sum += load<i32>(counts + (place << 2));
      store<i32>(counts + (place << 2), sum);
    }
    for (let hit = first; hit < end; hit += HIT_BYTES) {
      const index = load<i32>(hit);
      const count = counts + ((index - from) << 2);
      const rank = load<i32>(count);
      store<i32>(count, rank + 1);
      finish(sorted + rank * HIT_BYTES, hit);
    }
    return total;
  }
  let filled = sorted;
  for (let hit = first; hit < end; hit += HIT_BYTES) {
    const start = offsetOf(load<i32>(hit));
    let to = filled;
    for (; to > sorted && load<i32>(to - HIT_BYTES) > start; to -= HIT_BYTES) {
      store<i32>(to, load<i32>(to - 12));
      store<i32>(to + 4, load<i32>(to - 8));
      store<i32>(to + 8, load<i32>(to - 4));
    }
    finish(to, hit);
    filled += HIT_BYTES;
  }
  return total;
}

function finishAll(first: i32, end: i32): i32 {
  let to = field(17);
  if (field(21) & SKIPS) {
    const positions = field(3);
    for (let hit = first; hit < end; hit += HIT_BYTES, to += HIT_BYTES) {
      store<i32>(to, load<i32>(positions + (load<i32>(hit) << 2)));
      store<i32>(to, load<i32>(positions + (load<i32>(hit, 4) << 2)) + 1, 4);
      store<i32>(to, load<i32>(hit, 8), 8);
    }
  } else {
    const offset = field(22);
    for (let hit = first; hit < end; hit += HIT_BYTES, to += HIT_BYTES) {
      store<i32>(to, offset + load<i32>(hit));
      store<i32>(to, offset + load<i32>(hit, 4) + 1, 4);
      store<i32>(to, load<i32>(hit, 8), 8);
    }
  }
  return (end - first) / HIT_BYTES;
}

@inline
function add(found: i32, first: i32, last: i32, term: i32): i32 {
  store<i32>(found, first);
  store<i32>(found + 4, last);
  store<i32>(found + 8, term);
  return found + HIT_BYTES;
}

@inline
function finish(to: i32, hit: i32): void {
  store<i32>(to, offsetOf(load<i32>(hit)));
  store<i32>(to + 4, offsetOf(load<i32>(hit + 4)) + 1);
  store<i32>(to + 8, load<i32>(hit + 8));
}

@inline
function offsetOf(symbol: i32): i32 {
  return field(21) & SKIPS ? load<i32>(field(3) + (symbol << 2)) : field(22) + symbol;
}
