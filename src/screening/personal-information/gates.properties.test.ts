import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { checkProperty } from '../testing/check-stream.ts';
import { matchBankCard } from './card-matcher.ts';
import { foldUnit, isAfterAlnum, isDigitCode } from './characters.ts';
import { CONTEXT_UNITS, CONTEXTS, type ContextName, hasContext } from './context.ts';
import type { Attempt, View } from './kinds.ts';
import { matchEmail, matchIpv4, matchIpv6 } from './network-matchers.ts';
import type { NumberStart } from './number-attempt.ts';
import { gatesOf, MAY_BE } from './number-gates.ts';
import {
  matchCreditCode,
  matchForeignerId,
  matchOldForeignerId,
  matchOldResidentId,
  matchQq,
  matchResidentId,
} from './number-matchers.ts';
import { Run } from './run.ts';
import { matchLandline, matchMobile } from './telephone-matchers.ts';
import { CASES } from './testing/cases.ts';
import { MAY_BE_WORD, wordGatesOf } from './word-gates.ts';
import { matchHkMacaoPermit, matchPassport, matchTaiwanPermit, matchWechat } from './word-matchers.ts';

const values = CASES.flatMap(({ hits }) => hits.map(([, value]) => value));
const labels = ['电话', '证号：', 'QQ ', '微信号：', '订单号', '台胞证', '护照', '通行证', '卡号', 'tel', 'v', 'IP：'];
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...values),
      fc.constantFrom(...labels, ...' -.:@_(\u200b元三１'),
      fc.stringMatching(/^[0-9]{1,9}$/),
      fc.stringMatching(/^(?:[0-9] ){1,9}$/),
      fc.stringMatching(/^[a-zA-Z]{1,2}[0-9]{0,9}$/),
      fc
        .tuple(fc.constantFrom(...values), fc.nat(20), fc.nat(20))
        .map(([value, from, count]) => value.slice(from, from + count)),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

type MatchNumber = (start: NumberStart) => Attempt;
type MatchWord = (view: View, at: number) => Attempt;
const DIGITS: readonly (readonly [bit: number, match: MatchNumber])[] = [
  [MAY_BE.residentId, matchResidentId],
  [MAY_BE.oldResidentId, matchOldResidentId],
  [MAY_BE.mobile, matchMobile],
  [MAY_BE.landline, matchLandline],
  [MAY_BE.bankCard, matchBankCard],
  [MAY_BE.foreignerId, matchForeignerId],
  [MAY_BE.creditCode, matchCreditCode],
  [MAY_BE.qq, matchQq],
];
const LETTERS: readonly (readonly [bit: number, match: MatchNumber])[] = [
  [MAY_BE.oldForeignerId, matchOldForeignerId],
  [MAY_BE.creditCode, matchCreditCode],
];
const WORDS: readonly (readonly [bit: number, match: MatchWord])[] = [
  [MAY_BE_WORD.passport, matchPassport],
  [MAY_BE_WORD.hkMacaoPermit, matchHkMacaoPermit],
  [MAY_BE_WORD.taiwanPermit, matchTaiwanPermit],
  [MAY_BE_WORD.email, matchEmail],
  [MAY_BE_WORD.ipv4, matchIpv4],
  [MAY_BE_WORD.ipv6, matchIpv6],
  [MAY_BE_WORD.wechat, matchWechat],
];

it('no gate keeps a matcher from what it would find or wait for', (t) => {
  const holds = (view: View): void => {
    for (let at = 0; at < view.text.length; at += 1) {
      const code = foldUnit(view.text.charCodeAt(at));
      if (code === 0 || isAfterAlnum(view.text, at)) continue;
      const isDigit = isDigitCode(code);
      const where = `${JSON.stringify(view)} at ${at}`;
      const words = wordGatesOf(view, at, isDigit);
      for (const [bit, match] of WORDS) if ((words & bit) === 0) assert.equal(match(view, at), null, where);
      const run = new Run(false);
      run.open(view);
      const start = { view, at, run: run.moveTo(at) };
      const gates = gatesOf(run);
      for (const [bit, match] of isDigit ? DIGITS : LETTERS) {
        const found = match(start);
        if ((gates & bit) === 0) assert.equal(found, null, where);
        // A word of letters that ends before a mark is waited for no more, although a run alone would be.
        if ((words & MAY_BE_WORD.number) === 0) assert.ok(found === null || found === 'live', where);
      }
    }
  };
  checkProperty(
    t,
    fc.property(text, fc.boolean(), (one, isEnd) => holds({ text: one, isEnd })),
    400,
  );
});

it('words before a place are found wherever their expression finds them', (t) => {
  const words = Object.values(CONTEXTS).flatMap(({ source }) => source.match(/[\p{L}]+/gu) ?? []);
  const before = fc
    .array(fc.constantFrom(...words, ...' 号:：是#(Qv/V1一. '), { maxLength: 7 })
    .map((parts) => parts.join(''));
  const names: readonly ContextName[] = [
    'phone',
    'phoneNear',
    'identity',
    'card',
    'passport',
    'hkMacao',
    'taiwan',
    'foreigner',
    'ip',
    'version',
    'qq',
    'business',
  ];
  assert.deepEqual([...names].sort(), Object.keys(CONTEXTS).sort());
  checkProperty(
    t,
    fc.property(before, fc.constantFrom(...names), (one, name) => {
      const isNamed = CONTEXTS[name].test(one.slice(-CONTEXT_UNITS));
      assert.equal(hasContext(`${one}1`, one.length, name), isNamed);
    }),
    2_000,
  );
});
