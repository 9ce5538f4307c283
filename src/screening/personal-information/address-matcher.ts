import { foldHanNumeral, foldUnit, isHan } from './characters.ts';
import type { Attempt, View } from './kinds.ts';
import { placesByFirst } from './places.ts';

const PART_UNITS_MAX = 10;
const ADDRESS_UNITS_MAX = 80;

// Longer ones first: 街道 before 街.
const AREAS = [
  '自治区',
  '自治州',
  '自治县',
  '开发区',
  '新区',
  '街道',
  '省',
  '市',
  '州',
  '盟',
  '区',
  '县',
  '旗',
  '镇',
  '乡',
  '村',
];
const ROADS = [
  '大道',
  '大街',
  '胡同',
  '路',
  '街',
  '巷',
  '弄',
  '道',
  '里',
  '小区',
  '花园',
  '家园',
  '公寓',
  '大厦',
  '广场',
  '新村',
  '园区',
  '苑',
];
const UNITS = ['号院', '号楼', '单元', '号', '弄', '栋', '幢', '座', '楼', '层', '室', '房', '户', '组', '队', '期'];
const suffixFirsts = new Set([...AREAS, ...ROADS, ...UNITS].map((suffix) => suffix.charAt(0)));
const SUFFIX_UNITS_MAX = 3;
// Characters that prose has and the name of a place hardly ever.
const PROSE = new Set('的是在了有我你您他她它们这吗呢吧很但说被把什么怎没让给就还');

const pairAt = (text: string, at: number): number => text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
/** The first two characters of every place, so that most are ruled out at once. */
const beginnings = new Set([...placesByFirst.values()].flat().map((name) => pairAt(name, 0)));

/** Where a named place begins at `at`: its length; -1 while more text could still make one; 0 for none. */
function placeLength({ text, isEnd }: View, at: number): number {
  if (at + 1 < text.length && !beginnings.has(pairAt(text, at))) return 0;
  for (const name of placesByFirst.get(text.charAt(at)) ?? []) {
    if (text.startsWith(name, at)) return name.length;
    const there = text.slice(at, at + name.length);
    if (!isEnd && there.length < name.length && name.startsWith(there)) return -1;
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
      const width = this.#readSuffix();
      if (width > 0) {
        this.#index += width;
        this.#partStart = this.#index;
      } else if (this.#isPartOfName(text.charCodeAt(this.#index))) this.#index += 1;
      else return this.#judge();
    }
    return isEnd ? this.#judge() : 'live';
  }

  #isPartOfName(unit: number): boolean {
    const character = String.fromCharCode(unit);
    if (character === '-' || character === '－' || character === '#') return this.#index > this.#partStart;
    return (isHan(unit) && !PROSE.has(character)) || foldUnit(unit) !== 0;
  }

  /** Takes in a part that ends in a suffix here; its width, or 0. */
  #readSuffix(): number {
    const { text } = this.#view;
    if (!suffixFirsts.has(text.charAt(this.#index))) return 0;
    const isNumber = this.#index > this.#partStart && isNumeral(text.charCodeAt(this.#index - 1));
    if (isNumber) {
      const unit = UNITS.find((suffix) => text.startsWith(suffix, this.#index));
      if (unit !== undefined) {
        this.#numbers += 1;
        this.#end = this.#index + unit.length;
        return unit.length;
      }
    }
    const area = AREAS.find((suffix) => text.startsWith(suffix, this.#index));
    if (area !== undefined) {
      this.#areas += 1;
      return area.length;
    }
    const road = ROADS.find((suffix) => text.startsWith(suffix, this.#index));
    if (road === undefined || this.#index === this.#partStart) return 0;
    this.#roads += 1;
    return road.length;
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

function isNumeral(unit: number): boolean {
  return foldUnit(unit) !== 0 || foldHanNumeral(unit) !== 0 || unit === 0x5341;
}
