// The kernel, in AssemblyScript; `node scripts/build-kernel.ts` makes `kernel-bytes.ts` of it. It goes through JSON in blocks of 64
// bytes, a bit of a word for each byte, and knows nothing but "all right so far": at a block with anything wrong or out of the
// ordinary it stops, and `json-scanner.ts`, its twin, which alone says what is wrong, goes on from there. Both follow RFC 8259.
//
// Words of bits: bit n stands for byte n of the block. Carries go from block to block in single bits.

// What stands last before a place; `leap.ts` has the same numbers.
const OPENED: i32 = 0; // a bracket that opens
const SEPARATED: i32 = 1; // a comma or a colon
const ENDED: i32 = 2; // a whole value or name
const IN_STRING: i32 = 3;
const IN_WORD: i32 = 4; // a number, true, false or null

// Where what the caller has to know lies: the kinds of the open containers, then numbers.
const TYPES: usize = 0;
const BEFORE: usize = 8;
const HAS_COLON: usize = 12;
const LEVEL: usize = 16;
const COMMA_AT: usize = 20;
const WORD_AT: usize = 24;
// Always 0. Constants that V8 knows to be some it makes anew in every block, which takes a fifth of the time; those that seem to come
// out of memory stay in registers or on the stack.
const ZERO: usize = 28;

const BLOCK: i32 = 64;
// An escape or a word that begins in a block is looked at as a whole.
const LOOKAHEAD: i32 = 8;
// Kinds are bits of a word: so many containers are told apart.
const LEVEL_MAX: i32 = 63;
const ALL: u64 = ~0;
const EVEN: u64 = 0x5555555555555555;

@inline
function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16);
  const high = <u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16);
  return <u64>low | (<u64>high << 32);
}

@inline
function either(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.or(v128.or(a, b), v128.or(c, d));
}

@inline
function equal(a: v128, b: v128, c: v128, d: v128, wanted: v128): u64 {
  return bits(i8x16.eq(a, wanted), i8x16.eq(b, wanted), i8x16.eq(c, wanted), i8x16.eq(d, wanted));
}

@inline
function below(a: v128, b: v128, c: v128, d: v128, limit: v128): u64 {
  return bits(i8x16.lt_u(a, limit), i8x16.lt_u(b, limit), i8x16.lt_u(c, limit), i8x16.lt_u(d, limit));
}

// Of bytes with a sign: those from 0x80 on are negative.
@inline
function lower(a: v128, b: v128, c: v128, d: v128, limit: v128): u64 {
  return bits(i8x16.lt_s(a, limit), i8x16.lt_s(b, limit), i8x16.lt_s(c, limit), i8x16.lt_s(d, limit));
}

// First bytes that not every second byte may follow, or none: 0xc0, 0xc1, 0xe0, 0xed, and all from 0xf0 on.
@inline
function special(v: v128, evenBits: v128, secondByte: v128, threeBytes: v128, halfOfPair: v128, fourBytes: v128): v128 {
  const two = i8x16.eq(v128.and(v, evenBits), secondByte);
  const three = v128.or(i8x16.eq(v, threeBytes), i8x16.eq(v, halfOfPair));
  return v128.or(v128.or(two, three), i8x16.ge_u(v, fourBytes));
}

// Each bit becomes the parity of those up to it: between a quote that opens and the one that closes it is one.
@inline
function parity(word: u64): u64 {
  word ^= word << 1;
  word ^= word << 2;
  word ^= word << 4;
  word ^= word << 8;
  word ^= word << 16;
  return word ^ (word << 32);
}

// The first bytes that are not of `run` from each place on. Places stand where runs begin, or behind all of them.
@inline
function behind(places: u64, run: u64): u64 {
  return (((places & run) + run) | places) & ~run;
}

// Whether one of these runs reaches the end of the block, so that what is behind it stands in the next.
@inline
function reachesEnd(places: u64, run: u64): u64 {
  return u64((places & run) + run < run);
}

@inline
function isHex(byte: i32): bool {
  return <u32>(byte - 0x30) < 10 || <u32>((byte | 0x20) - 0x61) < 6;
}

// Whether the escape whose backslash stands at `at` is one of JSON.
function isEscape(at: i32): bool {
  const byte = <i32>load<u8>(at + 1);
  if (byte == 0x75)
    return isHex(load<u8>(at + 2)) && isHex(load<u8>(at + 3)) && isHex(load<u8>(at + 4)) && isHex(load<u8>(at + 5));
  return (
    byte == 0x22 || byte == 0x5c || byte == 0x2f || byte == 0x6e || byte == 0x74 ||
    byte == 0x72 || byte == 0x62 || byte == 0x66
  );
}

