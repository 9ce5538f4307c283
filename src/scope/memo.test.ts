import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarOf } from './calendar.ts';
import { explore } from './explore.ts';
import { ALL_POSSIBLE } from './fact-view.ts';
import { decideScope, FINDING_TEXTS, readFacts, valueText, writeFindings, writeMemo } from './index.ts';
import { deadlineRules } from './rules/deadlines.ts';
import { providerDutyRules } from './rules/duties-of-provider.ts';
import { serviceDutyRules } from './rules/duties-of-service.ts';
import { licenceRules } from './rules/licences.ts';
import { DAY, findingsOf, SERVICE } from './testing/service.ts';

test('every duty, deadline and licence that a rule can find has Chinese words', () => {
  const world = { known: ALL_POSSIBLE.map(() => undefined), possible: ALL_POSSIBLE };
  const items = [...serviceDutyRules, ...providerDutyRules, ...deadlineRules, ...licenceRules].flatMap(({ decide }) =>
    explore(decide, [world], calendarOf(DAY)).leaves.flatMap(({ outcome }) => outcome.value),
  );
  assert.ok(new Set(items).size > 40);
  for (const item of new Set(items)) assert.match(valueText(item).zh, /\p{Script=Han}/u, item);
});

test('a memo tells every fact, every finding and every question', () => {
  const facts = readFacts({ ...SERVICE, public_opinion: null });
  const findings = decideScope(facts, DAY);
  for (const language of ['zh', 'en'] as const) {
    const memo = writeMemo(facts, findings, DAY, language).join('\n');
    for (const { finding, sources } of findings.reasons) {
      if (finding !== 'facts') assert.ok(memo.includes(FINDING_TEXTS[finding][language]), finding);
      assert.ok(sources.length > 0);
    }
    for (const question of findings.questions) assert.ok(memo.includes(question[language]), question.fact);
  }
});

test('findings written with shared reasons are the same JSON as written whole', () => {
  for (const facts of [SERVICE, {}, SERVICE, { ...SERVICE, stage: 'change' }]) {
    const findings = findingsOf(facts);
    assert.deepEqual(JSON.parse(writeFindings(findings)), JSON.parse(JSON.stringify(findings)));
  }
});
