import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MeasurePolicy, MeasureRungRule } from '../../contract/index.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/index.ts';
import { describeSeed } from '../../kernel/testing/seeded-random.ts';
import {
  appealDueAt,
  mayAppeal,
  nextMeasure,
  type PastMeasure,
  requireImpartial,
  requireSoundPolicy,
  severityOf,
  startPolicy,
} from './rules.ts';
import { type StoredRequest, simulate } from './simulate.ts';

const NOW = new Date('2026-11-26T02:00:00Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * MINUTE_MS);
const rule = (given: Partial<MeasureRungRule>): MeasureRungRule => ({
  rung: 'warning',
  inRow: 3,
  within: { strikes: 5, hours: 24 },
  days: 3,
  endpoints: [],
  confirm: false,
  ...given,
});
const POLICY: MeasurePolicy = {
  risks: ['A.1.a'],
  strikeDays: 30,
  rememberDays: 60,
  rungs: [
    rule({}),
    rule({ rung: 'restriction', endpoints: ['videos'] }),
    rule({ rung: 'suspension', days: 1, confirm: true }),
  ],
};
const past = (given: Partial<PastMeasure>): PastMeasure => ({
  rung: 'warning',
  state: 'active',
  imposedAt: ago(100),
  until: new Date(NOW.getTime() + DAY_MS),
  ...given,
});

test('what follows on refusals, case by case [measures#14]', () => {
  const cases: readonly [
    string,
    { minutes: number[]; acceptedAt?: Date; history?: PastMeasure[] },
    [string, string] | null,
  ][] = [
    ['two in a row are not enough', { minutes: [2, 1] }, null],
    ['three in a row are warned about', { minutes: [3, 2, 1] }, ['warning', 'in-a-row']],
    ['an accepted request between them breaks the row', { minutes: [4, 2, 1], acceptedAt: ago(3) }, null],
    ['one before them does not', { minutes: [3, 2, 1], acceptedAt: ago(4) }, ['warning', 'in-a-row']],
    ['five in a day are too many', { minutes: [500, 400, 300, 200, 1], acceptedAt: ago(2) }, ['warning', 'within']],
    ['five in more than a day are not', { minutes: [1_441, 400, 300, 200, 1], acceptedAt: ago(2) }, null],
    ['what is too old does not count', { minutes: [31 * 1_440, 2, 1] }, null],
    ['after a warning comes a restriction', { minutes: [3, 2, 1], history: [past({})] }, ['restriction', 'in-a-row']],
    ['from refusals that came after it', { minutes: [102, 101, 1], history: [past({})] }, null],
    [
      'the last step waits for a person, and nothing is added meanwhile',
      {
        minutes: [3, 2, 1],
        history: [past({ rung: 'suspension', state: 'proposed', imposedAt: ago(10), until: null })],
      },
      null,
    ],
    [
      'then comes a suspension',
      { minutes: [3, 2, 1], history: [past({ rung: 'restriction', imposedAt: ago(50) }), past({})] },
      ['suspension', 'in-a-row'],
    ],
    [
      'a step that is forgotten is taken anew',
      { minutes: [3, 2, 1], history: [past({ state: 'ended', imposedAt: ago(90 * 1_440), until: ago(61 * 1_440) })] },
      ['warning', 'in-a-row'],
    ],
    ['nothing is above a suspension in force', { minutes: [3, 2, 1], history: [past({ rung: 'suspension' })] }, null],
    [
      'once it is over it comes again',
      { minutes: [3, 2, 1], history: [past({ rung: 'suspension', state: 'ended', until: ago(10) })] },
      ['suspension', 'in-a-row'],
    ],
    ['a machine adds nothing to an end', { minutes: [3, 2, 1], history: [past({ rung: 'end', until: null })] }, null],
  ];
  for (const [name, { minutes, acceptedAt = null, history = [] }, expected] of cases) {
    const strikes = minutes.map((one) => ({ at: ago(one) }));
    const found = nextMeasure(POLICY, { strikes, history, acceptedAt, now: NOW });
    assert.deepEqual(found === null ? null : [found.rule.rung, found.ground], expected, name);
  }
});

test('whatever is refused, a step is taken only after the one before it, and never an end by a machine', (t) => {
  const minutes = fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(minutes, fc.boolean(), (gaps, breaks) => {
      let at = NOW.getTime();
      const requests: StoredRequest[] = gaps.map((gap, index) => {
        at += gap * MINUTE_MS;
        const isStrike = !breaks || index % 7 !== 0;
        const strikeRisks = isStrike ? ['A.1.a'] : null;
        return { endUser: 'u', at: new Date(at), endpoint: 'chat.completions', isRefused: isStrike, strikeRisks };
      });
      const span = { days: 30, from: '', to: '', users: 1, partial: false };
      const { rungs, strikes, histogram } = simulate(POLICY, requests, span);
      const met = rungs.map(({ users }) => users);
      assert.ok(
        met.every((users, index) => index === 0 || users <= (met[index - 1] ?? 0)),
        JSON.stringify(rungs),
      );
      assert.equal(
        histogram.reduce((sum, { users }) => sum + users, 0),
        strikes > 0 ? 1 : 0,
      );
    }),
    { seed: describeSeed(t), numRuns: 200 },
  );
});

