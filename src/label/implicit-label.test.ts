import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildImplicitLabel, isLawfulLabel, labelText, readImplicitLabel, toLabelName } from './implicit-label.ts';

const CODE = '001191440300708461136T1XGW3';
const ID = 'exc_01JD000000ABCDEFGHJKMNPQRS';
const LABEL = buildImplicitLabel({ providerCode: CODE, produceId: ID });
const TEXT = labelText(LABEL);

test('a first label is one JSON line with the seven strings in the order of Annex E', () => {
  assert.equal(
    TEXT,
    `{"AIGC":{"Label":"1","ContentProducer":"${CODE}","ProduceID":"${ID}","ReservedCode1":"","ContentPropagator":"${CODE}","PropagateID":"${ID}","ReservedCode2":""}}`,
  );
});

test('a built label reads back without a finding', () => {
  assert.deepEqual(readImplicitLabel(TEXT), { label: LABEL, findings: [] });
});

for (const producer of ['客服', 'with space', 'back\\slash', 'tab\t', '']) {
  test(`building refuses the producer ${JSON.stringify(producer)}`, () => {
    assert.throws(() => buildImplicitLabel({ providerCode: producer, produceId: ID }), { code: 'E_REQUEST_INVALID' });
  });
}

test('a quote is lawful and written with a backslash', () => {
  assert.match(labelText(buildImplicitLabel({ providerCode: 'a"b', produceId: ID })), /"ContentProducer":"a\\"b"/);
});

const changed = (change: (members: Record<string, unknown>) => void): string => {
  const members: Record<string, unknown> = { ...LABEL.AIGC };
  change(members);
  return JSON.stringify({ AIGC: members });
};
const FAULTS: readonly (readonly [finding: string, json: string])[] = [
  ['json', 'no json'],
  ['json', '[]'],
  ['wrapper', '{"aigc":{}}'],
  ['wrapper', '{"AIGC":"x"}'],
  ['wrapper', JSON.stringify({ ...LABEL, other: 1 })],
  ['missing', changed((members) => delete members.ReservedCode2)],
  ['unknown', changed((members) => Object.assign(members, { ReserveCode1: '' }))],
  ['type', changed((members) => Object.assign(members, { ReservedCode1: null }))],
  ['type', changed((members) => Object.assign(members, { Label: 1 }))],
  ['label', changed((members) => Object.assign(members, { Label: '4' }))],
  ['characters', changed((members) => Object.assign(members, { ContentProducer: '示例公司' }))],
  ['empty', changed((members) => Object.assign(members, { ProduceID: '' }))],
];
for (const [finding, json] of FAULTS) {
  test(`reading ${json.slice(0, 60)}… finds ${finding}`, () => {
    assert.equal(isLawfulLabel(json), false);
    assert.ok(readImplicitLabel(json).findings.some(({ code }) => code === finding));
  });
}

test('another order of the members is a warning only', () => {
  const json = JSON.stringify({ AIGC: Object.fromEntries(Object.entries(LABEL.AIGC).reverse()) });
  assert.deepEqual(
    readImplicitLabel(json).findings.map(({ severity, code }) => [severity, code]),
    [['warning', 'order']],
  );
});

test('any name becomes one that a label can carry, without two names becoming one', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
      const safe = toLabelName(name);
      assert.ok(isLawfulLabel(labelText(buildImplicitLabel({ providerCode: safe, produceId: ID }))));
      if (safe !== name) assert.equal(decodeURIComponent(safe), name);
    }),
  );
});
