import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeguiError } from '../kernel/errors.ts';
import { readLaw, SHIPPED_FILES } from './index.ts';

/** A duty that is as it should be, but for what a case changes; members set to undefined are left out. */
const duty = (more: object): object => ({
  id: 'measures:15.marker',
  instrument: 'measures',
  article: 'measures:15',
  kind: 'duty',
  bound: ['provider'],
  modal: '应',
  title: { zh: '甲', en: 'A' },
  trigger: { zh: '甲', en: 'A' },
  duty: { zh: '甲', en: 'A' },
  deadline: { zh: '及时', en: 'promptly' },
  evidence: [{ zh: '甲', en: 'A' }],
  controls: ['complaints.in-time'],
  confidence: 'unverified',
  ...more,
});
const rule = (more: object): object => ({
  id: 'marker-rule',
  zh: '甲',
  en: 'A',
  short: { zh: '甲', en: 'A' },
  issuers: [],
  weight: 'department-rule',
  stage: 'final',
  inForce: '2027-01-01',
  confidence: 'unverified',
  source: { zh: '甲', en: 'A' },
  ...more,
});
const obligations = (more: object) => ({ obligations: [duty(more)] });
const instruments = (more: object) => ({ instruments: [rule(more)] });

const CASES: readonly (readonly [title: string, file: object, says: RegExp])[] = [
  ['an unknown section', { duties: [] }, /duties is no section/],
  ['an unknown member', obligations({ penalty: 1 }), /measures:15\.marker: penalty is not known/],
  ['a missing language', obligations({ duty: { zh: '甲' } }), /duty: en must be a text/],
  ['an empty text', obligations({ title: { zh: ' ', en: 'A' } }), /title: zh must be a text/],
  ['a missing text', obligations({ trigger: undefined }), /trigger is missing; give it in both languages/],
  ['an id of another form', obligations({ id: 'Measures 15' }), /id must look like/],
  ['an id outside its article', obligations({ id: 'measures:16.marker' }), /must begin with its article/],
  ['an instrument that is none', obligations({ instrument: 'marker' }), /instrument names marker, which is none/],
  ['an article that is none', obligations({ article: 'measures:99' }), /article names measures:99, which is none/],
  ['a part that is none', obligations({ part: 'measures:15.9' }), /part names measures:15\.9/],
  ['a penalty that is none', obligations({ penalties: ['marker:1'] }), /penalties names marker:1/],
  ['a number that is none', obligations({ thresholds: ['Z9'] }), /thresholds names Z9/],
  ['a condition that is none', obligations({ when: ['marker'] }), /when names marker/],
  ['an unknown word', obligations({ bound: ['everybody'] }), /bound has everybody/],
  ['nobody bound', obligations({ bound: [] }), /bound must name somebody/],
  ['a duty without a modal verb', obligations({ modal: null }), /modal belongs to duties and bans/],
  ['a duty without a deadline', obligations({ deadline: null }), /deadline is missing/],
  ['an amount without a unit', obligations({ deadline: { zh: '甲', en: 'A', amount: 3 } }), /unit and amount/],
  ['a duty that nothing proves', obligations({ evidence: [] }), /evidence must name/],
  ['a duty that nobody watches', obligations({ controls: [] }), /neither a control nor a task/],
  ['a control of another form', obligations({ controls: ['in time'] }), /must look like complaints\.in-time/],
  ['an unknown confidence', obligations({ confidence: 'sure' }), /confidence must be one of/],
  ['a day that is none', obligations({ from: '2026-02-30' }), /from must be a day/],
  ['a day of a duty before 2023', obligations({ from: '2020-01-01' }), /from must not lie before 2023-01-01/],
  ['a day before the instrument binds', obligations({ from: '2023-02-01' }), /must not lie before measures binds/],
  ['days in the wrong order', obligations({ from: '2025-01-01', to: '2024-01-01' }), /from must lie before to/],
  ['the same duty twice at a time', obligations({ id: 'measures:15' }), /holds twice at the same time/],
  ['an instrument twice', instruments({ id: 'measures' }), /measures stands twice in instruments/],
  ['days of an instrument in the wrong order', instruments({ issued: '2028-01-01' }), /must follow each other/],
  ['an instrument of before there were networks', instruments({ inForce: '1901-01-01' }), /must not lie before 1994/],
  ['an end without its reason', instruments({ repealed: '2028-01-01' }), /repealed and ending belong together/],
  ['a draft that binds', instruments({ stage: 'draft' }), /a draft has no day/],
  [
    'a successor while it still holds',
    instruments({ inForce: '2020-01-01', replacedBy: 'csl' }),
    /still holds when csl/,
  ],
  ['an issuer that is none', instruments({ issuers: ['marker'] }), /issuers names marker/],
  ['an end of nothing', { endings: [{ id: 'marker:1', on: '2027-01-01' }] }, /endings names marker:1/],
  [
    'an amount below its floor',
    {
      penalties: [
        {
          id: 'marker:1',
          instrument: 'csl',
          article: '1',
          title: { zh: '甲', en: 'A' },
          confidence: 'unverified',
          tiers: [
            {
              when: { zh: '甲', en: 'A' },
              measure: { zh: '甲', en: 'A' },
              entity: { min: 9, max: 1 },
              confidence: 'unverified',
            },
          ],
        },
      ],
    },
    /min must not lie above max/,
  ],
];
for (const [title, file, says] of CASES)
  test(`refused with its file and line: ${title}`, () => {
    const text = JSON.stringify(file, null, 2);
    const own = { name: 'own/marker.json', text };
    assert.throws(
      () => readLaw([...SHIPPED_FILES, own]),
      (error) => {
        assert.ok(error instanceof HeguiError);
        assert.equal(error.code, 'E_LAW_INVALID');
        const field = error.fields.find(({ message }) => says.test(message));
        assert.ok(field !== undefined, error.fields.map(({ message }) => message).join('\n'));
        const line = Number(/^own\/marker\.json:(\d+)$/.exec(field.path)?.[1]);
        assert.ok(line >= 2 && line <= text.split('\n').length, field.path);
        return true;
      },
    );
  });

test('what is as it should be passes, so that each case above fails for its own reason', () => {
  assert.doesNotThrow(() => readLaw([...SHIPPED_FILES, { name: 'own.json', value: obligations({}) }]));
  assert.doesNotThrow(() => readLaw([...SHIPPED_FILES, { name: 'own.json', value: instruments({}) }]));
});

test('all faults of all files are told at once', () => {
  const files = ['a.json', 'b.json'].map((name) => ({ name, text: '{"duties":[]}' }));
  assert.throws(
    () => readLaw(files),
    (error) => error instanceof HeguiError && error.fields.length === 2 && /and 1 more/.test(error.message),
  );
});

test('a later version follows where the earlier one is ended, and never beside it', () => {
  const later = { ...duty({ id: 'measures:15', from: '2027-01-01' }) };
  const ending = { id: 'measures:15', on: '2027-01-01' };
  const book = readLaw([...SHIPPED_FILES, { name: 'own.json', value: { obligations: [later], endings: [ending] } }]);
  assert.deepEqual(
    book.obligations.filter(({ id }) => id === 'measures:15').map(({ from, to }) => [from, to]),
    [
      ['2023-08-15', '2027-01-01'],
      ['2027-01-01', null],
    ],
  );
});
