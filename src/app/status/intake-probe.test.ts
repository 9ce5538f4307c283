import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatewayAnswer } from './gateway-asker.ts';
import { type IntakeFault, type KeptTest, probeIntake } from './intake-probe.ts';
import { type IntakeResult, judgeIntake, type Pages } from './judge-intake.ts';

const RECEIPT = { receipt: 'AAAA', secret: 'BBBB', acknowledgeBy: '2026-12-01', answerBy: '2026-12-10' };
const KEPT: KeptTest = { ...RECEIPT, isTest: true, dueAt: new Date('2026-12-01T16:00:00Z') };
const answerOf = (status: number, body: unknown = {}): GatewayAnswer => ({
  status,
  headers: {},
  body,
  exchangeId: undefined,
});

interface World {
  readonly sent?: GatewayAnswer;
  readonly opened?: GatewayAnswer;
  readonly kept?: KeptTest | null;
  /** How many tests each erasure finds. */
  readonly erased?: readonly number[];
}

/** The fault of a way in that behaves so, and what was asked of it. */
async function probed(world: World): Promise<{ fault: IntakeFault | null; asked: string[] }> {
  const { sent = answerOf(201, RECEIPT), opened = answerOf(200), kept = KEPT, erased = [0, 1] } = world;
  const asked: string[] = [];
  let erasures = 0;
  const fault = await probeIntake(
    {
      path: '/way-in',
      body: { text: 'a test' },
      readKept: async () => kept,
      eraseTests: async () => {
        asked.push('erase');
        return erased[erasures++] ?? 0;
      },
    },
    {
      serviceId: 'svc_1',
      newKey: () => 'a-key-nobody-guesses',
      ask: async (_service, path, body, headers) => {
        asked.push(`${body === null ? 'GET' : 'POST'} ${path} ${Object.entries(headers ?? {}).join()}`);
        return body === null ? opened : sent;
      },
    },
  );
  return { fault, asked };
}

const FAULTS: readonly (readonly [string, World, IntakeFault | null])[] = [
  ['is whole', {}, null],
  ['takes nothing', { sent: answerOf(500) }, 'not-received'],
  ['turns away unread', { sent: answerOf(503) }, 'unanswered'],
  ['gives no receipt', { sent: answerOf(201, { receipt: 'AAAA' }) }, 'no-receipt'],
  ['opens nothing with the receipt', { opened: answerOf(401) }, 'not-opened'],
  ['stores nothing', { kept: null }, 'not-stored'],
  ['takes a test for a person’s', { kept: { ...KEPT, isTest: false } }, 'not-marked-test'],
  ['starts no clock', { kept: { ...KEPT, dueAt: null } }, 'not-clocked'],
  ['counts by other limits than are published', { kept: { ...KEPT, answerBy: '2027-01-01' } }, 'not-clocked'],
  ['keeps the test', { erased: [0, 0] }, 'not-erased'],
];
for (const [what, world, expected] of FAULTS)
  test(`a way in that ${what}: ${expected ?? 'no fault'}`, async () => {
    assert.equal((await probed(world)).fault, expected);
  });

test('what a probe before left behind is erased first, and a test that failed is erased too', async () => {
  const { asked } = await probed({ kept: null, erased: [2, 1] });
  assert.deepEqual(asked, [
    'erase',
    'POST /way-in idempotency-key,a-key-nobody-guesses',
    'GET /way-in/AAAA x-receipt-secret,BBBB',
    'erase',
  ]);
});

const OPEN: Pages = { isOpen: true, detail: '/zh/complaints 200' };
const SHUT: Pages = { isOpen: false, detail: '/zh/complaints 0' };
const WORDS = { page: '/p', test: { zh: '测试', en: 'test' }, next: { zh: '查', en: 'look' } };
test('shut pages are a breach whatever the test says; a test that nobody read is unknown; without a service pages tell', () => {
  const of = (pages: Pages, result: IntakeResult) => {
    const { status, code } = judgeIntake(pages, result, WORDS);
    return [status, code];
  };
  assert.deepEqual(of(OPEN, null), ['met', 'proven']);
  assert.deepEqual(of(SHUT, null), ['breached', 'page-shut']);
  assert.deepEqual(of(OPEN, 'not-clocked'), ['breached', 'not-clocked']);
  assert.deepEqual(of(OPEN, 'unanswered'), ['unknown', 'unanswered']);
  assert.deepEqual(of(OPEN, 'no-service'), ['met', 'no-service']);
});
