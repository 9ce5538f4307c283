import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Order, type OrderDeed, type OrderFacts, orderAgencySchema } from '../../contract/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import { shippedLaw } from '../../law/index.ts';
import { judgeOrders } from './controls.ts';
import type { Deed, StoredOrder } from './model.ts';
import { requireDeed, requireFacts, toOrder } from './rules.ts';

const FACTS: OrderFacts = {
  title: '责令限期改正',
  agency: 'cac',
  office: '某省网信办',
  reference: '测试〔2026〕1号',
  measure: 'correction',
  demands: '补充标识',
  legalBasis: '暂行办法第二十一条',
  receivedOn: '2026-11-01',
  deadlineOn: '2026-11-26',
};
/** Noon in China. */
const on = (day: string): Date => new Date(`${day}T04:00:00Z`);
const stored = (...deeds: Deed[]): StoredOrder => ({
  id: 'ord_1',
  number: 1,
  recordedAt: on('2026-11-01'),
  entries: [{ step: 'received', facts: FACTS } as const, ...deeds].map((deed, index) => ({
    id: `ore_${index}`,
    orderId: 'ord_1',
    place: index + 1,
    at: on('2026-11-10'),
    by: 'cli',
    byName: 'cli',
    deed,
  })),
});
const task: OrderDeed = { step: 'task-set', text: '补标识', owner: '甲', dueOn: '2026-11-20' };
const done: OrderDeed = { step: 'task-done', task: 'ore_1', proof: '截图' };
const fulfilled = (day: string): OrderDeed => ({ step: 'fulfilled', on: day, proof: '回执', documentSha256: null });
const extended: OrderDeed = { step: 'extended', until: '2026-12-10', reason: '采购', grantedBy: '某省网信办' };

const CASES: readonly (readonly [what: string, deeds: Deed[], today: string, order: Partial<Order>, board: string])[] =
  [
    ['on its last day', [], '2026-11-26', { daysLeft: 0, overdue: false }, 'due'],
    ['the day after', [], '2026-11-27', { daysLeft: -1, overdue: true }, 'breached'],
    ['extended', [extended], '2026-11-27', { daysLeft: 13, overdue: false, deadlineOn: '2026-12-10' }, 'due'],
    [
      'fulfilled',
      [fulfilled('2026-11-26')],
      '2026-12-27',
      { state: 'fulfilled', wasLate: false, daysLeft: null },
      'met',
    ],
    ['fulfilled late', [fulfilled('2026-11-27')], '2026-12-27', { state: 'fulfilled', wasLate: true }, 'met'],
    [
      'opened again',
      [fulfilled('2026-11-26'), { step: 'reopened', reason: '复查' }],
      '2026-11-27',
      { overdue: true },
      'breached',
    ],
  ];
for (const [what, deeds, today, expected, board] of CASES) {
  test(`an order ${what}: ${JSON.stringify(expected)}, ${board}`, () => {
    const order = toOrder(stored(...deeds), on(today));
    assert.deepEqual({ ...order, ...expected }, order);
    assert.equal(judgeOrders([order]).status, board);
  });
}

test('the day is the one in China: an hour before midnight there is still the last day', () => {
  assert.equal(toOrder(stored(), new Date('2026-11-26T15:59:00Z')).overdue, false);
  assert.equal(toOrder(stored(), new Date('2026-11-26T16:00:00Z')).overdue, true);
});

test('a task is overdue after its day until it is done; an order is not fulfilled while one is open', () => {
  const open = toOrder(stored(task), on('2026-11-21'));
  assert.equal(open.tasks[0]?.overdue, true);
  assert.throws(
    () => requireDeed(open, fulfilled('2026-11-21'), on('2026-11-21')),
    (error) => error instanceof HeguiError && error.code === 'E_CONFLICT' && /补标识/.test(error.message),
  );
  const ready = toOrder(stored(task, done), on('2026-11-21'));
  assert.deepEqual([ready.tasks[0]?.overdue, ready.tasks[0]?.doneOn], [false, '2026-11-10']);
  requireDeed(ready, fulfilled('2026-11-21'), on('2026-11-21'));
});

const TODAY = '2026-11-21';
const REFUSED: readonly (readonly [what: string, deeds: Deed[], deed: OrderDeed, told: string])[] = [
  ['a task after the last day', [], { ...task, dueOn: '2026-11-27' }, 'dueOn'],
  ['a task that is not there', [], done, 'task'],
  ['a task done before', [task, done], done, 'E_CONFLICT'],
  ['an extension that gives no time', [], { ...extended, until: '2026-11-26' }, 'until'],
  ['fulfilled ahead', [], fulfilled('2026-11-22'), 'on'],
  ['fulfilled before it came', [], fulfilled('2026-10-31'), 'on'],
  ['a deed after fulfilment', [fulfilled('2026-11-20')], task, 'E_CONFLICT'],
  ['opened again while open', [], { step: 'reopened', reason: '-' }, 'E_CONFLICT'],
];
for (const [what, deeds, deed, told] of REFUSED) {
  test(`refused: ${what}`, () =>
    assert.throws(
      () => requireDeed(toOrder(stored(...deeds), on(TODAY)), deed, on(TODAY)),
      (error) => error instanceof HeguiError && (error.fields[0]?.path ?? error.code) === told,
    ));
}
test('an order is not received ahead, nor due before it was received', () => {
  assert.throws(() => requireFacts({ ...FACTS, receivedOn: '2026-11-22' }, on(TODAY)), /receivedOn/);
  assert.throws(() => requireFacts({ ...FACTS, deadlineOn: '2026-10-31' }, on(TODAY)), /deadlineOn/);
});

test('no order is nothing to tell; the agencies are the seven of the Measures', () => {
  assert.equal(judgeOrders([]).status, 'not-applicable');
  const issuers = shippedLaw().agencies.filter(({ isIssuer }) => isIssuer);
  assert.deepEqual([...orderAgencySchema.options].sort(), issuers.map(({ id }) => id).sort());
});
