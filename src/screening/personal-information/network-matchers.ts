import { foldUnit, isDigitCode } from './characters.ts';
import { hasContext } from './context.ts';
import type { Attempt, View } from './kinds.ts';

const LOCAL_UNITS_MAX = 64;
const DOMAIN_UNITS_MAX = 255;
const FULL_STOP = 0x2e;
const WIDE_FULL_STOP = 0xff0e;
const HYPHEN = 0x2d;
const isAtSign = (unit: number): boolean => unit === 0x40 || unit === 0xff20 || unit === 0xfe6b;

const localUnits = new Uint8Array(0x10000);
for (let unit = 0; unit < 0x10000; unit += 1) localUnits[unit] = foldUnit(unit) === 0 ? 0 : 1;
for (const mark of '._%+-') localUnits[mark.charCodeAt(0)] = 1;
const isLocal = (text: string, at: number): boolean => localUnits[text.charCodeAt(at)] === 1;

const isFullStop = (unit: number): boolean => unit === FULL_STOP || unit === WIDE_FULL_STOP;

/** An e-mail address; its last label is of letters. */
export function matchEmail(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  let index = at;
  while (index < text.length && index - at <= LOCAL_UNITS_MAX && isLocal(text, index)) index += 1;
  if (index - at > LOCAL_UNITS_MAX) return null;
  if (index === text.length) return isEnd ? null : 'live';
  if (!isAtSign(text.charCodeAt(index)) || text.charCodeAt(index - 1) === FULL_STOP) return null;
  return readDomain(view, index + 1);
}

function readDomain({ text, isEnd }: View, from: number): Attempt {
  let end = 0;
  let labels = 0;
  let index = from;
  for (;;) {
    const start = index;
    let hasDigits = false;
    while (index < text.length && index - from <= DOMAIN_UNITS_MAX) {
      const unit = text.charCodeAt(index);
      const code = foldUnit(unit);
      if (code === 0 && unit !== HYPHEN) break;
      if (code === 0 || isDigitCode(code)) hasDigits = true;
      index += 1;
    }
    if (index - from > DOMAIN_UNITS_MAX) return null;
    if (index === text.length && !isEnd) return 'live';
    const isLabel = index > start && index - start <= 63;
    if (!isLabel) break;
    labels += 1;
    if (labels > 1 && !hasDigits && index - start >= 2) end = index;
    if (index === text.length || !isFullStop(text.charCodeAt(index))) break;
    index += 1;
    if (index === text.length && !isEnd) return 'live';
  }
  return end === 0 ? null : { kind: 'email', end, score: 0.95, isConfirmed: false };
}

const DECIMAL = 1;
const HEX = 2;
/** What a unit is a digit of; a decimal digit is a hexadecimal one too. */
const digitUnits = new Uint8Array(0x80);
for (const digit of '0123456789') digitUnits[digit.charCodeAt(0)] = DECIMAL | HEX;
for (const digit of 'abcdefABCDEF') digitUnits[digit.charCodeAt(0)] = HEX;
const isDecimal = (unit: number): boolean => ((digitUnits[unit] ?? 0) & DECIMAL) !== 0;
const isHex = (unit: number): boolean => ((digitUnits[unit] ?? 0) & HEX) !== 0;
const COLON = 0x3a;

