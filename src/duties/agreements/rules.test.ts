import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Marks } from '../../contract/index.ts';
import { DAY_MS } from '../../kernel/index.ts';
import { shippedLaw } from '../../law/index.ts';
import { CLAUSES } from './clauses.ts';
import { judgeAccepted, judgeInForce } from './controls.ts';
import {
  checkPublication,
  coverageOf,
  diffLines,
  digestOf,
  formatCursor,
  gapsOf,
  isAccepted,
  numberToAccept,
  parseCursor,
  versionsAt,
} from './rules.ts';

const NOW = new Date('2026-11-26T08:00:00Z');
const at = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);
const version = (number: number, days: number, isMaterial = false) => ({ number, effectiveAt: at(days), isMaterial });

test('a mark covers a clause while its passages stand in both texts', () => {
  const text = { zh: '# 标识\n生成的内容带有标识。', en: '# Labels\nWhat is generated is labelled.' };
  const covered = (marks: Marks) => coverageOf('labels', { text, marks });
  const rows: [Marks, string][] = [
    [{}, 'open'],
    [{ labels: { zh: '', en: '' } }, 'open'],
    [{ labels: { zh: '生成的内容带有标识', en: 'is generated is labelled' } }, 'covered'],
    [{ labels: { zh: '生成的内容带有标识', en: '' } }, 'lost'],
    [{ labels: { zh: '生成的内容带有水印', en: 'is generated is labelled' } }, 'lost'],
    [{ labels: { zh: '标识', en: 'Labels' } }, 'lost'],
  ];
  for (const [marks, expected] of rows) assert.equal(covered(marks), expected, JSON.stringify(marks));
  assert.equal(gapsOf({ text, marks: rows[2]?.[0] ?? {} }).length, CLAUSES.length - 1);
});

test('every clause comes from an obligation that the law data have', () => {
  const known = new Set(shippedLaw().obligations.map(({ id }) => id));
  for (const { clause, basis } of CLAUSES) assert.ok(known.has(basis), `${clause}: ${basis}`);
});

test('what is in force goes by the date of effect, and only material versions ask anew', () => {
  const versions = [version(1, -9, true), version(2, -5), version(3, -1, true), version(4, 2, true)];
  const { inForce, upcoming } = versionsAt(versions, NOW);
  assert.deepEqual([inForce?.number, upcoming?.number], [3, 4]);
  const rows: [number | null, number, boolean][] = [
    [null, -10, true],
    [null, 0, false],
    [1, -4, true],
    [1, 0, false],
    [2, -2, true],
    [3, 0, true],
    [3, 2, false],
    [4, 0, true],
  ];
  for (const [accepted, days, expected] of rows)
    assert.equal(isAccepted(accepted, versions, at(days)), expected, `${accepted} on day ${days}`);
  assert.equal(numberToAccept([], NOW), null);
});

test('a version is not published backwards, nor with gaps unless somebody says why', () => {
  const publish = (effectiveAt: string | null, gapReason: string | null, gaps: ('labels' | 'minors')[] = []) =>
    checkPublication({ effectiveAt, gapReason }, gaps, [version(1, 3)], NOW);
  assert.deepEqual(publish(at(4).toISOString(), null), at(4));
  for (const [effectiveAt, reason, gaps, field] of [
    [at(-1).toISOString(), null, [], /^effectiveAt/],
    [null, null, [], /^effectiveAt/],
    [at(4).toISOString(), null, ['labels'], /^gapReason.*labels/],
    [at(4).toISOString(), 'no gap at all', [], /^gapReason/],
  ] as const)
    assert.throws(() => publish(effectiveAt, reason, [...gaps]), { code: 'E_REQUEST_INVALID', message: field });
  assert.deepEqual(publish(at(4).toISOString(), 'comes with the next one', ['labels']), at(4));
});

test('a digest covers service, number, language, title and text', () => {
  const of = { serviceId: 'svc_1', number: 1 };
  const texts = { title: { zh: '甲', en: 'a' }, text: { zh: '乙', en: 'b' } };
  const digests = [
    digestOf(of, texts, 'zh'),
    digestOf(of, texts, 'en'),
    digestOf({ ...of, number: 2 }, texts, 'zh'),
    digestOf({ ...of, serviceId: 'svc_2' }, texts, 'zh'),
    digestOf(of, { ...texts, title: { zh: '丙', en: 'a' } }, 'zh'),
    digestOf(of, { ...texts, text: { zh: '丙', en: 'b' } }, 'zh'),
  ];
  assert.equal(new Set(digests).size, digests.length);
});

test('whatever the texts, a comparison gives back both of them, and says nothing changed where nothing did', () => {
  const texts = fc.array(fc.constantFrom('甲', '乙', '丙', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = diffLines(before, after);
      const without = (kind: string) => lines.filter((line) => line.kind !== kind).map(({ text }) => text);
      assert.equal(without('added').join('\n'), before);
      assert.equal(without('removed').join('\n'), after);
      if (before === after) assert.ok(lines.every(({ kind }) => kind === 'same'));
    }),
  );
});

test('a cursor comes back as it went, and nothing else is taken for one', () => {
  const cursor = { at: '2026-11-26T08:00:00.123456Z', id: 'acc_1' };
  assert.deepEqual(parseCursor(formatCursor(cursor)), cursor);
  for (const text of ['', 'x', Buffer.from('2026 acc_1').toString('base64url')])
    assert.throws(() => parseCursor(text), { code: 'E_REQUEST_INVALID' });
});

test('the board is red without an agreement or where a stranger gets in, and due where it is not demanded', () => {
  const service = (acceptance: 'off' | 'required') => ({
    id: 'svc_1',
    name: 'one',
    policy: { agreements: { acceptance, unnamed: 'refuse' as const } },
  });
  const codes = [
    judgeInForce([]),
    judgeInForce([{ gaps: null }, { gaps: [] }]),
    judgeInForce([{ gaps: ['labels'] }]),
    judgeInForce([{ gaps: [] }]),
    judgeAccepted([], []),
    judgeAccepted([service('required')], [true]),
    judgeAccepted([service('required'), service('off')], [false, true]),
    judgeAccepted([service('required')], [false]),
  ].map(({ status, code }) => `${status} ${code}`);
  assert.deepEqual(codes, [
    'not-applicable no-service',
    'breached unpublished',
    'due open-clauses',
    'met in-force',
    'not-applicable no-service',
    'breached admitted',
    'due not-demanded',
    'met demanded',
  ]);
});
