import { foldUnit, isDigitCode } from './characters.ts';
import { hasContext, wechatContext } from './context.ts';
import type { Attempt, View } from './kinds.ts';

interface Word {
  /** Letters and digits in capitals, no more than asked for. */
  readonly symbols: string;
  /** May more of it follow? */
  readonly isOpen: boolean;
}

function readWord({ text, isEnd }: View, at: number, max: number): Word {
  const end = wordEnd(text, at, max);
  let symbols = '';
  for (let index = at; index < end; index += 1) symbols += String.fromCharCode(foldUnit(text.charCodeAt(index)));
  return { symbols, isOpen: end === text.length && end - at < max && !isEnd };
}

/** Where the letters and digits from `at` on end, `max` of them at most. */
function wordEnd(text: string, at: number, max: number): number {
  let end = at;
  while (end < text.length && end - at < max && foldUnit(text.charCodeAt(end)) !== 0) end += 1;
  return end;
}

interface DocumentForm {
  /** The whole number. */
  readonly whole: RegExp;
  /** Every beginning of one. */
  readonly prefix: RegExp;
}

const DOCUMENT_UNITS_MIN = 8;
const DOCUMENT_LETTERS_MAX = 2;
const DOCUMENT_UNITS_MAX = 11;
const PASSPORT: DocumentForm = {
  whole:
    /^(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7}|(?:D|S|P|DE|SE|PE)\d{7,8}|K\d{8}|KJ\d{7}|H\d{8}|HJ\d{7}|M[AB]\d{7}|1[45]\d{7})$/,
  prefix:
    /^(?:[EG]\d{0,8}|E[A-HJ-NP-Z]\d{0,7}|(?:D|S|P|DE|SE|PE)\d{0,8}|K\d{0,8}|KJ\d{0,7}|H\d{0,8}|HJ\d{0,7}|M(?:[AB]\d{0,7})?|1(?:[45]\d{0,7})?)$/,
};
const HK_MACAO: DocumentForm = {
  whole: /^(?:[HM]\d{8}(?:\d{2})?|[CW]\d{8}|C[A-HJ-NP-Z]\d{7})$/,
  prefix: /^(?:[HM]\d{0,10}|[CW]\d{0,8}|C[A-HJ-NP-Z]\d{0,7})$/,
};
const TAIWAN: DocumentForm = {
  whole: /^(?:\d{8}(?:\d{2})?|[LT]\d{8})$/,
  prefix: /^(?:\d{1,10}|[LT]\d{0,8})$/,
};

export const matchPassport = (view: View, at: number): Attempt => matchDocument(view, at, 'passport', PASSPORT);
export const matchHkMacaoPermit = (view: View, at: number): Attempt =>
  matchDocument(view, at, 'hk-macao-permit', HK_MACAO);
export const matchTaiwanPermit = (view: View, at: number): Attempt => matchDocument(view, at, 'taiwan-permit', TAIWAN);

const DOCUMENT_CONTEXT = { passport: 'passport', 'hk-macao-permit': 'hkMacao', 'taiwan-permit': 'taiwan' } as const;

// These numbers have no check digit that everyone may compute, and look like product codes: the words before must name them.
function matchDocument(view: View, at: number, kind: keyof typeof DOCUMENT_CONTEXT, form: DocumentForm): Attempt {
  if (!isDocumentLike(view, at)) return null;
  const { symbols, isOpen } = readWord(view, at, DOCUMENT_UNITS_MAX);
  const isWhole = form.whole.test(symbols);
  const canGrow = isOpen && form.prefix.test(symbols);
  if ((!isWhole && !canGrow) || !hasContext(view.text, at, DOCUMENT_CONTEXT[kind])) return null;
  if (isOpen) return 'live';
  return { kind, end: at + symbols.length, score: 0.9, isConfirmed: false };
}

