import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasCitizenNumber, type PrivacyKind } from '../../contract/index.ts';
import type { KeptRecords, RetainedKind } from '../../evidence/index.ts';
import { DAY_MS, HeguiError, HOUR_MS, MINUTE_MS } from '../../kernel/index.ts';
import { judgeErasures, judgeRequests, judgeRetention } from './controls.ts';
import {
  carryOnAt,
  daysOf,
  extendedLimit,
  isCopying,
  isErasing,
  isRestricting,
  KINDS,
  leftOver,
  limitsFrom,
  needsIdentity,
  nextDueAt,
  nextOf,
  requireImpartial,
  requireKnown,
  requireLawfulTerms,
  requireOpen,
  takeOverAt,
  workingDaysLeft,
} from './rules.ts';

const NOW = new Date('2026-11-26T02:00:00Z');
const failsWith = (code: string) => (error: unknown) => error instanceof HeguiError && error.code === code;

// What each kind needs and does; a kind that is missing here does not compile.
const WHAT: Readonly<Record<PrivacyKind, string>> = {
  access: 'identity copy',
  copy: 'identity copy',
  correct: 'identity',
  supplement: 'identity',
  delete: 'identity erase restrict',
  'restrict-training': 'identity restrict',
  explain: '',
  'withdraw-consent': 'identity restrict',
  'close-account': 'identity erase restrict',
};
for (const kind of KINDS) {
  test(`${kind} needs and does: ${WHAT[kind] || 'nothing'} [measures#11]`, () => {
    const found = [
      needsIdentity(kind) && 'identity',
      isCopying(kind) && 'copy',
      isErasing(kind) && 'erase',
      isRestricting(kind) && 'restrict',
    ].filter((word) => word !== false);
    assert.equal(found.join(' '), WHAT[kind]);
    if (isErasing(kind) || isCopying(kind)) assert.ok(needsIdentity(kind), 'nothing personal for somebody unknown');
  });
}

test('fifteen working days end on a day in China, and holidays are not counted', () => {
  const limits = limitsFrom(NOW);
  assert.deepEqual([limits.acknowledgeBy, limits.answerBy], ['2026-11-30', '2026-12-17']);
  assert.equal(limits.answerDueAt.toISOString(), '2026-12-17T16:00:00.000Z');
  assert.equal(limitsFrom(new Date('2026-09-30T15:00:00Z')).acknowledgeBy, '2026-10-09');
});

test('a request is extended once, before it is late, and by no more than may be', () => {
  const request = { extended: false, answerDueAt: limitsFrom(NOW).answerDueAt };
  assert.equal(extendedLimit(request, 5, NOW).answerBy, '2026-12-24');
  assert.throws(() => extendedLimit({ ...request, extended: true }, 5, NOW), failsWith('E_CONFLICT'));
  assert.throws(() => extendedLimit(request, 5, request.answerDueAt), failsWith('E_CONFLICT'));
  assert.throws(() => extendedLimit(request, 16, NOW), failsWith('E_REQUEST_INVALID'));
});

test('what is next follows from the state, and nothing is next once it ended', () => {
  const [acknowledgeDueAt, answerDueAt] = [new Date(1), new Date(2)];
  const due = (state: Parameters<typeof nextOf>[0]) =>
    `${nextOf(state)} ${nextDueAt({ state, acknowledgeDueAt, answerDueAt })?.getTime()}`;
  assert.deepEqual((['received', 'acknowledged', 'executing', 'answered', 'withdrawn'] as const).map(due), [
    'acknowledge 1',
    'answer 2',
    'answer 2',
    'null undefined',
    'null undefined',
  ]);
  assert.deepEqual(
    [workingDaysLeft(limitsFrom(NOW).answerDueAt, NOW), workingDaysLeft(new Date('2026-11-24T16:00:00Z'), NOW)],
    [15, -2],
  );
  requireOpen({ state: 'received' });
  for (const state of ['executing', 'answered', 'withdrawn'] as const)
    assert.throws(() => requireOpen({ state }), failsWith('E_CONFLICT'), state);
});

