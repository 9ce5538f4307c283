import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TermRules } from '@hegui/contract';
import fc from 'fast-check';
import '../../../tests/support/console-modules.ts';

// Not before the line above has taught Node where the console's imports are.
const { foldingSchema, termRulesSchema } = await import('@hegui/contract');
const { draftOfTerm, EMPTY_DRAFT, entriesOf, FOLD_KINDS, fieldOfPath, findDraftFaults, termOfDraft } = await import(
  './term-draft.ts'
);

const FOLDING = foldingSchema.parse({});
const faultsOf = (draft: Partial<typeof EMPTY_DRAFT>): string[] =>
  findDraftFaults({ ...EMPTY_DRAFT, ...draft }, FOLDING).map(({ field, kind }) => `${field} ${kind}`);

const phrases = (maxLength: number) =>
  fc.uniqueArray(fc.stringMatching(/^[甲乙丙a-c]{1,5}$/), { minLength: 1, maxLength });
const rulesArbitrary: fc.Arbitrary<TermRules> = fc.record(
  {
    allow: phrases(4),
    wholeWord: fc.boolean(),
    gap: fc.integer({ min: 0, max: 32 }),
    context: fc.record({
      kind: fc.constantFrom('requires' as const, 'excludes' as const),
      terms: phrases(3),
      within: fc.integer({ min: 0, max: 64 }),
    }),
    combine: fc.record({ with: phrases(3) }),
    fold: fc.dictionary(fc.constantFrom(...FOLD_KINDS), fc.boolean(), { minKeys: 1 }),
  },
  { requiredKeys: [] },
);

test('whatever rules a term has, its form says them again', () => {
  fc.assert(
    fc.property(rulesArbitrary, (given) => {
      const rules = termRulesSchema.parse(given);
      const term = {
        ...termOfDraft(EMPTY_DRAFT),
        text: '甲*乙',
        rules: Object.keys(rules).length === 0 ? null : rules,
      };
      const said = termOfDraft(draftOfTerm(term));
      assert.deepEqual(said, term);
    }),
  );
});

test('an empty form lacks a text and nothing else; a filled one lacks nothing', () => {
  assert.deepEqual(faultsOf({}), ['text missing']);
  assert.deepEqual(faultsOf({ text: '禁词甲', note: ' ', contextTerms: '未用', combine: '乙\n\n乙' }), []);
});

test('what the engine cannot look for is told at its field', () => {
  assert.deepEqual(faultsOf({ text: '...' }), ['text unfit']);
  assert.deepEqual(faultsOf({ text: '...', foldOff: ['separators'] }), []);
  assert.deepEqual(faultsOf({ text: '甲', contextKind: 'requires' }), ['contextTerms missing']);
  assert.deepEqual(faultsOf({ text: '甲', contextKind: 'requires', contextTerms: '旁\n-' }), ['contextTerms unfit']);
  assert.deepEqual(faultsOf({ text: '甲', combine: [...'一二三四五六七八九'].join('\n') }), ['combine tooMany']);
  assert.deepEqual(faultsOf({ text: '甲', allow: '甲'.repeat(201) }), ['allow tooLong']);
  assert.deepEqual(faultsOf({ text: '甲', validFrom: '2026-11-27', validTo: '2026-11-26' }), ['validTo order']);
});

test('a path of the answer leads to the field that it means', () => {
  const paths = [
    'text',
    'validTo',
    'rules.context.terms.1',
    'rules.context.within',
    'rules.combine.with.0',
    'rules.gap',
  ];
  const fields = ['text', 'validTo', 'contextTerms', 'contextWithin', 'combine', 'gap'];
  assert.deepEqual(paths.map(fieldOfPath), fields);
  assert.equal(fieldOfPath('target'), null);
});

test('entries are trimmed, and each counts once', () => {
  assert.deepEqual(entriesOf(' 甲 \r\n\n乙\n甲'), ['甲', '乙']);
});
