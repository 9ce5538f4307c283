import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { labelAgreementCreateSchema, policySchema } from '../../../contract/index.ts';
import { DAY_MS } from '../../../kernel/index.ts';
import type { RequestRow } from './model.ts';
import {
  chooseRequest,
  digestAgreement,
  formatCursor,
  keptUntil,
  parseCursor,
  refuseLift,
  writeLiftsCsv,
} from './rules.ts';

const serviceWith = (agreements: string[]) => ({
  id: 'svc_1',
  policy: { label: { lift: { agreements, keepMonths: 6 } } },
});
const request = (agreement: string, at: string): RequestRow => ({
  id: `lrq_${agreement}`,
  serviceId: 'svc_1',
  endUser: 'pseudonym',
  agreement,
  digest: Buffer.alloc(32),
  requestedAt: new Date(at),
  withdrawnAt: null,
  withdrawnBy: null,
});

test('a setting of under six months is refused, and lifting is off until an agreement is named [labelling-measures#9]', () => {
  assert.deepEqual(policySchema.parse({}).label.lift, { agreements: [], keepMonths: 6 });
  for (const keepMonths of [5, 0, -1, 6.5])
    assert.equal(policySchema.safeParse({ label: { lift: { keepMonths } } }).success, false, `${keepMonths}`);
  assert.equal(policySchema.safeParse({ label: { lift: { keepMonths: 24 } } }).success, true);
});

test('an agreement that does not say who labels and who answers is none', () => {
  const zh = '用户应当自行在内容上添加显式标识，并对此承担责任。';
  const en = 'The user shall add the explicit label and bears the responsibility for it.';
  const accepts = (given: object): boolean =>
    labelAgreementCreateSchema.safeParse({ version: '1', zh, en, ...given }).success;
  assert.equal(accepts({}), true);
  assert.equal(accepts({ zh: '用户可以自由使用生成的全部内容，没有任何其他限制条件。' }), false);
  assert.equal(accepts({ en: 'The user may do whatever they please with all of it.' }), false);
  assert.equal(accepts({ version: 'a b' }), false);
});

test('the newest request whose agreement the policy names counts; every other case has its own reason', () => {
  const open = [request('1', '2026-01-01'), request('3', '2026-03-01'), request('2', '2026-02-01')];
  const chosen = chooseRequest(serviceWith(['1', '2']), open);
  assert.equal(chosen.ok ? chosen.request.agreement : null, '2');
  assert.deepEqual(chooseRequest(serviceWith([]), open), { ok: false, reason: 'off' });
  assert.deepEqual(chooseRequest(serviceWith(['1']), []), { ok: false, reason: 'not-requested' });
  assert.deepEqual(chooseRequest(serviceWith(['9']), open), { ok: false, reason: 'agreement' });
});

test('a refusal says why in Chinese and in English, and which field to change', () => {
  for (const reason of ['anonymous', 'off', 'not-requested', 'agreement'] as const) {
    const error = refuseLift(reason);
    assert.equal(error.code, 'E_LABEL_LIFT_REFUSED');
    assert.match(error.message, /[\u4e00-\u9fff].* · .*[a-z]/);
    assert.equal(error.fields.length, 1);
  }
});

test('nothing is kept for less than the months that were asked for, whatever the day', () => {
  const days = fc.integer({ min: Date.UTC(2_024, 0, 1) / DAY_MS, max: Date.UTC(2_060, 0, 1) / DAY_MS });
  fc.assert(
    fc.property(days, fc.integer({ min: 6, max: 120 }), (day, months) => {
      const at = new Date(day * DAY_MS + 1_234_567);
      const until = keptUntil(at, months);
      const calendarMonths =
        (until.getUTCFullYear() - at.getUTCFullYear()) * 12 + until.getUTCMonth() - at.getUTCMonth();
      const isWhole = calendarMonths > months || (calendarMonths === months && until.getUTCDate() === at.getUTCDate());
      return isWhole && until.getTime() - at.getTime() >= months * 28 * DAY_MS;
    }),
  );
  assert.equal(keptUntil(new Date('2026-08-31T10:00:00Z'), 6).toISOString(), '2027-03-03T10:00:00.000Z');
});

test('the digest of an agreement covers its version and both languages', () => {
  const one = { version: '1', zh: '甲', en: 'a' };
  const digests = [one, { ...one, version: '2' }, { ...one, zh: '乙' }, { ...one, en: 'b' }].map((text) =>
    digestAgreement(text).toString('hex'),
  );
  assert.equal(new Set(digests).size, 4);
});

test('a cursor comes back as it went, and nothing else is taken for one', () => {
  const cursor = { at: '2026-11-26T08:00:00.123456Z', id: 'lft_1' };
  assert.deepEqual(parseCursor(formatCursor(cursor)), cursor);
  for (const text of ['', 'x', Buffer.from('2026 lft_1').toString('base64url')])
    assert.throws(() => parseCursor(text), { code: 'E_REQUEST_INVALID' });
});

test('in the CSV no cell is taken for a formula and no cell runs into the next', () => {
  const at = new Date('2026-11-26T00:00:00Z');
  const csv = writeLiftsCsv(
    [
      {
        id: 'lft_1',
        requestId: 'lrq_1',
        serviceId: 'svc_1',
        endUser: '=1+1',
        agreement: 'a,"b"',
        exchangeId: 'exc_1',
        produceId: 'prd_1',
        kind: 'picture',
        at,
        expiresAt: at,
      },
    ],
    'evt_1',
  );
  const [head, row] = csv.slice(1).split('\r\n');
  assert.equal(csv[0], '\ufeff');
  assert.equal(
    head,
    'produce_id,kind,recipient,agreement,delivered_at,expires_at,service,exchange,request,export_entry',
  );
  assert.equal(
    row,
    'prd_1,picture,"\'=1+1","a,""b""",2026-11-26T00:00:00.000Z,2026-11-26T00:00:00.000Z,svc_1,exc_1,lrq_1,evt_1',
  );
});
