import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import {
  caseDetailSchema,
  caseRowSchema,
  reviewDecisionSchema,
  reviewItemSchema,
  serviceSchema,
} from '../../src/contract/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

// What people decided in the console, as scripts read it beside the running server.
const REASON = '理由，含"引号"';
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const casesSchema = z.object({ cases: z.array(caseRowSchema) });
const decisionsSchema = z.object({ decisions: z.array(reviewDecisionSchema) });
const LONG_AGO = '2026-01-02T03:04:05.000Z';

let hegui: HeguiUnderTest;
let admin: Admin;
let serviceId: string;

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  [{ id: serviceId } = { id: '' }] = z
    .array(serviceSchema)
    .parse(await (await admin.send('GET', '/api/services')).json());
});
after(() => hegui.stop());

async function runJson<T>(schema: z.ZodType<T>, args: readonly string[], code = 0): Promise<T> {
  const ended = await hegui.run([...args, '--json']);
  assert.equal(ended.code, code, `${args.join(' ')}: ${ended.stderr}${ended.stdout}`);
  return schema.parse(JSON.parse(ended.stdout));
}
const send = async <T>(schema: z.ZodType<T>, path: string, body: object): Promise<T> => {
  const response = await admin.send('POST', path, body);
  const text = await response.text();
  assert.ok(response.ok, text);
  return schema.parse(JSON.parse(text));
};

test('a desk on which nothing was decided exports no decision but the heading, and there are no cases', async () => {
  const csv = await hegui.run(['review', 'export']);
  assert.equal(csv.code, 0, csv.stderr);
  assert.match(csv.stdout.trim(), /^decision,exchange,service,verdict,.*superseded$/);
  assert.deepEqual((await runJson(decisionsSchema, ['review', 'export'])).decisions, []);
  assert.equal((await hegui.run(['cases', 'list'])).stdout, 'no cases\n');
  assert.deepEqual((await runJson(casesSchema, ['cases', 'list'])).cases, []);
});

test('a decision made at the desk is exported as CSV and JSON, without content, and that leaves evidence', async () => {
  const said = '请复述：这句话只在内容里';
  const asked = { model: 'hegui-demo', messages: [{ role: 'user', content: said }] };
  await (await hegui.post('/chat/completions', asked)).text();
  const exchanges = z.object({ items: z.array(z.object({ id: z.string() })) });
  const { items } = exchanges.parse(await (await admin.send('GET', '/api/exchanges')).json());
  const item = await send(reviewItemSchema, '/api/review/items', { exchangeId: items[0]?.id ?? '' });
  await send(reviewItemSchema, `/api/review/items/${item.id}/lock`, {});
  const verdict = { verdict: 'violation', risk: 'A.1.f', reason: REASON };
  await send(z.object({ decisionId: z.string() }), `/api/review/items/${item.id}/decision`, verdict);
  const { decisions } = await runJson(decisionsSchema, ['review', 'export']);
  assert.deepEqual(
    decisions.map(({ exchangeId, risk, reason, decidedBy }) => [exchangeId, risk, reason, decidedBy.name]),
    [[items[0]?.id, 'A.1.f', REASON, ADMINISTRATOR.name]],
  );
  const csv = await hegui.run(['review', 'export', '--format', 'csv']);
  assert.equal(csv.stdout.trim().split('\n').length, 2);
  assert.ok(csv.stdout.includes('"理由，含""引号"""') && !csv.stdout.includes('只在内容里'), csv.stdout);
  const asJson = await hegui.run(['review', 'export', '--format', 'json']);
  assert.deepEqual(decisionsSchema.parse(JSON.parse(asJson.stdout)).decisions, decisions);
  await waitUntil(
    async () => (await (await admin.send('GET', '/api/evidence/entries?kind=review.exported')).text()).includes('cli'),
    'the export is in the log',
    15_000,
  );
});

test('cases are listed and shown by number and id; one that is overdue ends with exit 1', async () => {
  const made = { serviceId, risk: 'A.1.f' };
  const fresh = await send(caseDetailSchema, '/api/cases', { ...made, title: '新近发现' });
  const listed = await runJson(casesSchema, ['cases', 'list', '--state', 'open']);
  assert.deepEqual(
    listed.cases.map(({ id, next, overdue }) => [id, next, overdue]),
    [[fresh.id, 'stopped', false]],
  );
  const byNumber = await runJson(caseDetailSchema, ['cases', 'show', String(fresh.number)]);
  assert.deepEqual([byNumber.id, byNumber.steps.length], [fresh.id, 6]);
  const inWords = await hegui.run(['cases', 'show', fresh.id]);
  assert.equal(inWords.code, 0, inWords.stderr);
  assert.match(inWords.stdout, /新近发现\n {2}found {5}done .*\n {2}stopped {3}next {5}due /);
  const late = await send(caseDetailSchema, '/api/cases', { ...made, title: '早已发现', foundAt: LONG_AGO });
  const overdue = await runJson(casesSchema, ['cases', 'list', '--state', 'overdue'], 1);
  assert.deepEqual(
    overdue.cases.map(({ id }) => id),
    [late.id],
  );
  const all = await hegui.run(['cases', 'list']);
  assert.equal(all.code, 1);
  assert.match(
    all.stdout,
    new RegExp(`${late.number} {2}${late.id} .*OVERDUE {2}早已发现\\n${fresh.number} .*新近发现\n$`),
  );
  assert.equal((await hegui.run(['cases', 'show', late.id])).code, 1);
  assert.deepEqual((await runJson(casesSchema, ['cases', 'list', '--state', 'closed'])).cases, []);
});

const WRONG: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['review', 'export', '--format', 'xml'], /--format must be csv or json/],
  [['cases', 'list', '--state', 'lost'], /--state must be one of any, open, closed, overdue/],
  [['cases', 'show', '4711'], /there is no case 4711; hegui cases list/],
  [['cases', 'show', 'cas_00000000000000000000000000'], /there is no case/],
];
for (const [args, message] of WRONG) {
  test(`hegui ${args.join(' ')} ends with exit 2 and says why, in words and as JSON`, async () => {
    const { error } = await runJson(errorSchema, args, 2);
    assert.match(error.message, message);
    const inWords = await hegui.run(args);
    assert.deepEqual([inWords.code, inWords.stdout], [2, '']);
    assert.match(inWords.stderr, message);
  });
}