// Bytes of the word true, false or null at `at`; 0 for anything else.
function wordBytes(at: i32): i32 {
  const four = load<u32>(at);
  if (four == 0x65757274 || four == 0x6c6c756e) return 4;
  return four == 0x736c6166 && load<u8>(at + 4) == 0x65 ? 5 : 0;
}

// Where the number or word that reaches up to `at` begins.
function beginOfWord(at: i32): i32 {
  while (!endsBefore(load<u8>(at - 1))) at--;
  return at;
}

// Whether a word may begin behind this byte.
@inline
function endsBefore(byte: i32): bool {
  return byte <= 0x20 || byte == 0x2c || byte == 0x3a || byte == 0x5b || byte == 0x7b;
}

// Of characters of UTF-8 that begin with one of the bytes that not every second byte may follow, or none.
function isCharacter(at: i32): bool {
  const first = <i32>load<u8>(at);
  const second = <i32>load<u8>(at + 1);
  if (first == 0xe0) return second >= 0xa0;
  if (first == 0xed) return second < 0xa0;
  if (first == 0xf0) return second >= 0x90;
  if (first == 0xf4) return second < 0x90;
  return first > 0xf0 && first < 0xf4;
}

// Whether a name that begins at `at` may be AIGC in any letters: the dotless i is one in capitals, and escapes may be anything.
function mayBeLabel(at: i32): bool {
  const first = <i32>load<u8>(at);
  if (first == 0x5c) return true;
  if ((first | 0x20) != 0x61) return false;
  const second = <i32>load<u8>(at + 1);
  return (second | 0x20) == 0x69 || second == 0xc4 || second == 0x5c;
}

// Zeros at the front of numbers in this block.
let leads: u64 = 0;
// Of numbers that are more than digits, and of words, in the middle of which a block has ended: what stands last, and of which part the
// digits are.
let isMixed: bool = false;
let leadSign: u64 = 0;
let sign: u64 = 0;
let dot: u64 = 0;
let exponent: u64 = 0;
let exponentSign: u64 = 0;
let inFraction: u64 = 0;
let inExponent: u64 = 0;
let named: u64 = 0; // the end of true, false or null
let namedRest: u64 = 0; // bytes of one in the next block

// What is wrong with numbers that are more than digits, and with true, false and null.
function checkWords(at: i32, words: u64, starts: u64, digits: u64, zeros: u64, digit: u64): u64 {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  const blank = i8x16.splat(0x20);
  let bad: u64 = 0;
  const others = words & ~digits;
  const minuses = equal(a, b, c, d, i8x16.splat(0x2d)) & words;
  const pluses = equal(a, b, c, d, i8x16.splat(0x2b)) & words;
  const dots = equal(a, b, c, d, i8x16.splat(0x2e)) & words;
  let names = namedRest;
  namedRest = 0;
  for (let first = starts & ~(digits | minuses); first != 0; first &= first - 1) {
    const place = ctz(first);
    const length = wordBytes(at + <i32>place);
    const whole = (<u64>1 << length) - 1; // nothing for what is no word, which then counts among the others
    names |= whole << place;
    if (<i32>place + length > BLOCK) namedRest = whole >> (64 - place);
  }
  const exponents =
    equal(v128.or(a, blank), v128.or(b, blank), v128.or(c, blank), v128.or(d, blank), i8x16.splat(0x65)) & words & ~names;
  const signs = minuses | pluses;
  const afterName = (names << 1) | named;
  const afterExponent = (exponents << 1) | exponent;
  const afterSign = (signs << 1) | sign;
  const afterDot = (dots << 1) | dot;
  const afterDigit = (digits << 1) | digit;
  bad |= words & ~names & afterName;
  bad |= others & ~(signs | dots | exponents | names);
  bad |= (minuses & ~(starts | afterExponent)) | (pluses & ~afterExponent);
  bad |= (afterSign | afterDot) & ~digits;
  bad |= afterExponent & ~(digits | signs);
  bad |= (dots | exponents) & ~afterDigit;
  // One dot, and nothing but digits in an exponent.
  const fraction = afterDot | inFraction;
  bad |= behind(fraction, digits) & dots;
  const power = (afterExponent & ~signs) | ((signs & afterExponent) << 1) | exponentSign | inExponent;
  bad |= behind(power, digits) & (dots | exponents);
  leads |= (((minuses & starts) << 1) | leadSign) & zeros;
  leadSign = (minuses & starts) >> 63;
  sign = signs >> 63;
  dot = dots >> 63;
  exponent = exponents >> 63;
  exponentSign = (signs & afterExponent) >> 63;
  inFraction = reachesEnd(fraction, digits);
  inExponent = reachesEnd(power, digits);
  named = names >> 63;
  isMixed = (sign | dot | exponent | inFraction | inExponent | named) != 0;
  return bad;
}

