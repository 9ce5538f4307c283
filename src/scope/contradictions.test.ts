import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, type FactsGiven, findingsWith, ON_FILED_MODEL } from './testing/service.ts';

/** What is told, the two facts that deny each other, what is open for it, and what does not depend on it. */
type Case = readonly [
  title: string,
  facts: FactsGiven,
  atOdds: readonly [string, string],
  open: readonly string[],
  firm: FactsGiven,
];

const CASES: readonly Case[] = [
  [
    'an own model with a filed upstream',
    { upstream_filed: true },
    ['model_origin', 'upstream_filed'],
    [],
    { algorithm_filing: 'required', security_assessment_2018: 'required' },
  ],
  [
    'only prompts, yet changed weights',
    { model_origin: null, retrieval_or_prompt_only: true, weights_changed_by_provider: true },
    ['retrieval_or_prompt_only', 'weights_changed_by_provider'],
    ['genai_route'],
    { measures_apply: 'yes' },
  ],
  [
    'a filed model that is said to be changed',
    { ...ON_FILED_MODEL, weights_changed_by_provider: true },
    ['model_origin', 'weights_changed_by_provider'],
    ['genai_route'],
    { real_identity: 'required_in_practice' },
  ],
  [
    'a fine-tune that changes no weights',
    { model_origin: 'filed_api_finetuned', weights_changed_by_provider: false },
    ['model_origin', 'weights_changed_by_provider'],
    ['genai_route'],
    { algorithm_filing: 'required' },
  ],
  [
    'a fine-tune of prompts only',
    { model_origin: 'open_weights_finetuned', retrieval_or_prompt_only: true, weights_changed_by_provider: null },
    ['model_origin', 'retrieval_or_prompt_only'],
    ['genai_route'],
    { algorithm_filing: 'required' },
  ],
  [
    'a filed model that is not filed',
    { ...ON_FILED_MODEL, upstream_filed: false },
    ['model_origin', 'upstream_filed'],
    ['genai_route'],
    { security_assessment_2018: 'required' },
  ],
  [
    'a model from abroad that is filed',
    { ...ON_FILED_MODEL, model_origin: 'overseas_api' },
    ['model_origin', 'upstream_filed'],
    ['genai_route'],
    { algorithm_filing: 'required' },
  ],
  [
    'staff only, with a public feed',
    { audience: 'internal_staff', social_features: ['feed'] },
    ['audience', 'social_features'],
    ['measures_apply', 'role', 'genai_route', 'real_identity'],
    { companion_measures: 'no' },
  ],
  [
    'no attribute, with comments for all',
    { public_opinion: 'no', social_features: ['comments'] },
    ['public_opinion', 'social_features'],
    ['security_assessment_2018', 'algorithm_filing', 'genai_route'],
    { measures_apply: 'yes' },
  ],
  [
    'nothing generated, with a companion',
    { generative_ai: false, sustained_emotional_companion: true },
    ['generative_ai', 'sustained_emotional_companion'],
    ['measures_apply', 'companion_measures'],
    { security_assessment_2018: 'required' },
  ],
  [
    'nothing generated, with faces made',
    { generative_ai: false, biometric_edit: true },
    ['generative_ai', 'biometric_edit'],
    ['measures_apply', 'labels.explicit'],
    { security_assessment_2018: 'required' },
  ],
];

for (const [title, facts, atOdds, open, firm] of CASES) {
  test(`${title}: both facts are named and asked about first, and neither is believed`, () => {
    const findings = findingsWith(facts);
    for (const path of open) assert.equal(at(findings, path), 'uncertain', path);
    assert.deepEqual(Object.fromEntries(Object.keys(firm).map((path) => [path, at(findings, path)])), firm);
    const asked = findings.questions.filter(({ kind }) => kind === 'contradiction').map(({ fact }) => fact);
    assert.deepEqual(asked.toSorted(), atOdds.toSorted());
    assert.deepEqual(
      findings.questions.slice(0, 2).map(({ kind }) => kind),
      ['contradiction', 'contradiction'],
    );
    const told = findings.reasons.find(({ finding, value }) => finding === 'facts' && value === 'contradiction');
    assert.deepEqual(Object.keys(told?.facts ?? {}).toSorted(), atOdds.toSorted());
  });
}

test('several contradictions at once are all named, and nothing that rests on them is firm', () => {
  const findings = findingsWith({
    audience: 'internal_staff',
    social_features: ['feed', 'comments'],
    public_opinion: 'no',
    model_origin: 'filed_api',
    upstream_filed: false,
    weights_changed_by_provider: true,
    retrieval_or_prompt_only: true,
  });
  assert.equal(findings.reasons.filter(({ value }) => value === 'contradiction').length, 5);
  for (const path of ['measures_apply', 'genai_route', 'security_assessment_2018'])
    assert.equal(at(findings, path), 'uncertain');
});
