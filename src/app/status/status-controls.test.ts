import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { defaultPolicy, type Policy } from '../../contract/index.ts';
import { createEvidenceReader } from '../../evidence/index.ts';
import { openTestEvidence, type TestEvidence } from '../../evidence/testing/open-evidence.ts';
import type { ExchangeRecord } from '../../exchanges/index.ts';
import { systemClock } from '../../kernel/index.ts';
import { judgeGaps } from '../../opinions/controls.ts';
import { evidenceControls, judgeUnclosed } from './evidence-controls.ts';
import { faultOfLabels, faultOfRecord, faultOfRefusal } from './probes.ts';
import { judgeAvailable, judgeProvider } from './service-controls.ts';

const ID = 'exc_1';
const RECORD: ExchangeRecord = {
  synthetic: true,
  outcome: 'completed',
  opened: '{}',
  closed: `{"at":"2026-11-26T08:00:00.000Z","data":{"label":{"produceId":"${ID}"}},"id":"evt_1","kind":"response.closed","v":1}`,
};
const AIGC = {
  Label: '1',
  ContentProducer: 'p',
  ProduceID: ID,
  ReservedCode1: '',
  ContentPropagator: '',
  PropagateID: '',
  ReservedCode2: '',
};
const answerOf = (content: string, aigc: object | null = AIGC, finish = 'stop') => ({
  status: 200,
  exchangeId: ID,
  headers: { 'x-hegui-aigc': '{}' },
  body: {
    choices: [{ finish_reason: finish, message: { content } }],
    ...(aigc === null ? {} : { hegui: { aigc: { AIGC: aigc } } }),
  },
});
const MARK = defaultPolicy.label.text;
const APP: Policy = { ...defaultPolicy, label: { ...defaultPolicy.label, explicit: 'interface' } };

const LABELS: readonly (readonly [
  what: string,
  answer: ReturnType<typeof answerOf>,
  record: ExchangeRecord | undefined,
  policy: Policy,
  fault: string | null,
])[] = [
  ['whole', answerOf(`好${MARK}`), RECORD, defaultPolicy, null],
  ['without its visible mark', answerOf('好'), RECORD, defaultPolicy, 'no-visible-mark'],
  ['whose mark the app shows', answerOf('好'), RECORD, APP, null],
  ['without its implicit label', answerOf(MARK, null), RECORD, defaultPolicy, 'no-implicit-label'],
  [
    'with the label of another',
    answerOf(MARK, { ...AIGC, ProduceID: 'x' }),
    RECORD,
    defaultPolicy,
    'no-implicit-label',
  ],
  [
    'without a header',
    { ...answerOf(MARK), headers: { 'x-hegui-aigc': '' } },
    undefined,
    defaultPolicy,
    'not-recorded',
  ],
  ['not recorded', answerOf(MARK), undefined, defaultPolicy, 'not-recorded'],
  ['never closed', answerOf(MARK), { ...RECORD, closed: null, outcome: null }, defaultPolicy, 'not-closed'],
  ['that would count as real', answerOf(MARK), { ...RECORD, synthetic: false }, defaultPolicy, 'not-marked-synthetic'],
  ['whose label is not recorded', answerOf(MARK), { ...RECORD, closed: '{}' }, defaultPolicy, 'label-not-recorded'],
];
for (const [what, answer, record, policy, fault] of LABELS) {
  test(`an answer ${what}: ${fault ?? 'no fault'}`, () =>
    assert.equal(faultOfLabels(answer, { policy }, record), fault));
}

test('a listed term must be refused, recorded and answered with the standard answer', () => {
  const refused = { ...RECORD, outcome: 'refused' };
  const answer = answerOf('抱歉', AIGC, 'content_filter');
  assert.equal(faultOfRefusal(answer, refused), null);
  assert.equal(faultOfRefusal(answer, RECORD), 'not-refused');
  assert.equal(faultOfRefusal(answerOf('好'), refused), 'no-standard-answer');
  assert.equal(faultOfRefusal(answer, undefined), 'not-recorded');
  assert.equal(faultOfRecord({ ...RECORD, opened: null }), 'not-recorded');
});

test('availability is judged from a share, and few exchanges do not turn it red', () => {
  const of = (closed: number, failed: number) => judgeAvailable({ closed, 'outcome.failed': failed }).status;
  assert.equal(judgeAvailable({}).status, 'not-applicable');
  assert.deepEqual([of(100, 1), of(100, 2), of(10, 2)], ['met', 'breached', 'due']);
  assert.match(judgeAvailable({ closed: 3, 'outcome.timed-out': 1 }).measured.en, /66\.66 % available/);
});

test('a provider without a name is a breach once something is served', () => {
  const known = { name: '示例', creditCode: '91440300708461136T' };
  assert.deepEqual(
    [judgeProvider(known, 1), judgeProvider(null, 1), judgeProvider(null, 0)].map(({ status }) => status),
    ['met', 'breached', 'unknown'],
  );
});

test('gaps that wait for over a day are a breach; without judges there are none', () => {
  const of = (waiting: number, overdue: number, asking: number) => judgeGaps({ waiting, overdue }, asking).status;
  assert.deepEqual([of(0, 0, 0), of(0, 0, 1), of(2, 0, 1), of(2, 1, 0)], ['not-applicable', 'met', 'due', 'breached']);
});

test('an exchange without an end is named', () => {
  const openedAt = new Date('2026-11-26T06:00:00Z');
  const judged = judgeUnclosed({ count: 1, earlier: 2, some: [{ exchangeId: ID, openedAt }] });
  assert.deepEqual([judged.status, judged.evidence[0]?.id], ['breached', ID]);
  assert.equal(judgeUnclosed({ count: 0, earlier: 2, some: [] }).status, 'met');
});

let house: TestEvidence;
before(async () => {
  house = await openTestEvidence();
});
after(() => house.close());

test('the log verifies until someone changes an entry or takes one away, and then it says which', async () => {
  const { database, signer } = house;
  const controls = evidenceControls({
    database,
    clock: systemClock,
    reader: createEvidenceReader({ database, key: signer.key }),
    key: signer.key,
    counted: { unclosed: async () => ({ count: 0, earlier: 0, some: [] }) },
    fillRandom: (bytes) => void randomFillSync(bytes),
  });
  const measure = async (id: string) => {
    const found = controls.find((control) => control.id === id);
    assert.ok(found !== undefined);
    return await found.measure(new Date());
  };
  assert.equal((await measure('evidence.log-verifies')).status, 'unknown', 'an empty log says nothing');
  await house.append(20);
  await house.sequence().flush();
  const whole = await measure('evidence.log-verifies');
  assert.equal(whole.status, 'met', whole.measured.en);
  assert.equal((await measure('evidence.retention-six-months')).status, 'met');
  await database.query('alter table evidence_entry disable trigger append_only');
  const [id] = (
    await database.query<{ id: string }>('select entry_id as id from evidence_leaf order by index desc limit 1')
  ).rows.map((row) => row.id);
  await database.query("update evidence_entry set body = replace(body, 'stf_', 'stf-') where id = $1", [id]);
  const changed = await measure('evidence.log-verifies');
  assert.deepEqual([changed.status, changed.code, changed.evidence[0]?.id], ['breached', 'unproven', id]);
  await database.query('delete from evidence_entry where id = (select entry_id from evidence_leaf where index = 0)');
  assert.equal((await measure('evidence.retention-six-months')).status, 'breached');
});
