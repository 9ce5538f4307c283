import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LawArticle, LawObligation } from '@hegui/contract';
import { type LawFilter, selectObligations } from './select-obligations.ts';

const text = (zh: string, en: string) => ({ zh, en });
const article = (id: string): LawArticle => ({
  id,
  instrument: id.split(':')[0] ?? '',
  number: '1',
  chapter: null,
  heading: text('标题', 'Heading'),
  parts: [{ id, kind: 'whole', ...text('正文', 'Text') }],
  confidence: 'official-text',
});
const obligation = (id: string, more: Partial<LawObligation> = {}): LawObligation => ({
  id,
  instrument: id.split(':')[0] ?? '',
  article: id,
  part: null,
  kind: 'duty',
  bound: ['provider'],
  when: [],
  modal: '应',
  title: text('甲', 'Alpha'),
  trigger: text('—', '–'),
  duty: text('做甲事', 'Do alpha'),
  deadline: null,
  evidence: [],
  penalties: [],
  thresholds: [],
  controls: ['complaints.in-time'],
  task: null,
  confidence: 'official-text',
  note: null,
  from: '2024-01-01',
  to: null,
  ...more,
});
const ARTICLES = [article('one:1'), article('two:1')];
const OBLIGATIONS = [
  obligation('one:1', { to: '2026-01-01' }),
  obligation('two:1', { title: text('乙', 'Beta'), from: null }),
];

const CASES: readonly (readonly [title: string, filter: Partial<LawFilter>, left: readonly string[]])[] = [
  ['everything', {}, ['one:1', 'two:1']],
  ['one instrument', { instrument: 'two' }, ['two:1']],
  ['words of either language, whatever their capitals', { words: 'BETA 乙' }, ['two:1']],
  ['words look past the instrument', { words: 'beta', instrument: 'one' }, ['two:1']],
  ['all words must be found', { words: 'beta nothing' }, []],
  ['a control', { words: 'complaints.in-time' }, ['one:1', 'two:1']],
  ['a day before the first', { date: '2023-12-31' }, ['two:1']],
  ['the first day', { date: '2024-01-01' }, ['one:1', 'two:1']],
  ['the day it ends', { date: '2026-01-01' }, ['two:1']],
];
for (const [title, filter, left] of CASES)
  test(`the filter leaves ${title}`, () => {
    const groups = selectObligations(ARTICLES, OBLIGATIONS, { instrument: null, words: '', date: null, ...filter });
    assert.deepEqual(
      groups.flatMap((group) => group.obligations.map(({ id }) => id)),
      left,
    );
  });
