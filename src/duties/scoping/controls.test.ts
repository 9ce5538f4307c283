import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideScope, readFacts } from '../../scope/index.ts';
import type { ServiceScope } from '../../status/index.ts';
import { judgeScope } from './controls.ts';

const NOW = new Date('2026-11-26T08:00:00Z');
const INTERNAL = decideScope(
  readFacts({ audience: 'internal_staff', generative_ai: true, outputs: ['text'] }),
  '2026-11-26',
);
const CLOSED = { ...INTERNAL, questions: [] };
const service = (memo: Partial<NonNullable<ServiceScope['memo']>> | null, hasChanged = false): ServiceScope => ({
  serviceId: 'svc_1',
  name: '甲',
  memo: memo === null ? null : { findings: CLOSED, madeAt: NOW, isSigned: true, ...memo },
  hasChanged,
});
const question = { fact: 'stage', kind: 'unknown', zh: '', en: '', values: [], changes: ['core_articles'] } as const;

const CASES: readonly (readonly [what: string, services: ServiceScope[], status: string])[] = [
  ['no service', [], 'not-applicable'],
  ['one signed memo', [service({})], 'met'],
  ['one of two without a memo', [service({}), service(null)], 'unknown'],
  ['an unsigned memo', [service({ isSigned: false })], 'due'],
  ['findings that would now be others', [service({}, true)], 'due'],
  ['an open question', [service({ findings: { ...CLOSED, questions: [question] } })], 'due'],
  ['a memo of half a year and a day', [service({ madeAt: new Date('2026-05-28T08:00:00Z') })], 'due'],
];
for (const [what, services, status] of CASES) {
  test(`scope: ${what} is ${status}`, () => assert.equal(judgeScope(services, NOW).status, status));
}
