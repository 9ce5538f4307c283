import { matchAddress } from './address-matcher.ts';
import { matchBankCard } from './card-matcher.ts';
import {
  classes,
  DIGIT,
  foldHanNumeral,
  foldMathLow,
  foldUnit,
  HAN_NUMERAL,
  isAfterAlnum,
  isDigitCode,
  isInvisible,
  isNumberStart,
  isSeparator,
  LETTER,
  MATH_HIGH,
  PLACE,
  PLATE,
  PLUS,
} from './characters.ts';
import { CONTEXT_UNITS } from './context.ts';
import type { Attempt, Match, PersonalInformationKind, View } from './kinds.ts';
import { isColon, isLabelBefore, matchLabelledAddress, matchName } from './label-matchers.ts';
import { matchEmail, matchIpv4, matchIpv6 } from './network-matchers.ts';
import { better, type NumberStart } from './number-attempt.ts';
import { gatesOf, MAY_BE } from './number-gates.ts';
import {
  matchCreditCode,
  matchForeignerId,
  matchOldForeignerId,
  matchOldResidentId,
  matchQq,
  matchResidentId,
} from './number-matchers.ts';
import { placesByFirst } from './places.ts';
import type { Run, Runs } from './run.ts';
import { matchLandline, matchMobile } from './telephone-matchers.ts';
import { MAY_BE_WORD, wordGatesOf } from './word-gates.ts';
import { matchHkMacaoPermit, matchPassport, matchPlate, matchTaiwanPermit, matchWechat } from './word-matchers.ts';

const PLATE_FIRSTS = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使';
for (const first of PLATE_FIRSTS) addClass(first, PLATE);
for (const first of placesByFirst.keys()) addClass(first, PLACE);

function addClass(character: string, bit: number): void {
  const unit = character.charCodeAt(0);
  classes[unit] = (classes[unit] ?? 0) | bit;
}

const SPACE = 0x20;

type MatchNumber = (start: NumberStart) => Attempt;
type MatchWord = (view: View, at: number) => Attempt;

/** A matcher, and the bit of what a run has to be allowed to be for it. */
interface NumberMatcher {
  readonly bit: number;
  readonly match: MatchNumber;
}

/** The same of a word. */
interface WordMatcher {
  readonly bit: number;
  readonly match: MatchWord;
}

const CREDIT_CODE: NumberMatcher = { bit: MAY_BE.creditCode, match: matchCreditCode };
const RESIDENT_ID: NumberMatcher = { bit: MAY_BE.residentId, match: matchResidentId };
const MOBILE: NumberMatcher = { bit: MAY_BE.mobile, match: matchMobile };
const DIGIT_MATCHERS: Partial<Record<PersonalInformationKind, readonly NumberMatcher[]>> = {
  'resident-id': [RESIDENT_ID, { bit: MAY_BE.oldResidentId, match: matchOldResidentId }],
  mobile: [MOBILE],
  landline: [{ bit: MAY_BE.landline, match: matchLandline }],
  'bank-card': [{ bit: MAY_BE.bankCard, match: matchBankCard }],
  'foreigner-residence-id': [{ bit: MAY_BE.foreignerId, match: matchForeignerId }],
  'credit-code': [CREDIT_CODE],
  qq: [{ bit: MAY_BE.qq, match: matchQq }],
};
const LETTER_MATCHERS: Partial<Record<PersonalInformationKind, readonly NumberMatcher[]>> = {
  'foreigner-residence-id': [{ bit: MAY_BE.oldForeignerId, match: matchOldForeignerId }],
  'credit-code': [CREDIT_CODE],
};
const NUMERAL_MATCHERS: Partial<Record<PersonalInformationKind, readonly NumberMatcher[]>> = {
  mobile: [MOBILE],
  'resident-id': [RESIDENT_ID],
};
const WORD_MATCHERS: Partial<Record<PersonalInformationKind, readonly WordMatcher[]>> = {
  passport: [{ bit: MAY_BE_WORD.passport, match: matchPassport }],
  'hk-macao-permit': [{ bit: MAY_BE_WORD.hkMacaoPermit, match: matchHkMacaoPermit }],
  'taiwan-permit': [{ bit: MAY_BE_WORD.taiwanPermit, match: matchTaiwanPermit }],
  email: [{ bit: MAY_BE_WORD.email, match: matchEmail }],
  'ip-address': [
    { bit: MAY_BE_WORD.ipv4, match: matchIpv4 },
    { bit: MAY_BE_WORD.ipv6, match: matchIpv6 },
  ],
  wechat: [{ bit: MAY_BE_WORD.wechat, match: matchWechat }],
};