/** Do a few digits follow and then the mark, as far as the text goes? Most words are done with here. */
function canFollow({ text, isEnd }: View, at: number, most: number, digit: number, mark: number): boolean {
  let index = at;
  while (index < text.length && index - at <= most && ((digitUnits[text.charCodeAt(index)] ?? 0) & digit) !== 0)
    index += 1;
  if (index - at > most) return false;
  return index === text.length ? !isEnd : text.charCodeAt(index) === mark;
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4_PREFIX = new RegExp(`^(?:${OCTET}\\.){0,3}(?:${OCTET})?$`);
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const IPV4_UNITS_MAX = 15;

/** An IPv4 address that may be someone's; loopback, unspecified, multicast and broadcast are nobody's. */
export function matchIpv4(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  const before = at > 0 ? text.charCodeAt(at - 1) : 0;
  if (before === FULL_STOP || isDecimal(before) || !canFollow(view, at, 3, DECIMAL, FULL_STOP)) return null;
  let end = at;
  while (end < text.length && end - at <= IPV4_UNITS_MAX + 1 && isDecimalOrStop(text.charCodeAt(end))) end += 1;
  const isOpen = end === text.length && !isEnd;
  const raw = text.slice(at, end);
  // A full stop may end the sentence.
  const digits = raw.replace(/\.$/, '');
  if (!(isOpen ? IPV4_PREFIX.test(raw) || IPV4.test(digits) : IPV4.test(digits))) return null;
  if (hasContext(text, at, 'version')) return null;
  if (isOpen) return (IPV4.test(digits) && isSomeones(text, at, digits)) || canGrow(text, at, raw) ? 'live' : null;
  if (!isSomeones(text, at, digits)) return null;
  if (foldUnit(text.charCodeAt(end)) !== 0 && raw === digits) return null;
  const score = hasContext(text, at, 'ip') ? 0.95 : 0.7;
  return { kind: 'ip-address', end: at + digits.length, score, isConfirmed: false };
}

const isDecimalOrStop = (unit: number): boolean => unit === FULL_STOP || isDecimal(unit);

const canGrow = (text: string, at: number, raw: string): boolean => {
  if (!IPV4_PREFIX.test(raw)) return false;
  const first = /^(\d+)\./.exec(raw)?.[1];
  return first === undefined || isFirstOctet(Number(first)) || hasContext(text, at, 'ip');
};
const isFirstOctet = (first: number): boolean => first !== 0 && first !== 127 && first < 224;

function isSomeones(text: string, at: number, address: string): boolean {
  const octets = address.split('.').map(Number);
  if (!isFirstOctet(octets[0] ?? 0)) return false;
  // 1.2.3.4 is more often the number of a section.
  return octets.some((octet) => octet >= 20) || hasContext(text, at, 'ip');
}

const IPV6_UNITS_MAX = 39;
/** Three groups around `::` are the fewest. */
const IPV6_COLONS_MIN = 3;

/** An IPv6 address: eight groups, or fewer around one `::`, a digit among them. Those that begin with `::` are nobody's. */
export function matchIpv6(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  const before = at > 0 ? text.charCodeAt(at - 1) : 0;
  if (before === COLON || before === FULL_STOP || !canFollow(view, at, 4, HEX, COLON)) return null;
  let end = at;
  let colons = 0;
  for (; end < text.length && end - at <= IPV6_UNITS_MAX; end += 1) {
    const unit = text.charCodeAt(end);
    if (unit === COLON) colons += 1;
    else if (!isHex(unit)) break;
  }
  const isOver = end < text.length || isEnd;
  if (end - at > IPV6_UNITS_MAX || (isOver && colons < IPV6_COLONS_MIN)) return null;
  const raw = text.slice(at, end);
  if (!isOver) return isIpv6Prefix(raw) ? 'live' : null;
  if (foldUnit(text.charCodeAt(end)) !== 0) return null;
  const address = raw.replace(/(?<!:):$/, '');
  if (!isIpv6(address)) return null;
  return { kind: 'ip-address', end: at + address.length, score: 0.85, isConfirmed: false };
}

const isIpv6Prefix = (raw: string): boolean =>
  /^[0-9a-fA-F]{1,4}(?::{1,2}[0-9a-fA-F]{0,4})*$/.test(raw) && raw.split(':').length <= 9 && !/::.*::|:::/.test(raw);

function isIpv6(address: string): boolean {
  if (!isIpv6Prefix(address) || !/\d/.test(address)) return false;
  const groups = address.split(':').filter((group) => group !== '').length;
  if (!address.includes('::')) return groups === 8;
  return groups >= 3 && groups <= 7;
}
