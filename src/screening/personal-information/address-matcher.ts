import { foldHanNumeral, foldUnit, isHan } from './characters.ts';
import type { Attempt, View } from './kinds.ts';
import { placesByFirst } from './places.ts';

const PART_UNITS_MAX = 10;
const ADDRESS_UNITS_MAX = 80;

// Longer ones first: 街道 before 街.
const AREAS = bySuffixFirst('自治区 自治州 自治县 开发区 新区 街道 省 市 州 盟 区 县 旗 镇 乡 村');
const ROADS = bySuffixFirst('大道 大街 胡同 路 街 巷 弄 道 里 小区 花园 家园 公寓 大厦 广场 新村 园区 苑');
const UNITS = bySuffixFirst('号院 号楼 单元 号 弄 栋 幢 座 楼 层 室 房 户 组 队 期');

function bySuffixFirst(words: string): ReadonlyMap<number, readonly string[]> {
  return Map.groupBy(words.split(' '), (word) => word.charCodeAt(0));
}

/** Units of the suffix that stands at `at`, where `unit` is; 0 for none. */
function suffixUnits(suffixes: ReadonlyMap<number, readonly string[]>, unit: number, text: string, at: number): number {
  const found = suffixes.get(unit)?.find((suffix) => suffix.length === 1 || text.startsWith(suffix, at));
  return found?.length ?? 0;
}

const SUFFIX_UNITS_MAX = 3;
// Characters that prose has and the name of a place hardly ever.
const PROSE = '的是在了有我你您他她它们这吗呢吧很但说被把什么怎没让给就还';

/** What a unit may be in an address: part of a name, a mark inside a name, the end of a number, the first of a suffix. */
const NAME = 1;
const MARK = 2;
const NUMERAL = 4;
const SUFFIX = 8;
const parts = new Uint8Array(0x1_0000);
for (let unit = 0; unit < parts.length; unit += 1) {
  const isAlnum = foldUnit(unit) !== 0;
  if (isAlnum || isHan(unit)) parts[unit] = NAME;
  if (isAlnum || foldHanNumeral(unit) !== 0) addPart(unit, NUMERAL);
}
for (const character of PROSE) parts[character.charCodeAt(0)] = 0;
for (const mark of '-－#') parts[mark.charCodeAt(0)] = MARK;
addPart('十'.charCodeAt(0), NUMERAL);
for (const suffixes of [AREAS, ROADS, UNITS]) for (const unit of suffixes.keys()) addPart(unit, SUFFIX);

function addPart(unit: number, bit: number): void {
  parts[unit] = (parts[unit] ?? 0) | bit;
}

/** A bit for the first two characters of every place, so that most are ruled out at once; a few too many. */
const BEGINNINGS = 1 << 16;
const beginnings = new Uint8Array(BEGINNINGS);
const pairAt = (text: string, at: number): number =>
  (Math.imul(text.charCodeAt(at), 31) + text.charCodeAt(at + 1)) & (BEGINNINGS - 1);
for (const name of [...placesByFirst.values()].flat()) beginnings[pairAt(name, 0)] = 1;

/** Where a named place begins at `at`: its length; -1 while more text could still make one; 0 for none. */
function placeLength({ text, isEnd }: View, at: number): number {
  if (at + 1 < text.length && beginnings[pairAt(text, at)] !== 1) return 0;
  for (const name of placesByFirst.get(text.charAt(at)) ?? []) {
    if (text.startsWith(name, at)) return name.length;
    if (!isEnd && at + name.length > text.length && name.startsWith(text.slice(at))) return -1;
  }
  return 0;
}

/**
 * A postal address: the name of a province or prefecture (or a label such as 地址：), then parts that end in 区, 路, 小区 …,
 * and at least one of them a number: 88号, 3单元, 502室. A region or a road without a number is nobody's address.
 */
export function matchAddress(view: View, at: number, isLabelled: boolean): Attempt {
  const place = placeLength(view, at);
  if (place < 0) return 'live';
  if (place === 0 && !isLabelled) return null;
  return new AddressReader(view, at, at + place, isLabelled).read();
}

class AddressReader {
  readonly #view: View;
  readonly #at: number;
  readonly #isLabelled: boolean;
  #index: number;
  /** Where the part being read began. */
  #partStart: number;
  #areas = 0;
  #roads = 0;
  #numbers = 0;
  #end = 0;

  constructor(view: View, at: number, from: number, isLabelled: boolean) {
    this.#view = view;
    this.#at = at;
    this.#index = from;
    this.#partStart = from;
    this.#isLabelled = isLabelled;
  }

  read(): Attempt {
    const { text, isEnd } = this.#view;
    while (this.#index < text.length) {
      if (this.#index - this.#partStart >= PART_UNITS_MAX || this.#index - this.#at >= ADDRESS_UNITS_MAX)
        return this.#judge();
      // A suffix may be three units long, and a longer one wins over a shorter one.
      if (text.length - this.#index < SUFFIX_UNITS_MAX && !isEnd) return 'live';
      const part = parts[text.charCodeAt(this.#index)] ?? 0;
      const width = (part & SUFFIX) === 0 ? 0 : this.#readSuffix();
      if (width > 0) {
        this.#index += width;
        this.#partStart = this.#index;
      } else if ((part & NAME) !== 0 || ((part & MARK) !== 0 && this.#index > this.#partStart)) this.#index += 1;
      else return this.#judge();
    }
    return isEnd ? this.#judge() : 'live';
  }

  /** Takes in a part that ends in a suffix here; its width, or 0. */
  #readSuffix(): number {
    const { text } = this.#view;
    const unit = text.charCodeAt(this.#index);
    const isNumber = this.#index > this.#partStart && ((parts[text.charCodeAt(this.#index - 1)] ?? 0) & NUMERAL) !== 0;
    const ofNumber = isNumber ? suffixUnits(UNITS, unit, text, this.#index) : 0;
    if (ofNumber > 0) {
      this.#numbers += 1;
      this.#end = this.#index + ofNumber;
      return ofNumber;
    }
    const ofArea = suffixUnits(AREAS, unit, text, this.#index);
    if (ofArea > 0) {
      this.#areas += 1;
      return ofArea;
    }
    const ofRoad = this.#index === this.#partStart ? 0 : suffixUnits(ROADS, unit, text, this.#index);
    if (ofRoad > 0) this.#roads += 1;
    return ofRoad;
  }

  /** The number of a room whose word is left out, right after the last part: 3单元502. */
  #roomUnits(): number {
    if (this.#partStart !== this.#end) return 0;
    const rest = this.#view.text.slice(this.#end, this.#index);
    return /^\d{2,4}$/.test(rest) && !/[室房]$/.test(this.#view.text.slice(0, this.#end)) ? rest.length : 0;
  }

  #judge(): Attempt {
    const hasDetail = this.#numbers > 0 && this.#roads + this.#areas > 0;
    // A road and a number, or a village and a number, beneath something larger.
    if (!hasDetail || (this.#roads === 0 && this.#areas < 2 && !this.#isLabelled)) return null;
    const steps = this.#areas + this.#roads + this.#numbers;
    const score = Math.min(0.95, 0.5 + 0.1 * steps + (this.#isLabelled ? 0.1 : 0));
    return { kind: 'address', end: this.#end + this.#roomUnits(), score, isConfirmed: false };
  }
}