/** A match at its place. */
export interface PlacedMatch extends Match {
  readonly start: number;
}

/** Finds the values of some kinds. It never changes and may read any number of texts. */
export class Detector {
  readonly #digit: readonly NumberMatcher[];
  readonly #letter: readonly NumberMatcher[];
  readonly #numeral: readonly NumberMatcher[];
  readonly #word: readonly WordMatcher[];
  readonly #scoreMin: number;
  /** Class bits that any of the kinds begins with. */
  readonly #bits: number;
  readonly #readsNames: boolean;
  readonly #readsAddresses: boolean;
  readonly #readsLabels: boolean;

  constructor(kinds: ReadonlySet<PersonalInformationKind>, scoreMin: number) {
    const all = [...kinds];
    this.#digit = all.flatMap((kind) => DIGIT_MATCHERS[kind] ?? []);
    this.#letter = all.flatMap((kind) => LETTER_MATCHERS[kind] ?? []);
    this.#numeral = all.flatMap((kind) => NUMERAL_MATCHERS[kind] ?? []);
    this.#word = all.flatMap((kind) => WORD_MATCHERS[kind] ?? []);
    this.#scoreMin = scoreMin;
    this.#readsNames = kinds.has('name');
    this.#readsAddresses = kinds.has('address');
    this.#readsLabels = this.#readsNames || this.#readsAddresses;
    const needsWord = this.#word.length > 0;
    this.#bits =
      (this.#digit.length > 0 || needsWord ? DIGIT : 0) |
      (this.#letter.length > 0 || needsWord ? LETTER : 0) |
      (this.#numeral.length > 0 ? HAN_NUMERAL : 0) |
      (kinds.has('vehicle-plate') ? PLATE : 0) |
      (kinds.has('address') ? PLACE : 0) |
      (kinds.has('mobile') ? PLUS : 0);
  }

  /**
   * Reads from `from` on and reports what is certain, in order and without overlap: at each place the longest value.
   * Returns where it stopped: at the first place that is not certain yet, or at the end. A callback that answers false
   * stops it as well, at the start of that match.
   */
  read(view: View, from: number, runs: Runs, onMatch: (match: PlacedMatch) => boolean): number {
    const { text } = view;
    const bits = this.#bits;
    runs.open(view);
    let isAfterLabel = this.#readsLabels && isLabelledAt(text, from);
    for (let at = from; at < text.length; ) {
      const unit = text.charCodeAt(at);
      const kinds = (classes[unit] ?? 0) & bits;
      if ((kinds !== 0 && !isInsideWord(text, at, kinds)) || isAfterLabel) {
        const found = this.#matchAt(runs, at, kinds, isAfterLabel);
        if (found === 'live') return at;
        if (found !== null && found.score >= this.#scoreMin) {
          const { kind, end, score, isConfirmed } = found;
          if (!onMatch({ kind, start: at, end, score, isConfirmed })) return at;
          at = end;
          isAfterLabel = this.#readsLabels && isLabelledAt(text, at);
          continue;
        }
      }
      if (isAfterLabel ? unit !== SPACE : isColon(unit))
        isAfterLabel = this.#readsLabels && isColon(unit) && isLabelBefore(text, at);
      at += 1;
    }
    return text.length;
  }

  #matchAt(runs: Runs, at: number, kinds: number, isAfterLabel: boolean): Attempt {
    const { view } = runs;
    let found: Attempt = null;
    if ((kinds & (DIGIT | LETTER)) !== 0) found = better(found, this.#matchAlnum(runs, at, kinds));
    if ((kinds & PLUS) !== 0) found = better(found, matchPlus(runs, at));
    if ((kinds & HAN_NUMERAL) !== 0) found = better(found, this.#matchNumerals(runs, at));
    if ((kinds & PLATE) !== 0) found = better(found, matchPlate(view, at));
    if ((kinds & PLACE) !== 0) found = better(found, matchAddress(view, at, false));
    if (!isAfterLabel) return found;
    if (this.#readsNames) found = better(found, matchName(view, at));
    return this.#readsAddresses ? better(found, matchLabelledAddress(view, at)) : found;
  }

  #matchAlnum(runs: Runs, at: number, kinds: number): Attempt {
    const { view } = runs;
    const isDigit = (kinds & DIGIT) !== 0;
    const gates = wordGatesOf(view, at, isDigit);
    const matchers = isDigit ? this.#digit : this.#letter;
    let found: Attempt = null;
    if (matchers.length > 0 && (gates & MAY_BE_WORD.number) !== 0) {
      const run = runs.digitsAt(at);
      found = matchRun(matchers, view, at, run);
      // Digits that go on as Chinese numerals.
      const isMixed = isDigit && foldHanNumeral(view.text.charCodeAt(run.stop)) !== 0;
      if (isMixed) found = better(found, this.#matchNumerals(runs, at));
    }
    if ((gates & ~MAY_BE_WORD.number) === 0) return found;
    for (const { bit, match } of this.#word) if ((gates & bit) !== 0) found = better(found, match(view, at));
    return found;
  }

  /** Numbers written with Chinese numerals, or with some among the digits. */
  #matchNumerals(runs: Runs, at: number): Attempt {
    const { view } = runs;
    const { text } = view;
    if (!canNumeralFollow(view, at)) return null;
    if (at > 0 && (foldHanNumeral(text.charCodeAt(at - 1)) !== 0 || isAfterAlnum(text, at))) return null;
    const run = runs.numeralsAt(at);
    if (!run.isDigit(0)) return null;
    return matchRun(this.#numeral, view, at, run);
  }
}

function matchRun(matchers: readonly NumberMatcher[], view: View, at: number, run: Run): Attempt {
  const gates = gatesOf(run);
  if (gates === 0) return null;
  const start: NumberStart = { view, at, run };
  let found: Attempt = null;
  for (const { bit, match } of matchers) if ((gates & bit) !== 0) found = better(found, match(start));
  return found;
}

/** Does another digit come next, or something that may stand between digits? A lone numeral is what most are. */
function canNumeralFollow({ text, isEnd }: View, at: number): boolean {
  if (at + 1 === text.length) return !isEnd;
  const next = text.charCodeAt(at + 1);
  return foldHanNumeral(next) !== 0 || foldUnit(next) !== 0 || isSeparator(next) || isInvisible(next) || next >= 0xd800;
}

/** A mobile number that begins with +86. */
function matchPlus(runs: Runs, at: number): Attempt {
  const { view } = runs;
  if (at + 1 === view.text.length) return view.isEnd ? null : 'live';
  const run = runs.digitsAt(at + 1);
  if (run.count > 0 && run.code(0) !== 0x38) return null;
  if (run.count > 1 && run.code(1) !== 0x36) return null;
  if (run.count < 2) return run.isOpen ? 'live' : null;
  return matchMobile({ view, at: at + 1, run });
}

/** Inside a word nothing begins but a number behind a label such as `tel`, and most letters and digits stand inside one. */
function isInsideWord(text: string, at: number, kinds: number): boolean {
  if ((kinds & (DIGIT | LETTER)) === 0) return false;
  if (text.charCodeAt(at) === MATH_HIGH && at + 1 < text.length && foldMathLow(text.charCodeAt(at + 1)) === 0)
    return true;
  if (at > 0 && isDigitCode(foldUnit(text.charCodeAt(at - 1)))) return true;
  return isAfterAlnum(text, at) && !((kinds & DIGIT) !== 0 && isNumberStart(text, at));
}

/** Does a label with its colon stand before `at`, and nothing but spaces between them? */
function isLabelledAt(text: string, at: number): boolean {
  let colon = at - 1;
  while (colon > 0 && at - colon <= CONTEXT_UNITS && text.charCodeAt(colon) === SPACE) colon -= 1;
  return colon >= 0 && isColon(text.charCodeAt(colon)) && isLabelBefore(text, colon);
}
