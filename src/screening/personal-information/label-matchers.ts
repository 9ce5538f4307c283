import { matchAddress } from './address-matcher.ts';
import { isHan } from './characters.ts';
import type { Attempt, View } from './kinds.ts';
import { DOUBLE_FAMILY_NAMES, FAMILY_NAMES } from './places.ts';

const NAME_LABELS =
  '姓名 联系人 收件人 收货人 寄件人 发件人 户名 持卡人 申请人 经办人 法定代表人 法人代表 患者 客户名 本人'.split(' ');
const ADDRESS_LABELS = '地址 住址 住所 户籍 户籍地 居住地 现居 家住 所在地'.split(' ');
/** A bit for each list in which a label ends in this unit. */
const IN_NAME_LABELS = 1;
const IN_ADDRESS_LABELS = 2;
const labelLasts = new Uint8Array(0x1_0000);
for (const label of NAME_LABELS) addLast(label, IN_NAME_LABELS);
for (const label of ADDRESS_LABELS) addLast(label, IN_ADDRESS_LABELS);

function addLast(label: string, bit: number): void {
  const unit = label.charCodeAt(label.length - 1);
  labelLasts[unit] = (labelLasts[unit] ?? 0) | bit;
}

const familyNames = new Set(FAMILY_NAMES);
/** 1 for the first character of a family name, of one character or two. */
const familyFirsts = new Uint8Array(0x1_0000);
for (const family of [...FAMILY_NAMES, ...DOUBLE_FAMILY_NAMES]) familyFirsts[family.charCodeAt(0)] = 1;
/** Four characters and a form of address. */
const NAME_UNITS_MAX = 6;
const HONORIFIC = /(?<=..)(?:先生|女士|小姐|同学|老师|经理|医生)$/;
// What stands after a label without being a name.
const NOT_NAMES = /^(?:先生|女士|小姐|经理|老师|未知|未填|不详|同上|匿名|保密|默认)/;

export const isColon = (unit: number): boolean => unit === 0x3a || unit === 0xff1a;
const isColonAt = (text: string, at: number): boolean => at >= 0 && isColon(text.charCodeAt(at));
const isSpaceAt = (text: string, at: number): boolean => at >= 0 && text.charAt(at).trim() === '';

/** May a label stand before the colon at `at`, with at most one space between? What most colons stand behind is none. */
export function isLabelBefore(text: string, at: number): boolean {
  const end = isSpaceAt(text, at - 1) ? at - 1 : at;
  return end > 0 && labelLasts[text.charCodeAt(end - 1)] !== 0;
}

/** Does a label of the list stand right before `at`, with a colon behind it and at most one space on either side of that? */
function isLabelled(text: string, at: number, labels: readonly string[], bit: number): boolean {
  let end = at - 1;
  if (!isColonAt(text, end) && isSpaceAt(text, end)) end -= 1;
  if (!isColonAt(text, end)) return false;
  if (endsLabel(text, end, labels, bit)) return true;
  return isSpaceAt(text, end - 1) && endsLabel(text, end - 1, labels, bit);
}

function endsLabel(text: string, end: number, labels: readonly string[], bit: number): boolean {
  if (end < 1 || ((labelLasts[text.charCodeAt(end - 1)] ?? 0) & bit) === 0) return false;
  return labels.some((label) => end >= label.length && text.startsWith(label, end - label.length));
}

/** What may stand right after a label and a colon. */
export function matchLabelledAddress(view: View, at: number): Attempt {
  return isLabelled(view.text, at, ADDRESS_LABELS, IN_ADDRESS_LABELS) ? matchAddress(view, at, true) : null;
}

/** A name of two to four characters that begins with a family name, right after a label that says so. */
export function matchName(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  if (familyFirsts[text.charCodeAt(at)] !== 1 || !isLabelled(text, at, NAME_LABELS, IN_NAME_LABELS)) return null;
  let end = at;
  while (end < text.length && end - at <= NAME_UNITS_MAX && isHan(text.charCodeAt(end))) end += 1;
  if (end - at > NAME_UNITS_MAX) return null;
  if (end === text.length && !isEnd) return 'live';
  const name = text.slice(at, end).replace(HONORIFIC, '');
  const isDouble = DOUBLE_FAMILY_NAMES.some((family) => name.startsWith(family));
  const isFit = isDouble ? name.length >= 3 : name.length >= 2 && name.length <= 3 && familyNames.has(name.charAt(0));
  if (!isFit || NOT_NAMES.test(name.slice(1))) return null;
  return { kind: 'name', end: at + name.length, score: 0.8, isConfirmed: false };
}
