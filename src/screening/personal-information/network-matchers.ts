import { foldUnit, isDigitCode } from './characters.ts';
import { hasContext } from './context.ts';
import type { Attempt, View } from './kinds.ts';

const LOCAL_UNITS_MAX = 64;
const DOMAIN_UNITS_MAX = 255;
const AT_SIGNS = '@＠﹫';

const localUnits = new Uint8Array(0x10000);
for (let unit = 0; unit < 0x10000; unit += 1) localUnits[unit] = foldUnit(unit) === 0 ? 0 : 1;
for (const mark of '._%+-') localUnits[mark.charCodeAt(0)] = 1;
const isLocal = (text: string, at: number): boolean => localUnits[text.charCodeAt(at)] === 1;

/** An e-mail address; its last label is of letters. */
export function matchEmail(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  let index = at;
  while (index < text.length && index - at <= LOCAL_UNITS_MAX && isLocal(text, index)) index += 1;
  if (index - at > LOCAL_UNITS_MAX) return null;
  if (index === text.length) return isEnd ? null : 'live';
  if (!AT_SIGNS.includes(text.charAt(index)) || '.'.includes(text.charAt(index - 1))) return null;
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
      const code = foldUnit(text.charCodeAt(index));
      if (code === 0 && text.charAt(index) !== '-') break;
      if (code === 0 || isDigitCode(code)) hasDigits = true;
      index += 1;
    }
    if (index - from > DOMAIN_UNITS_MAX) return null;
    if (index === text.length && !isEnd) return 'live';
    const isLabel = index > start && index - start <= 63;
    if (!isLabel) break;
    labels += 1;
    if (labels > 1 && !hasDigits && index - start >= 2) end = index;
    if (!'.．'.includes(text.charAt(index)) || index === text.length) break;
    index += 1;
    if (index === text.length && !isEnd) return 'live';
  }
  return end === 0 ? null : { kind: 'email', end, score: 0.95, isConfirmed: false };
}

const isDecimal = (text: string, at: number): boolean => /^\d$/.test(text.charAt(at));
const isHex = (text: string, at: number): boolean => /^[0-9a-fA-F]$/.test(text.charAt(at));

/** Do a few digits follow and then the mark, as far as the text goes? Most words are done with here. */
function canFollow(
  { text, isEnd }: View,
  at: number,
  most: number,
  isDigit: (text: string, at: number) => boolean,
  mark: string,
): boolean {
  let index = at;
  while (index < text.length && index - at <= most && isDigit(text, index)) index += 1;
  if (index - at > most) return false;
  return index === text.length ? !isEnd : text.charAt(index) === mark;
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4_PREFIX = new RegExp(`^(?:${OCTET}\\.){0,3}(?:${OCTET})?$`);
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const IPV4_UNITS_MAX = 15;

/** An IPv4 address that may be someone's; loopback, unspecified, multicast and broadcast are nobody's. */
export function matchIpv4(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  if (!canFollow(view, at, 3, isDecimal, '.') || (at > 0 && (text.charAt(at - 1) === '.' || isDecimal(text, at - 1))))
    return null;
  let end = at;
  while (end < text.length && end - at <= IPV4_UNITS_MAX + 1 && /[\d.]/.test(text.charAt(end))) end += 1;
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

/** An IPv6 address: eight groups, or fewer around one `::`, a digit among them. Those that begin with `::` are nobody's. */
export function matchIpv6(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  if (!canFollow(view, at, 4, isHex, ':') || (at > 0 && ':.'.includes(text.charAt(at - 1)))) return null;
  let end = at;
  while (end < text.length && end - at <= IPV6_UNITS_MAX && /[0-9a-fA-F:]/.test(text.charAt(end))) end += 1;
  if (end - at > IPV6_UNITS_MAX) return null;
  const raw = text.slice(at, end);
  if (end === text.length && !isEnd) return isIpv6Prefix(raw) ? 'live' : null;
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
