import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCreditCode, normalizeCreditCode, providerCodeParts } from './credit-code.ts';

const valid = '91440300708461136T';

test('a credit code whose check digit holds is accepted', () => {
  assert.equal(checkCreditCode(valid), 'ok');
});

test('a credit code with any one character changed is refused', () => {
  for (let position = 0; position < valid.length; position += 1) {
    const other = valid[position] === '7' ? '8' : '7';
    const changed = valid.slice(0, position) + other + valid.slice(position + 1);
    assert.equal(checkCreditCode(changed), 'check-digit', changed);
  }
});

test('each way a code can be unfinished or wrong is named', () => {
  assert.equal(checkCreditCode(''), 'empty');
  assert.equal(checkCreditCode('9144'), 'short');
  assert.equal(checkCreditCode(`${valid}1`), 'long');
  assert.equal(checkCreditCode('9144O'), 'alphabet');
});

test('spaces and small letters are taken for what was meant', () => {
  assert.equal(normalizeCreditCode(' 91440300 708461136t '), valid);
});

test('the provider code has 27 characters, also while the credit code is being typed', () => {
  const codeOf = (creditCode: string, modelCode: string) =>
    providerCodeParts(creditCode, modelCode)
      .map((part) => part.text)
      .join('');
  assert.equal(codeOf(valid, 'XGW3'), '001191440300708461136T1XGW3');
  assert.equal(codeOf('914', '').length, 27);
});
