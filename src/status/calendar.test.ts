import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import type { Board, ControlState, ObligationState } from '../contract/index.ts';
import { dueDays, writeCalendar } from './calendar.ts';

const task = {
  obligation: 'measures:8.rules',
  owner: '王五',
  dueOn: '2026-12-31',
  doneOn: null,
  validUntil: null,
  note: '',
  changedAt: null,
  changedBy: null,
  text: { zh: '写明标注规则；逗号,分号;', en: 'Write the rules' },
};
const obligation: ObligationState = {
  id: 'measures:8.rules',
  instrument: 'measures',
  instrumentName: { zh: '办法', en: 'Measures' },
  article: '8',
  title: { zh: '标注规则', en: 'Annotation rules' },
  duty: 'annotation',
  status: 'due',
  notApplicable: null,
  controls: [],
  task,
  views: ['developer'],
};
const control: ControlState = {
  id: 'test.one',
  duty: 'test',
  kind: 'query',
  title: { zh: '词表', en: 'Lists' },
  about: { zh: '', en: '' },
  owner: 'administrator',
  status: 'met',
  measuredStatus: 'breached',
  measured: null,
  next: null,
  figures: {},
  evidence: [],
  measuredAt: null,
  changedAt: null,
  staleAt: null,
  isStale: false,
  override: {
    id: 'ovr_1',
    control: 'test.one',
    status: 'met',
    reason: 'because of it',
    by: 'cli',
    byName: '李四',
    at: '2026-11-26T08:00:00.000Z',
    // In China this is the next day already.
    expiresAt: '2026-12-01T17:00:00.000Z',
  },
};
const article = {
  instrument: 'measures',
  instrumentName: obligation.instrumentName,
  article: '8',
  status: 'due',
} as const;
const boardOf = (obligations: ObligationState[], controls: ControlState[] = []): Board => ({
  at: '2026-11-26T08:00:00.000Z',
  log: { size: 1, root: null, at: null },
  counted: { leaf: 0, of: 0, isCurrent: true },
  totals: { met: 0, due: 1, breached: 0, unknown: 0, 'not-applicable': 0 },
  articles: [{ ...article, obligations }],
  controls,
  coming: [],
  scope: [],
});
const daysOf = (
  changed: Partial<NonNullable<ObligationState['task']>> | null,
  notApplicable: ObligationState['notApplicable'] = null,
): string[] =>
  dueDays(
    boardOf([{ ...obligation, task: changed === null ? null : { ...task, ...changed }, notApplicable }]),
    'en',
  ).map(({ day, summary }) => `${day} ${summary}`);

test('what is taken on is due until it is done; what is done is due again when its validity ends', () => {
  assert.deepEqual(daysOf({}), ['2026-12-31 Annotation rules: due']);
  assert.deepEqual(daysOf({ doneOn: '2026-11-20' }), []);
  assert.deepEqual(daysOf({ doneOn: '2026-11-20', validUntil: '2027-11-20' }), [
    '2027-11-20 Annotation rules: must be renewed',
  ]);
  assert.deepEqual(daysOf(null), []);
  assert.deepEqual(daysOf({}, { zh: '不适用', en: 'not applicable' }), []);
});

test('an override ends on its day in China', () => {
  assert.deepEqual(
    dueDays(boardOf([], [control]), 'zh-CN').map(({ day, summary }) => `${day} ${summary}`),
    ['2026-12-02 词表: 人工认定到期'],
  );
});

/** Unfolds lines and reads events, by rules of RFC 5545 alone. */
const READ = `
import sys
text = sys.stdin.buffer.read().decode('utf-8')
assert '\\r\\n' in text and '\\n' not in text.replace('\\r\\n', '')
assert all(len(line.encode()) <= 75 for line in text.split('\\r\\n'))
lines = text.replace('\\r\\n ', '').split('\\r\\n')
assert lines[0] == 'BEGIN:VCALENDAR' and 'END:VCALENDAR' in lines
sys.stdout.reconfigure(encoding='utf-8')
for line in lines:
    if line.split(':')[0].split(';')[0] in ('UID', 'DTSTART', 'SUMMARY', 'DESCRIPTION', 'DTSTAMP'): print(line)`;

test('another reader finds whole days under names that stay, with texts escaped', () => {
  const input = writeCalendar(boardOf([obligation], [control]), 'zh-CN');
  assert.equal(input, writeCalendar(boardOf([obligation], [control]), 'zh-CN'), 'the same board gives the same text');
  const read = execFileSync('python3', ['-c', READ], { input, encoding: 'utf8' }).trim().split(/\r?\n/);
  assert.deepEqual(read, [
    'UID:measures:8.rules-due@hegui',
    'DTSTAMP:20261126T080000Z',
    'DTSTART;VALUE=DATE:20261231',
    'SUMMARY:标注规则: 到期',
    'DESCRIPTION:办法 条款 8\\n写明标注规则；逗号\\,分号\\;\\n王五',
    'UID:ovr_1@hegui',
    'DTSTAMP:20261126T080000Z',
    'DTSTART;VALUE=DATE:20261202',
    'SUMMARY:词表: 人工认定到期',
    'DESCRIPTION:李四',
  ]);
});

test('what registers know stands beside the board: whole days, or the instant where hours count', () => {
  const date = { title: { zh: '期限', en: 'Last day' }, about: { zh: '某局', en: 'an office' }, isOverdue: false };
  const dates = [
    { ...date, id: 'ord_1 deadline', day: '2026-12-10', at: null },
    { ...date, id: 'inc_1 first', day: '2026-11-26', at: new Date('2026-11-26T12:30:00Z') },
  ];
  const input = writeCalendar(boardOf([]), 'en', dates);
  const read = execFileSync('python3', ['-c', READ], { input, encoding: 'utf8' }).trim().split(/\r?\n/);
  assert.deepEqual(
    read.filter((line) => !/^(DTSTAMP|DESCRIPTION)/.test(line)),
    [
      'UID:ord_1-deadline@hegui',
      'DTSTART;VALUE=DATE:20261210',
      'SUMMARY:Last day',
      'UID:inc_1-first@hegui',
      'DTSTART:20261126T123000Z',
      'SUMMARY:Last day',
    ],
  );
});
