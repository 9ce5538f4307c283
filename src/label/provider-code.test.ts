import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCreditCodeFault } from './credit-code.ts';
import { buildProviderCode, checkProviderCode } from './provider-code.ts';

// Codes met in public files; what they share is that each is bound to a registered organisation.
const SEEN_CODES = [
  '001191440300708461136T1XGW3',
  '001191440300708461136T1308L',
  '001191110102MACQD9K64010000',
  '001191110102MAD55U9H0F10002',
  '00119144030008867405X210002',
  '001191330106MA2CFLDG4R10001',
  '001191110108335469089C10100',
  '001191310104MACE0YX63918020',
  '001191110108MA01KP2T5U00000',
  '001191340000711771143J00000',
];
const SEEN_CREDIT_CODES = [
  ...SEEN_CODES.map((code) => code.slice(4, 22)),
  '91110000802100433B',
  '91440101MA9Y9T4H7A',
  '91340100MAEB4N8H76',
  '91110105MACJ6K1C8A',
];
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const codesOf = (code: string): string[] => checkProviderCode(code).findings.map((finding) => finding.code);

for (const code of SEEN_CREDIT_CODES) {
  test(`credit code ${code}: its check digit holds, and no single other character in any place does`, () => {
    assert.equal(findCreditCodeFault(code), null);
    for (let at = 0; at < 18; at++) {
      for (const character of ALPHABET) {
        if (character === code[at]) continue;
        const flipped = code.slice(0, at) + character + code.slice(at + 1);
        assert.equal(findCreditCodeFault(flipped)?.kind, 'check-digit', flipped);
      }
    }
  });
}

for (const code of SEEN_CODES) {
  test(`provider code ${code} passes without a finding`, () => {
    assert.deepEqual(checkProviderCode(code).findings, []);
  });
}

test('a fault names the expected check digit', () => {
  assert.deepEqual(findCreditCodeFault('91440300708461136A'), { kind: 'check-digit', expected: 'T', found: 'A' });
});

test('a fault names the character that no credit code has, and its place', () => {
  assert.deepEqual(findCreditCodeFault('9144O300708461136T'), { kind: 'character', at: 5, character: 'O' });
});

test('building gives the code that its parts spell', () => {
  assert.equal(buildProviderCode('91440300708461136T', 'XGW3'), '001191440300708461136T1XGW3');
});

test('building refuses a credit code with a wrong check digit and names the field', () => {
  assert.throws(() => buildProviderCode('91440300708461136A', '0001'), {
    code: 'E_REQUEST_INVALID',
    message: /^creditCode: ends in the check digit A.*call for T/,
  });
});

test('building refuses a model code in small letters', () => {
  assert.throws(() => buildProviderCode('91440300708461136T', 'abcd'), /^HeguiError: modelCode/);
});

const WRONG: readonly (readonly [title: string, code: string, finding: string])[] = [
  ['26 characters', '001191440300708461136T1XGW', 'length'],
  ['28 characters', '001191440300708461136T1XGW30', 'length'],
  ['another format code', '011191440300708461136T1XGW3', 'prefix'],
  ['small letters', '001191440300708461136t1XGW3', 'lower-case'],
  ['a character that is neither digit nor letter', '001191440300708461136T1XG-3', 'characters'],
  ['service type 3', '001191440300708461136T3XGW3', 'service-type'],
  ['a wrong check digit', '001191440300708461136A1XGW3', 'check-digit'],
];
for (const [title, code, finding] of WRONG) {
  test(`a provider code with ${title} breaks a rule: ${finding}`, () => {
    assert.equal(checkProviderCode(code).isValid, false);
    assert.ok(codesOf(code).includes(finding), codesOf(code).join());
  });
}

test('service type 0 before a model code is odd but breaks no rule', () => {
  const checked = checkProviderCode('001191440101MA9Y9T4H7A00001');
  assert.equal(checked.isValid, true);
  assert.deepEqual(
    checked.findings.map(({ severity, code }) => [severity, code]),
    [['warning', 'service-type']],
  );
});

test('a code that is not bound to a credit code is passed with a warning, since its rules are unknown', () => {
  const checked = checkProviderCode('002191440300708461136A10001');
  assert.equal(checked.isValid, true);
  assert.deepEqual(
    checked.findings.map(({ code }) => code),
    ['subject'],
  );
});