/**
 * Goes through the bytes from `from` to `to`, and returns where it stopped: at a block with something for the twin, or near the end.
 * The kinds of the open containers, the innermost in bit 0 and 1 for an object, lie at TYPES: `level` of them may be left.
 * `isTop`: whether level 0 is the outermost value. `hasColon`: whether the member under way of an object has its colon.
 */
export function skip(from: i32, to: i32, before: i32, hasColon: i32, level: i32, isTop: i32): i32 {
  let types = load<u64>(TYPES);
  let commaAt: i32 = -1;
  // Carries: bit 0 speaks of what the last block ended with.
  let opened = u64(before == OPENED);
  let separated = u64(before == SEPARATED);
  let string: u64 = before == IN_STRING ? ALL : 0;
  let seen: u64 = hasColon ? ALL : 0;
  let escaped: u64 = 0;
  let due: u64 = 0; // of a character
  let word: u64 = 0;
  let digit: u64 = 0;
  let lead: u64 = 0; // a zero at the front of a number
  isMixed = false;
  leadSign = 0;
  sign = 0;
  dot = 0;
  exponent = 0;
  exponentSign = 0;
  inFraction = 0;
  inExponent = 0;
  named = 0;
  namedRest = 0;
  const base = load<i32>(ZERO);
  const secondByte = i8x16.splat(<i8>(base - 64));
  const threeBytes = i8x16.splat(<i8>(base - 32));
  const fourBytes = i8x16.splat(<i8>(base - 16));
  const evenBits = i8x16.splat(<i8>(base - 2));
  const halfOfPair = i8x16.splat(<i8>(base - 19));
  const quoteMark = i8x16.splat(<i8>(base + 0x22));
  const backslash = i8x16.splat(<i8>(base + 0x5c));
  const blank = i8x16.splat(<i8>(base + 0x20));
  const openBrace = i8x16.splat(<i8>(base + 0x7b));
  const closeBrace = i8x16.splat(<i8>(base + 0x7d));
  const comma = i8x16.splat(<i8>(base + 0x2c));
  const colon = i8x16.splat(<i8>(base + 0x3a));
  const zero = i8x16.splat(<i8>(base + 0x30));
  const letterN = i8x16.splat(<i8>(base + 0x6e));
  // Of the first bytes of three, from 0xe0 on, those that any second byte may follow.
  const followed = v128.xor(v128(0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, -1, -1), i8x16.splat(<i8>base));
  const ten = i8x16.splat(<i8>(base + 10));
  let at = from;
  const last = to - BLOCK - LOOKAHEAD;
  while (at <= last) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let bad: u64 = 0;
    let dueNext: u64 = 0;

    // UTF-8: as many bytes of the second kind as each first one asks for, and nothing else.
    if (i8x16.bitmask(either(a, b, c, d)) != 0 || due != 0) {
      const high = bits(a, b, c, d);
      const seconds = lower(a, b, c, d, secondByte);
      const leads = high & ~seconds;
      let threes = bits(
        i8x16.swizzle(followed, i8x16.sub(a, threeBytes)),
        i8x16.swizzle(followed, i8x16.sub(b, threeBytes)),
        i8x16.swizzle(followed, i8x16.sub(c, threeBytes)),
        i8x16.swizzle(followed, i8x16.sub(d, threeBytes)),
      );
      let fours: u64 = 0;
      // Nearly all of Chinese; whatever else begins a character is looked at more closely.
      if (leads != threes) {
        threes = high & ~lower(a, b, c, d, threeBytes);
        const ea = special(a, evenBits, secondByte, threeBytes, halfOfPair, fourBytes);
        const eb = special(b, evenBits, secondByte, threeBytes, halfOfPair, fourBytes);
        const ec = special(c, evenBits, secondByte, threeBytes, halfOfPair, fourBytes);
        const ed = special(d, evenBits, secondByte, threeBytes, halfOfPair, fourBytes);
        if (v128.any_true(either(ea, eb, ec, ed))) {
          fours = high & ~lower(a, b, c, d, fourBytes);
          for (let some = bits(ea, eb, ec, ed); some != 0; some &= some - 1)
            if (!isCharacter(at + <i32>ctz(some))) bad = 1;
        }
      }
      bad |= seconds ^ ((leads << 1) | (threes << 2) | (fours << 3) | due);
      dueNext = (leads >> 63) | (threes >> 62) | (fours >> 61);
    }

    // Plain text of a string, to the end of the block.
    const qa = i8x16.eq(a, quoteMark);
    const qb = i8x16.eq(b, quoteMark);
    const qc = i8x16.eq(c, quoteMark);
    const qd = i8x16.eq(d, quoteMark);
    const sa = i8x16.eq(a, backslash);
    const sb = i8x16.eq(b, backslash);
    const sc = i8x16.eq(c, backslash);
    const sd = i8x16.eq(d, backslash);
    const quoting = either(qa, qb, qc, qd);
    const escaping = either(sa, sb, sc, sd);
    const controlled = i8x16.lt_u(i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d)), blank);
    if (string != 0 && escaped == 0) {
      if (!v128.any_true(v128.or(v128.or(quoting, escaping), controlled))) {
        if (bad != 0) break;
        due = dueNext;
        at += BLOCK;
        continue;
      }
    }

    // Strings.
    let quotes = bits(qa, qb, qc, qd);
    let escapedNext: u64 = 0;
    if (escaped != 0 || v128.any_true(escaping)) {
      // Of a run of backslashes every second one is itself escaped: the sum ends runs that begin at an odd place.
      const backslashes = bits(sa, sb, sc, sd);
      const unescaped = backslashes & ~escaped;
      const behindOne = (unescaped << 1) | escaped;
      const odd = unescaped & ~(behindOne | EVEN);
      const sum = odd + unescaped;
      escapedNext = u64(sum < odd);
      const escapes = (EVEN ^ (sum << 1)) & behindOne;
      // The commonest are told without looking at each.
      const common = quotes | backslashes | equal(a, b, c, d, letterN);
      for (let rest = escapes & ~common; rest != 0; rest &= rest - 1)
        if (!isEscape(at + <i32>ctz(rest) - 1)) bad = 1;
      quotes &= ~escapes;
    }
    const inside = parity(quotes) ^ string; // with the quote that opens, without the one that closes
    const opening = quotes & inside;

    // Marks outside of strings. 0x20 turns each [ into { and each ] into }, and no other byte into them.
    const fa = v128.or(a, blank);
    const fb = v128.or(b, blank);
    const fc = v128.or(c, blank);
    const fd = v128.or(d, blank);
    const opens = equal(fa, fb, fc, fd, openBrace) & ~inside;
    const closes = equal(fa, fb, fc, fd, closeBrace) & ~inside;
    const commas = equal(a, b, c, d, comma) & ~inside;
    const colons = equal(a, b, c, d, colon) & ~inside;
    let spaces = equal(a, b, c, d, blank);
    if (v128.any_true(controlled)) {
      const controls = below(a, b, c, d, blank);
      const ends = equal(a, b, c, d, i8x16.splat(0x0a)) | equal(a, b, c, d, i8x16.splat(0x0d));
      const lines = ends | equal(a, b, c, d, i8x16.splat(0x09));
      bad |= controls & (inside | ~lines);
      spaces |= controls;
    }
    spaces &= ~inside;
    // Whatever is left, backslashes among it, has to be a number, true, false or null.
    const words = ~(inside | quotes | opens | closes | commas | colons | spaces);
    const starts = words & ~((words << 1) | word);

    // What may follow what: a value only a mark, a mark that is no bracket at the end only a value or name.
    const marks = commas | colons;
    const behindOpen = (opens << 1) | opened;
    const behindMark = (marks << 1) | separated;
    const afterOpen = behind(behindOpen, spaces);
    const afterMark = behind(behindMark, spaces);
    const after = afterOpen | afterMark;
    bad |= (opening | starts | opens) & ~after;
    bad |= marks & after;
    bad |= closes & afterMark;

    // Containers: between two brackets it is one, in which colons and commas take turns, or there are no colons at all. `turns` has
    // a bit where a member has its colon.
    let turns = seen;
    let typesNext = types;
    let levelNext = level;
    let commaNext = commaAt;
    // Where all are arrays, square brackets are only counted.
    const openCount = <i32>popcnt(opens);
    const closeCount = <i32>popcnt(closes);
    if (
      colons == 0 &&
      level >= closeCount &&
      level + openCount <= LEVEL_MAX &&
      (types & ((<u64>2 << closeCount) - 1)) == 0 &&
      // A curly bracket has a bit that a square one has not.
      ((opens | closes) & bits(i16x8.shl(a, 2), i16x8.shl(b, 2), i16x8.shl(c, 2), i16x8.shl(d, 2))) == 0
    ) {
      levelNext += openCount - closeCount;
      typesNext = (types >> closeCount) << openCount;
    } else {
      const turn = parity(marks);
      turns = turn ^ seen;
      let left = ALL;
      for (let brackets = opens | closes; ; brackets &= brackets - 1) {
        const bit = brackets & -brackets;
        const run = left & (bit - 1);
        if ((typesNext & 1) != 0) {
          bad |= run & (((colons ^ turns) & marks) | (starts & ~turns));
          if (isTop && levelNext == 0) {
            const here = commas & run;
            if (here != 0) commaNext = at + 63 - <i32>clz(here);
            for (let keys = opening & run & ~turns; keys != 0; keys &= keys - 1)
              if (mayBeLabel(at + <i32>ctz(keys) + 1)) bad = 1;
          }
        } else bad |= colons & run;
        if (bit == 0) break;
        const place = <i32>ctz(bit);
        const isObject = u64((load<u8>(at + place) >> 5) & 1);
        const hadColon = (turns >> place) & 1;
        let hasColonNow: u64 = 0;
        if ((opens & bit) != 0) {
          bad |= typesNext & 1 & ~hadColon;
          levelNext++;
          if (levelNext > LEVEL_MAX) bad = 1;
          typesNext = (typesNext << 1) | isObject;
        } else {
          bad |= (typesNext ^ isObject) & 1;
          if (isObject && hadColon == 0 && (afterOpen & bit) == 0) bad = 1;
          levelNext--;
          if (levelNext < 0) bad = 1;
          typesNext >>= 1;
          // Whatever has ended in an object stood behind a colon.
          hasColonNow = typesNext & 1;
        }
        if (bad != 0) break;
        turns = turn ^ (0 - (((turn >> place) & 1) ^ hasColonNow));
        left = ~((bit << 1) - 1);
      }
    }
    if (bad != 0) break;

    // Numbers, true, false and null.
    if ((words | word) != 0) {
      // A number as long as a block is for the twin, which has a limit.
      if (words == ALL) break;
      const digits =
        below(i8x16.sub(a, zero), i8x16.sub(b, zero), i8x16.sub(c, zero), i8x16.sub(d, zero), ten) & words;
      const zeros = equal(a, b, c, d, zero) & words;
      leads = starts & zeros;
      if ((words & ~digits) != 0 || isMixed) bad = checkWords(at, words, starts, digits, zeros, digit);
      bad |= ((leads << 1) | lead) & digits;
      // Carries of this block are lost here: with the block it is the twin's.
      if (bad != 0) break;
      lead = leads >> 63;
      digit = digits >> 63;
    }

    types = typesNext;
    level = levelNext;
    commaAt = commaNext;
    opened = reachesEnd(behindOpen, spaces) | (opens >> 63);
    separated = reachesEnd(behindMark, spaces) | (marks >> 63);
    string = 0 - (inside >> 63);
    seen = 0 - (turns >> 63);
    escaped = escapedNext;
    due = dueNext;
    word = words >> 63;
    at += BLOCK;
  }

  store<u64>(TYPES, types);
  let ended = ENDED;
  if (string != 0) {
    ended = IN_STRING;
    // An escape or a character that is cut in two begins anew.
    if (escaped != 0) at--;
    else if (due != 0) do at--; while ((load<u8>(at) & 0xc0) == 0x80);
  } else if (word != 0) {
    ended = IN_WORD;
    store<i32>(WORD_AT, beginOfWord(at));
  } else if (opened != 0) ended = OPENED;
  else if (separated != 0) ended = SEPARATED;
  store<i32>(BEFORE, ended);
  store<i32>(HAS_COLON, <i32>(seen & 1));
  store<i32>(LEVEL, level);
  store<i32>(COMMA_AT, commaAt);
  return at;
}
