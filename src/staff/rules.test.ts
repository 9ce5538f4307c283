import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleSchema } from '../contract/index.ts';
import { HOUR_MS, MINUTE_MS } from '../kernel/index.ts';
import type { LockState, StaffRecord } from './model.ts';
import {
  addFailure,
  isLive,
  isOwnOrigin,
  leavesNoAdministrator,
  mayDo,
  mustNoteUse,
  PERMISSIONS,
  planChange,
  startSession,
} from './rules.ts';

const NOW = new Date('2026-11-23T08:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);

// i inspector, r reviewer, c compliance officer, a administrator.
const MATRIX = {
  'overview.read': 'irca',
  'exchanges.read': 'irca',
  'exchanges.read-content': 'irca',
  'lists.read': 'irca',
  'services.read': 'irca',
  'evidence.read': 'irca',
  'staff.read': 'irca',
  'judges.read': 'irca',
  'judges.test': 'ca',
  'judges.write': 'a',
  'review.read': 'irca',
  'cases.read': 'irca',
  'review.write': 'rca',
  'cases.write': 'rca',
  'review.escalated': 'ca',
  'cases.sign': 'ca',
  'label.read': 'irca',
  'label.write': 'ca',
  'status.read': 'irca',
  'status.run': 'rca',
  'status.write': 'ca',
  'complaints.read': 'irca',
  'privacy.read': 'irca',
  'privacy.write': 'rca',
  'privacy.decide': 'ca',
  'privacy.settings': 'ca',
  'complaints.write': 'rca',
  'complaints.escalated': 'ca',
  'complaints.settings': 'ca',
  'measures.read': 'irca',
  'measures.write': 'rca',
  'measures.settings': 'ca',
  'measures.end': 'ca',
  'measures.sign': 'ca',
  'portal.read': 'irca',
  'portal.write': 'ca',
  'scope.read': 'irca',
  'scope.write': 'ca',
  'agreements.read': 'irca',
  'identity.read': 'irca',
  'identity.look': 'rca',
  'identity.write': 'ca',
  'identity.providers': 'a',
  'agreements.write': 'ca',
  'disclosure.read': 'irca',
  'minors.read': 'irca',
  'disclosure.write': 'ca',
  'minors.write': 'ca',
  'registers.read': 'irca',
  'registers.write': 'ca',
  'incidents.write': 'rca',
  'minors.decide': 'rca',
  'letters.sign': 'ca',
  'evidence.export': 'ica',
  'playground.use': 'rca',
  'lists.test': 'rca',
  'lists.write': 'ca',
  'lists.approve': 'ca',
  'services.policy': 'ca',
  'services.write': 'a',
  'keys.write': 'a',
  'upstreams.write': 'a',
  'provider.write': 'a',
  'staff.write': 'a',
} as const;

test('the role matrix is as promised, permission by permission', () => {
  assert.deepEqual(Object.keys(MATRIX).sort(), [...PERMISSIONS].sort());
  for (const permission of PERMISSIONS) {
    const roles = roleSchema.options.filter((role) => mayDo(role, permission)).map((role) => role.charAt(0));
    assert.deepEqual(roles.sort().join(''), [...MATRIX[permission]].sort().join(''), permission);
  }
});

test('four wrong passwords lock nothing; the fifth locks 15 minutes, doubling to four hours', () => {
  let state: LockState = { failures: 0, lockedUntil: null };
  const minutes: (number | null)[] = [];
  for (let i = 0; i < 11; i++) {
    state = addFailure(state, NOW);
    minutes.push(state.lockedUntil === null ? null : (state.lockedUntil.getTime() - NOW.getTime()) / MINUTE_MS);
  }
  assert.deepEqual(minutes, [null, null, null, null, 15, 30, 60, 120, 240, 240, 240]);
});

test('a session lives twelve hours at most and two hours unused', () => {
  const session = startSession(NOW);
  const rows: [seenMs: number, nowMs: number, live: boolean][] = [
    [0, 0, true],
    [0, 2 * HOUR_MS - 1, true],
    [0, 2 * HOUR_MS, false],
    [11 * HOUR_MS, 12 * HOUR_MS - 1, true],
    [11 * HOUR_MS, 12 * HOUR_MS, false],
  ];
  for (const [seenMs, nowMs, live] of rows) {
    assert.equal(isLive({ ...session, seenAt: later(seenMs) }, later(nowMs)), live, `${seenMs} ${nowMs}`);
  }
});

test('the use of a session is written down once a minute', () => {
  const session = startSession(NOW);
  assert.deepEqual(
    [0, MINUTE_MS - 1, MINUTE_MS].map((ms) => mustNoteUse(session, later(ms))),
    [false, false, true],
  );
});

const STAFF: StaffRecord = {
  id: 'stf_A',
  username: 'li.na',
  name: 'Li Na',
  role: 'administrator',
  password: 'old',
  failures: 6,
  lockedUntil: later(HOUR_MS),
  createdAt: NOW,
  disabledAt: null,
};

test('a change names what really changes and nothing else', () => {
  const rows: [change: Parameters<typeof planChange>[1], changed: string[], ends: boolean][] = [
    [{}, [], false],
    [{ name: 'Li Na', role: 'administrator', disabled: false }, [], false],
    [{ name: 'Li' }, ['name'], false],
    [{ role: 'reviewer' }, ['role'], false],
    [{ password: 'new' }, ['password'], true],
    [{ disabled: true }, ['disabled'], true],
    [{ unlock: true }, ['unlock'], false],
    [{ role: 'reviewer', disabled: true }, ['role', 'disabled'], true],
  ];
  for (const [change, changed, ends] of rows) {
    const plan = planChange(STAFF, change, NOW);
    assert.deepEqual([plan.changed, plan.endsSessions], [changed, ends], JSON.stringify(change));
  }
});

test('a new password and an unlocking lift the lock; other changes leave it', () => {
  const locked = [{ password: 'new' }, { unlock: true } as const, { name: 'Li' }].map(
    (change) => planChange(STAFF, change, NOW).next.lockedUntil !== null,
  );
  assert.deepEqual(locked, [false, false, true]);
});

test('enabling an account ends no sessions and clears the date', () => {
  const plan = planChange({ ...STAFF, disabledAt: NOW }, { disabled: false }, NOW);
  assert.deepEqual([plan.changed, plan.next.disabledAt, plan.endsSessions], [['disabled'], null, false]);
});

test('only taking away the last active administrator is refused', () => {
  const { next: demoted } = planChange(STAFF, { role: 'inspector' }, NOW);
  const { next: disabled } = planChange(STAFF, { disabled: true }, NOW);
  const { next: renamed } = planChange(STAFF, { name: 'Li' }, NOW);
  const rows: [next: typeof demoted, administrators: string[], refused: boolean][] = [
    [demoted, ['stf_A'], true],
    [disabled, ['stf_A'], true],
    [renamed, ['stf_A'], false],
    [demoted, ['stf_A', 'stf_B'], false],
  ];
  for (const [next, administrators, refused] of rows) {
    assert.equal(leavesNoAdministrator(STAFF, next, administrators), refused);
  }
  assert.equal(leavesNoAdministrator({ ...STAFF, role: 'reviewer' }, disabled, ['stf_B']), false);
});

test('a change comes from our own pages or from no page', () => {
  const own = (origin: string | undefined, site?: string, publicUrl?: string): boolean =>
    isOwnOrigin({ origin, host: '127.0.0.1:8815', site }, publicUrl);
  assert.deepEqual(
    [
      own(undefined),
      own('http://127.0.0.1:8815', 'same-origin'),
      own('https://hegui.example', 'same-origin', 'https://hegui.example/'),
      own('https://hegui.example'),
      own('http://127.0.0.1:9999'),
      own('null'),
      own(undefined, 'cross-site'),
    ],
    [true, true, true, false, false, false, false],
  );
});
