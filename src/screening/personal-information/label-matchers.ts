import { matchAddress } from './address-matcher.ts';
import { isHan } from './characters.ts';
import { CONTEXT_UNITS } from './context.ts';
import type { Attempt, View } from './kinds.ts';
import { DOUBLE_FAMILY_NAMES, FAMILY_NAMES } from './places.ts';

const NAME_LABEL =
  /(?:姓名|联系人|收件人|收货人|寄件人|发件人|户名|持卡人|申请人|经办人|法定代表人|法人代表|患者|客户名|本人)\s?[:：]\s?$/;
const ADDRESS_LABEL = /(?:地址|住址|住所|户籍|户籍地|居住地|现居|家住|所在地)\s?[:：]\s?$/;
const familyNames = new Set(FAMILY_NAMES);
/** Four characters and a form of address. */
const NAME_UNITS_MAX = 6;
const HONORIFIC = /(?<=..)(?:先生|女士|小姐|同学|老师|经理|医生)$/;
// What stands after a label without being a name.
const NOT_NAMES = /^(?:先生|女士|小姐|经理|老师|未知|未填|不详|同上|匿名|保密|默认)/;

const before = (text: string, at: number): string => text.slice(Math.max(0, at - CONTEXT_UNITS), at);

/** What may stand right after a label and a colon. */
export function matchLabelledAddress(view: View, at: number): Attempt {
  return ADDRESS_LABEL.test(before(view.text, at)) ? matchAddress(view, at, true) : null;
}

/** A name of two to four characters that begins with a family name, right after a label that says so. */
export function matchName(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  if (!familyNames.has(text.charAt(at)) && !startsDouble(view, at)) return null;
  if (!NAME_LABEL.test(before(text, at))) return null;
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

const startsDouble = ({ text }: View, at: number): boolean =>
  DOUBLE_FAMILY_NAMES.some((family) => family.charAt(0) === text.charAt(at));