test('a simulation tells who would have met which rung, and leaves out what the door would have stopped', () => {
  const strike = (endUser: string, hours: number, risk = 'A.1.a'): StoredRequest => ({
    endUser,
    at: new Date(NOW.getTime() + hours * HOUR_MS),
    endpoint: 'chat.completions',
    isRefused: true,
    strikeRisks: [risk],
  });
  const nine = Array.from({ length: 12 }, (_, index) => strike('a', index));
  const found = simulate(POLICY, [...nine, strike('b', 1), strike('c', 1, 'A.2.a')], {
    days: 7,
    from: NOW.toISOString(),
    to: NOW.toISOString(),
    users: 9,
    partial: false,
  });
  assert.deepEqual(
    found.rungs.map(({ rung, users, measures }) => [rung, users, measures]),
    [
      ['warning', 1, 1],
      ['restriction', 1, 1],
      ['suspension', 1, 1],
    ],
  );
  assert.deepEqual([found.users, found.struck, found.strikes], [9, 2, 10], 'three of a came while it was suspended');
});

test('a policy is sound when the mildest comes first, each step says when, and a machine goes no further than it may', () => {
  requireSoundPolicy(POLICY);
  requireSoundPolicy(startPolicy());
  const broken: readonly [string, Partial<MeasurePolicy>][] = [
    ['settings.risks', { risks: [] }],
    ['settings.risks', { risks: ['A.1.z'] }],
    ['settings.rungs.0.rung', { rungs: [rule({ rung: 'suspension', days: 1 })] }],
    ['settings.rungs.1.rung', { rungs: [rule({}), rule({})] }],
    ['settings.rungs.0.inRow', { rungs: [rule({ inRow: null, within: null })] }],
    ['settings.rungs.0.endpoints', { rungs: [rule({ endpoints: ['videos'] })] }],
    ['settings.rungs.1.endpoints', { rungs: [rule({}), rule({ rung: 'restriction' })] }],
    ['settings.rungs.1.days', { rungs: [rule({}), rule({ rung: 'suspension', days: 8 })] }],
  ];
  for (const [path, given] of broken) {
    const isNamed = (error: unknown): boolean => JSON.stringify(error, ['fields', 'path']).includes(path);
    assert.throws(() => requireSoundPolicy({ ...POLICY, ...given }), isNamed, path);
  }
  requireSoundPolicy({ ...POLICY, rungs: [rule({}), rule({ rung: 'suspension', days: 8, confirm: true })] });
});

test('whoever imposed or confirmed a measure does not decide about it, and appeals are taken once and in time', () => {
  const measure = { imposedBy: 'staff:a', confirmedBy: 'staff:b' };
  assert.throws(() => requireImpartial('staff:a', measure), { code: 'E_ROLE_FORBIDDEN' });
  assert.throws(() => requireImpartial('staff:b', measure), { code: 'E_ROLE_FORBIDDEN' });
  requireImpartial('staff:c', measure);
  const open = { state: 'active', endedReason: null, appeal: null, appealUntil: ago(-1) } as const;
  assert.equal(mayAppeal(open, NOW), true);
  assert.equal(mayAppeal({ ...open, appeal: {} }, NOW), false);
  assert.equal(mayAppeal({ ...open, appealUntil: NOW }, NOW), false);
  assert.equal(mayAppeal({ ...open, state: 'ended', endedReason: 'expired' }, NOW), true);
  assert.equal(mayAppeal({ ...open, state: 'ended', endedReason: 'mistaken' }, NOW), false);
  assert.equal(mayAppeal({ ...open, state: 'proposed' }, NOW), false);
  assert.equal(appealDueAt(NOW).toISOString(), '2026-12-10T16:00:00.000Z', 'ten working days, to their end in China');
  assert.ok(severityOf('warning') < severityOf('end'));
});
