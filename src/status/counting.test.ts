import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CountedEntry, type ExchangeHead, outputsOf, tally } from './counting.ts';

const AT = new Date('2026-11-26T08:15:00Z');
const HOUR = new Date('2026-11-26T08:00:00Z');
const HEAD: ExchangeHead = { serviceId: 'svc_1', synthetic: false, endpoint: 'chat.completions', model: 'm' };

const entry = (kind: string, data: object, at = AT): CountedEntry => ({ kind, at, body: JSON.stringify({ data }) });
const closed = (exchange: string, data: object = {}): CountedEntry =>
  entry('response.closed', { exchange, outcome: 'completed', hits: 0, outputChars: 5, ...data });
const LABEL = { explicit: 'append', produceId: 'exc_1' };
const countsOf = (entries: readonly CountedEntry[], head = HEAD): Record<string, number> =>
  Object.fromEntries(tally(entries, () => head).counts.map(({ metric, n }) => [metric, n]));

const OUTPUTS: readonly (readonly [what: string, data: object, endpoint: string, expected: string])[] = [
  ['a text with its mark inside', { outputChars: 5, label: LABEL }, 'chat.completions', 'text labelled inside'],
  [
    'a text that a program reads',
    { outputChars: 5, label: { explicit: 'interface', explicitReason: 'structured-output' } },
    'chat.completions',
    'text labelled elsewhere',
  ],
  [
    'a text left to the app',
    { outputChars: 5, label: { explicit: 'interface' } },
    'responses',
    'text labelled interface',
  ],
  ['a text without any label', { outputChars: 5 }, 'chat.completions', 'text UNLABELLED interface'],
  ['an answer that showed nothing', { outputChars: 0 }, 'chat.completions', ''],
  ['numbers for a program', { outputChars: 5 }, 'embeddings', ''],
  [
    'pictures',
    {
      outputChars: 0,
      produced: [
        { contentKind: 'picture', explicit: true },
        { contentKind: 'picture', explicit: false, explicitReason: 'unavailable' },
        { contentKind: 'sound', explicit: false, explicitReason: 'interface' },
        { contentKind: 'film', explicit: false, explicitReason: 'requested' },
      ],
    },
    'images/generations',
    'picture labelled inside, picture labelled unavailable, sound labelled interface, film labelled elsewhere',
  ],
];
for (const [what, data, endpoint, expected] of OUTPUTS) {
  test(`outputs of an exchange: ${what}`, () => {
    const told = outputsOf(data, endpoint).map(
      ({ output, isLabelled, mark }) => `${output} ${isLabelled ? 'labelled' : 'UNLABELLED'} ${mark}`,
    );
    assert.equal(told.join(', '), expected);
  });
}

test('what happened is counted by hour, service and metric', () => {
  const entries = [
    entry('request.opened', { exchange: 'exc_1' }),
    closed('exc_1', { label: LABEL, hits: 2 }),
    closed('exc_2', { outcome: 'cut' }),
    entry('content.withheld', { exchange: 'exc_2', service: 'svc_1' }),
    entry('screening.gap', { exchange: 'exc_2', service: 'svc_1' }),
  ];
  assert.deepEqual(countsOf(entries), {
    opened: 1,
    closed: 2,
    'outcome.completed': 1,
    'outcome.cut': 1,
    hit: 1,
    'text.outputs': 2,
    'text.labelled': 1,
    'text.mark-inside': 1,
    'text.mark-interface': 1,
    withheld: 1,
    gap: 1,
  });
  assert.deepEqual(tally(entries, () => HEAD).counts[0]?.hour, HOUR);
});

test('what the board and the console ask themselves counts as synthetic and as nothing else', () => {
  const entries = [entry('request.opened', { exchange: 'exc_1' }), closed('exc_1')];
  assert.deepEqual(countsOf(entries, { ...HEAD, synthetic: true }), { synthetic: 1 });
  assert.deepEqual(tally(entries, () => ({ ...HEAD, synthetic: true })).streaks, []);
});

test('a row of labelled outputs begins anew after one that was not, which is named', () => {
  const entries = [
    closed('exc_1', { label: LABEL }),
    closed('exc_2'),
    closed('exc_3', { label: LABEL }),
    closed('exc_4', { label: LABEL }),
  ];
  assert.deepEqual(tally(entries, () => HEAD).streaks, [
    {
      serviceId: 'svc_1',
      output: 'text',
      labelledInRow: 2,
      labelledAt: AT,
      unlabelledAt: AT,
      unlabelledExchange: 'exc_2',
      model: 'm',
    },
  ]);
});

test('an exchange that ended in the same part is not open, in whatever order its entries stand', () => {
  const opened = entry('request.opened', { exchange: 'exc_1' });
  for (const entries of [
    [opened, closed('exc_1')],
    [closed('exc_1'), opened],
  ]) {
    const { opened: open, closed: ended } = tally(entries, () => HEAD);
    assert.deepEqual([open, ended], [[], ['exc_1']]);
  }
  assert.deepEqual(tally([opened], () => HEAD).opened, [{ exchangeId: 'exc_1', serviceId: 'svc_1', openedAt: AT }]);
});

test('an entry of an exchange that is gone is left out', () => {
  assert.deepEqual(tally([closed('exc_1')], () => undefined).counts, []);
});
