import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS } from '../kernel/index.ts';
import type { Bucket } from './model.ts';
import {
  fillSeries,
  formatCursor,
  overviewKeptMs,
  overviewWindow,
  parseCursor,
  readCommitment,
  readOpening,
  spellOutShown,
  sumBuckets,
} from './rules.ts';

test('a cursor keeps instant and id exactly', () => {
  const cursor = { openedAt: '2026-11-23T08:00:00.123456Z', id: 'exc_01' };
  assert.deepEqual(parseCursor(formatCursor(cursor)), cursor);
});

test('a text that is no cursor is refused, naming the field', () => {
  const forged = [
    'x',
    '',
    Buffer.from('2026-11-23 exc_1').toString('base64url'),
    Buffer.from('2026-99-99T08:00:00.123456Z exc_1').toString('base64url'),
    Buffer.from("2026-11-23T08:00:00.123456Z exc_1'; x").toString('base64url'),
  ];
  for (const text of forged) assert.throws(() => parseCursor(text), { code: 'E_REQUEST_INVALID', message: /^cursor/ });
});

test('what was shown is spelt out where it was the text itself, and kept where it was not', () => {
  const piece = { path: 'choices.0.content', role: 'assistant', text: 'the text', hits: [] };
  const shown = spellOutShown([
    { ...piece, shown: null },
    { ...piece, shown: '' },
    { ...piece, shown: 'the t***' },
  ]).map((spelt) => spelt.shown);
  assert.deepEqual(shown, ['the text', '', 'the t***']);
});

const BODY = (data: object, kind = 'request.opened'): string =>
  `{"at":"2026-11-23T08:00:00.000Z","data":${JSON.stringify(data)},"id":"evt_1","kind":"${kind}","v":1}`;

test('an opening is read only from an opening entry of this very exchange', () => {
  const data = { admission: {}, commitment: 'c', exchange: 'exc_1', listVersions: { lst_1: 2 }, policyVersion: 3 };
  const opening = { admission: {}, listVersions: { lst_1: 2 }, policyVersion: 3 };
  assert.deepEqual(readOpening(BODY(data), 'exc_1'), { ...opening, audience: 'general', trainingUse: null });
  const { admission, ...rest } = data;
  assert.equal(readOpening(BODY({ admission, audience: 'minors', ...rest }), 'exc_1')?.audience, 'minors');
  assert.equal(readOpening(BODY(data), 'exc_2'), null);
  assert.equal(readOpening(BODY(data, 'response.closed'), 'exc_1'), null);
  assert.equal(readOpening(BODY({ exchange: 'exc_1' }), 'exc_1'), null);
  assert.equal(readOpening('not an entry', 'exc_1'), null);
  assert.equal(readCommitment(BODY(data), 'request.opened', 'exc_1'), 'c');
  assert.equal(readCommitment(BODY(data), 'request.opened', 'exc_2'), null);
});

test('a window has at most 120 steps of whole minutes, and its last step holds now', () => {
  const now = new Date('2026-11-23T08:07:30Z');
  const rows: [minutes: number, stepMinutes: number, steps: number][] = [
    [5, 1, 5],
    [60, 1, 60],
    [120, 1, 120],
    [121, 2, 61],
    [1_440, 12, 120],
  ];
  for (const [minutes, stepMinutes, steps] of rows) {
    const window = overviewWindow(minutes, now);
    assert.equal(window.stepMs, stepMinutes * MINUTE_MS, `${minutes}`);
    const series = fillSeries(window, []);
    assert.equal(series.length, steps, `${minutes}`);
    const lastMs = Date.parse(series.at(-1)?.at ?? '');
    assert.ok(lastMs <= now.getTime() && now.getTime() < lastMs + window.stepMs, `${minutes}`);
  }
});

const bucket = (at: string, exchanges: number): Bucket => ({
  at: new Date(at),
  exchanges,
  open: 1,
  completed: 2,
  refused: 3,
  cut: 4,
  aborted: 5,
  failed: 6,
  hits: 7,
  replaced: 8,
  outputChars: 9,
});

test('steps in which nothing happened are shown as zero, in order', () => {
  const window = overviewWindow(5, new Date('2026-11-23T08:04:30Z'));
  const series = fillSeries(window, [bucket('2026-11-23T08:03:00Z', 4), bucket('2026-11-23T08:01:00Z', 2)]);
  assert.deepEqual(
    series.map(({ at, exchanges }) => [at.slice(11, 16), exchanges]),
    [
      ['08:00', 0],
      ['08:01', 2],
      ['08:02', 0],
      ['08:03', 4],
      ['08:04', 0],
    ],
  );
});

test('totals are the sums of all steps', () => {
  assert.deepEqual(sumBuckets([bucket('2026-11-23T08:03:00Z', 4), bucket('2026-11-23T08:01:00Z', 2)]), {
    exchanges: 6,
    open: 2,
    completed: 4,
    refused: 6,
    cut: 8,
    aborted: 10,
    failed: 12,
    hits: 14,
    replaced: 16,
    outputChars: 18,
  });
});

test('figures are shown again for a second in the hour view and half a minute at most', () => {
  assert.deepEqual([5, 60, 600, 1_440].map(overviewKeptMs), [1_000, 1_000, 10_000, 24_000]);
});