/** Is the word long enough and of digits but for its first two characters, as far as there is of it? Most words are not. */
function isDocumentLike({ text, isEnd }: View, at: number): boolean {
  const end = wordEnd(text, at, DOCUMENT_UNITS_MAX);
  if (end - at < DOCUMENT_UNITS_MIN && (isEnd || end < text.length)) return false;
  for (let index = at + DOCUMENT_LETTERS_MAX; index < end; index += 1) {
    if (!isDigitCode(foldUnit(text.charCodeAt(index)))) return false;
  }
  return true;
}

const WECHAT_UNITS_MIN = 6;
const WECHAT_UNITS_MAX = 20;
/** 1 for what such an id may hold, 2 for a letter, which it begins with. */
const wechatUnits = new Uint8Array(0x80);
for (const mark of '-_0123456789') wechatUnits[mark.charCodeAt(0)] = 1;
for (let letter = 0; letter < 26; letter += 1) {
  wechatUnits[0x41 + letter] = 2;
  wechatUnits[0x61 + letter] = 2;
}

/** A WeChat id after a word that names it: a letter, then 5 to 19 letters, digits, `-` or `_`. */
export function matchWechat(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  if (wechatUnits[text.charCodeAt(at)] !== 2) return null;
  let end = at;
  while (end < text.length && end - at <= WECHAT_UNITS_MAX && (wechatUnits[text.charCodeAt(end)] ?? 0) !== 0) end += 1;
  const isOpen = end === text.length && !isEnd;
  if (end - at > WECHAT_UNITS_MAX || (end - at < WECHAT_UNITS_MIN && !isOpen)) return null;
  const context = wechatContext(text, at);
  if (context === null) return null;
  if (isOpen) return 'live';
  const id = text.slice(at, end);
  // Without a mark between, a word of letters only is more likely a word.
  if (context === 'loose' && !/[-_\d]/.test(id)) return null;
  return { kind: 'wechat', end, score: context === 'labelled' ? 0.9 : 0.75, isConfirmed: false };
}

const [LETTER_A, LETTER_I, LETTER_O] = [0x41, 0x49, 0x4f] as const;
const PLATE_SEPARATORS = ' ·•・-．.';

/** A vehicle plate: province, authority's letter, five characters, or six for new energy. (GA 36) */
export function matchPlate(view: View, at: number): Attempt {
  const { text, isEnd } = view;
  const waiting: Attempt = isEnd ? null : 'live';
  if (at + 1 >= text.length) return waiting;
  const authority = foldUnit(text.charCodeAt(at + 1));
  if (authority < LETTER_A || authority === LETTER_I || authority === LETTER_O) return null;
  let from = at + 2;
  if (from < text.length && PLATE_SEPARATORS.includes(text.charAt(from))) from += 1;
  const { symbols, isOpen } = readWord(view, from, 7);
  if (!isOpen) return judgePlate(view, from, symbols);
  return isPlatePrefix(symbols) ? 'live' : null;
}

// At most two letters, none of them I or O; new energy has its letter first or last.
const isOrdinary = (symbols: string): boolean =>
  /^[A-HJ-NP-Z0-9]{5}$/.test(symbols) && symbols.replace(/\d/g, '').length <= 2;
const isNewEnergy = (symbols: string): boolean => /^(?:[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])$/.test(symbols);

function isPlatePrefix(symbols: string): boolean {
  if (!/^[A-HJ-NP-Z0-9]{0,6}$/.test(symbols)) return false;
  if (symbols.length <= 5 && symbols.replace(/\d/g, '').length <= 2) return true;
  return isNewEnergy(symbols);
}

function judgePlate({ text }: View, from: number, symbols: string): Attempt {
  if (isOrdinary(symbols) || isNewEnergy(symbols)) {
    return { kind: 'vehicle-plate', end: from + symbols.length, score: 0.85, isConfirmed: false };
  }
  const isSpecial = symbols.length === 4 && isDigitCode(symbols.charCodeAt(3)) && isOrdinary(`${symbols}0`);
  if (isSpecial && /^[挂学警港澳]/.test(text.slice(from + 4, from + 5))) {
    return { kind: 'vehicle-plate', end: from + 5, score: 0.85, isConfirmed: false };
  }
  return null;
}