test('nobody decides over an appeal of their own decision, and nothing personal goes to somebody unknown', () => {
  requireImpartial('staff:a', ['staff:b']);
  assert.throws(() => requireImpartial('staff:a', ['staff:b', 'staff:a']), failsWith('E_ROLE_FORBIDDEN'));
  requireKnown({ kind: 'delete', endUser: null }, 'refused');
  requireKnown({ kind: 'explain', endUser: null }, 'fulfilled');
  requireKnown({ kind: 'delete', endUser: 'u' }, 'fulfilled');
  assert.throws(() => requireKnown({ kind: 'delete', endUser: null }, 'fulfilled'), failsWith('E_CONFLICT'));
  assert.throws(() => requireKnown({ kind: 'copy', endUser: null }, 'partly-fulfilled'), failsWith('E_CONFLICT'));
});

const kept = (until: Date | null): KeptRecords => ({
  count: 1,
  reason: { zh: '依', en: 'why' },
  law: 'csl#23',
  until,
});

test('what stays is looked at again when the first hold ends, never at once and never not at all', () => {
  assert.equal(carryOnAt([], NOW), null);
  const soon = new Date(NOW.getTime() + 5 * DAY_MS);
  assert.deepEqual(carryOnAt([kept(null), kept(soon)], NOW), soon);
  fc.assert(
    fc.property(fc.array(fc.option(fc.date({ noInvalidDate: true })), { minLength: 1 }), (dates) => {
      const at = carryOnAt(dates.map(kept), NOW);
      return at !== null && at.getTime() >= NOW.getTime() + HOUR_MS;
    }),
  );
  assert.equal(
    leftOver([
      { erasable: 2, kept: [] },
      { erasable: 1, kept: [kept(null)] },
    ]),
    3,
  );
});

test('an order that was begun is taken over ever later, within a day', () => {
  const waits = [0, 1, 4, 20].map((attempts) => takeOverAt({ attempts }, NOW).getTime() - NOW.getTime());
  assert.deepEqual(waits, [10 * MINUTE_MS, 20 * MINUTE_MS, 160 * MINUTE_MS, DAY_MS]);
});

const KIND: RetainedKind = {
  kind: 'logs',
  title: { zh: '日志', en: 'logs' },
  about: { zh: '日志', en: 'logs' },
  daysMin: 184,
  basis: 'csl#23',
  confidence: 'official-text',
  daysDefault: 365,
  countOlder: async () => 0,
  eraseOlder: async () => 0,
};

test('no term is below the law, whatever is stored, and unknown kinds are named', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_000 }), (days) => daysOf(KIND, { days: { logs: days } }) >= KIND.daysMin),
  );
  assert.equal(daysOf(KIND, { days: {} }), 365);
  requireLawfulTerms([KIND], { days: { logs: 184 } });
  assert.throws(() => requireLawfulTerms([KIND], { days: { logs: 183 } }), /days\.logs.*184 days \(csl#23\)/);
  assert.throws(() => requireLawfulTerms([KIND], { days: { other: 400 } }), /days\.other/);
});

test('numbers of identity documents are seen in words, and other long numbers are not', () => {
  const said = ['我的号码是11010519491231002X，请查', '11010519491231002x', 'id 110105200002290011.'];
  assert.deepEqual(said.map(hasCitizenNumber), [true, true, true]);
  const others = [
    '订单 202611260000000001',
    '4111111111111111',
    'prq_01KYE7HZ1D6A8XR0000000000',
    '110105194912310021234',
  ];
  assert.deepEqual(others.map(hasCitizenNumber), [false, false, false, false]);
});

test('the board tells what is overdue, unproven and unswept', () => {
  assert.deepEqual([judgeRequests(3, 0).status, judgeRequests(3, 1).status], ['met', 'breached']);
  const erasures = (late: number, faulty = 0) => judgeErasures({ due: 1, late, proven: 2, faulty }).status;
  assert.deepEqual([erasures(0), erasures(1), erasures(0, 1)], ['met', 'breached', 'breached']);
  const row = (hours: number, leftOver: number) => [
    { kind: 'logs', sweptAt: new Date(NOW.getTime() - hours * HOUR_MS), erased: 5, leftOver },
  ];
  const retention = [[], row(1, 0), row(1, 9), row(25, 0)].map((swept) => judgeRetention(swept, ['logs'], NOW).status);
  assert.deepEqual(retention, ['unknown', 'met', 'due', 'breached']);
});
