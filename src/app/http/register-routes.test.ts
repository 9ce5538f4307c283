import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { z } from 'zod';
import {
  calendarMadeSchema,
  type IncidentFacts,
  incidentDetailSchema,
  incidentsSchema,
  type LicenceKeep,
  letterSchema,
  licenceSchema,
  licencesSchema,
  orderDetailSchema,
  ordersSchema,
  rosterSchema,
} from '../../contract/index.ts';
import { DAY_MS, HOUR_MS } from '../../kernel/index.ts';
import { makeClock, readEvidence } from '../../registry/testing/harness.ts';
import { sqlStateOf } from '../../store/index.ts';
import { type AdminAppHarness, openAdminApp, problemOf, type SignedIn, signIn } from './testing/open-admin-app.ts';

let harness: AdminAppHarness;
let officer: SignedIn;
let reviewer: SignedIn;
let inspector: SignedIn;
let serviceId: string;
const clock = makeClock('2026-11-26T02:00:00.000Z');
const folder = mkdtempSync(join(tmpdir(), 'hegui-registers-'));

before(async () => {
  harness = await openAdminApp({ clock });
  officer = await signIn(harness, 'compliance-officer');
  reviewer = await signIn(harness, 'reviewer');
  inspector = await signIn(harness, 'inspector');
  await harness.registry.provider.put({ name: '示例科技有限公司', creditCode: '91440300708461136T' }, 'cli');
  const service = { name: '对话', modelCode: '0001', upstreamIds: [], wordListIds: [] };
  serviceId = (await harness.registry.services.create(service, 'cli')).id;
  await harness.registry.live.refresh();
});
after(async () => {
  await harness.close();
  rmSync(folder, { recursive: true });
});

const send = (method: 'GET' | 'POST', url: string, payload?: object, as: SignedIn = officer) =>
  harness.app.inject({ method, url, headers: { ...as }, ...(payload === undefined ? {} : { payload }) });
async function told<T>(
  schema: z.ZodType<T>,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  as = officer,
): Promise<T> {
  const answer = await send(method, url, payload, as);
  assert.ok(answer.statusCode < 300, answer.body);
  return schema.parse(answer.json());
}
async function refused(url: string, payload: object, as = officer): Promise<string> {
  const { problem } = await problemOf(harness.app, { method: 'POST', url, headers: { ...as }, payload });
  return problem.fields[0]?.path ?? problem.code;
}
async function statusOf(id: string): Promise<string | undefined> {
  const control = harness.registers.controls.find((one) => one.id === id);
  return (await control?.measure(clock.now()))?.status;
}
const kinds = async () => (await readEvidence(harness.database)).map(({ kind }) => kind);
/** Latest evidence of the kind. */
const latest = async (kind: string) => (await readEvidence(harness.database)).findLast((entry) => entry.kind === kind);

const FACTS: IncidentFacts = {
  title: '测试事件',
  kind: 'attack',
  grade: 'relatively-major',
  operator: 'other',
  discoveredAt: '2026-11-26T02:00:00.000Z',
  occurredAt: null,
  systems: '网关与数据库',
  effect: '服务中断',
  measures: '已隔离',
  cause: '',
  leakedPersons: null,
  leak: 'no',
  minorsAffected: 'no',
  suspectedCrime: 'no',
  endangersPublic: 'no',
};
let incidentUrl = '';

test('anybody at work may start the clock of an incident; an inspector reads only', async () => {
  assert.equal(await statusOf('incidents.reports-in-time'), 'not-applicable');
  assert.equal(await refused('/api/incidents', FACTS, inspector), 'E_ROLE_FORBIDDEN');
  assert.equal(await refused('/api/incidents', { ...FACTS, discoveredAt: '2026-11-27T00:00:00.000Z' }), 'discoveredAt');
  const made = await told(incidentDetailSchema, 'POST', '/api/incidents', FACTS, reviewer);
  incidentUrl = `/api/incidents/${made.id}`;
  assert.deepEqual([made.number, made.state, made.nextDueAt], [1, 'open', '2026-11-26T06:00:00.000Z']);
  assert.equal(made.entries[0]?.byName, 'reviewer');
  assert.equal(await statusOf('incidents.reports-in-time'), 'due');
  const { items } = await told(incidentsSchema, 'GET', '/api/incidents', undefined, inspector);
  assert.deepEqual(
    items.map(({ id }) => id),
    [made.id],
  );
});

test('a report leaves only after a person signed it, and its delivery stops the clock', async () => {
  const draft = { language: 'zh-CN', text: '我们正在处置。', report: 'first' };
  assert.equal(await refused(`${incidentUrl}/letters`, { ...draft, report: 'defect' }), 'report');
  assert.equal(await refused(`${incidentUrl}/letters`, { ...draft, report: 'follow-up' }), 'recipient');
  await told(incidentDetailSchema, 'POST', `${incidentUrl}/letters`, draft, reviewer);
  const { letters } = await told(incidentDetailSchema, 'POST', `${incidentUrl}/letters`, draft, reviewer);
  assert.deepEqual(
    letters.map(({ isSuperseded }) => isSuperseded),
    [true, false],
  );
  const url = `/api/letters/${letters[1]?.id}`;
  const signature = { name: '李四', reason: '首次报告期限将至' };
  const delivery = { at: clock.now().toISOString(), channel: '12387', receipt: '测试回执' };
  assert.equal(await refused(`${url}/file`, { format: 'pdf' }), 'E_CONFLICT');
  assert.equal(await refused(`${url}/delivery`, delivery), 'E_CONFLICT');
  assert.equal(await refused(`${url}/signature`, signature, reviewer), 'E_ROLE_FORBIDDEN');
  assert.equal(await refused(`/api/letters/${letters[0]?.id}/signature`, signature), 'E_CONFLICT');
  const signed = await told(letterSchema, 'POST', `${url}/signature`, signature);
  assert.deepEqual([signed.signature?.name, signed.signature?.reason], [signature.name, signature.reason]);
  assert.equal(await refused(`${url}/signature`, signature), 'E_CONFLICT');
  assert.equal(await refused(`${url}/delivery`, delivery), 'E_CONFLICT');

  const [pdf, docx] = [
    await send('POST', `${url}/file`, { format: 'pdf' }),
    await send('POST', `${url}/file`, { format: 'docx' }),
  ];
  writeFileSync(join(folder, 'letter.pdf'), pdf.rawPayload);
  writeFileSync(join(folder, 'letter.docx'), docx.rawPayload);
  const text = execFileSync('pdftotext', ['-layout', join(folder, 'letter.pdf'), '-'], { encoding: 'utf8' });
  const read = "import sys,zipfile;sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read('word/document.xml'))";
  const body = execFileSync('python3', ['-c', read, join(folder, 'letter.docx')], { encoding: 'utf8' });
  for (const word of ['网络安全事件首次报告', '省级网信办', '示例科技有限公司', '测试事件', '我们正在处置', '李四']) {
    assert.ok(text.includes(word), `${word} in the PDF`);
    assert.ok(body.includes(word), `${word} in the DOCX`);
  }
  assert.equal((await kinds()).filter((kind) => kind === 'letter.exported').length, 2, 'every time is recorded');

  clock.advance(HOUR_MS);
  assert.equal(await refused(`${url}/delivery`, { ...delivery, at: '2026-11-26T01:00:00.000Z' }), 'at');
  const arrived = await told(letterSchema, 'POST', `${url}/delivery`, { ...delivery, at: clock.now().toISOString() });
  assert.equal(arrived.delivery?.receipt, '测试回执');
  const { reports } = await told(incidentDetailSchema, 'GET', incidentUrl);
  assert.equal(reports[0]?.state, 'in-time');
});

test('the board turns red when a report is overdue, and green again with its delivery; the calendar holds what is due', async () => {
  const other = await told(incidentDetailSchema, 'POST', '/api/incidents', {
    ...FACTS,
    operator: 'critical-infrastructure',
  });
  const { path } = await told(calendarMadeSchema, 'POST', '/api/status/calendar');
  const calendar = (await send('GET', path)).body;
  assert.ok(calendar.includes('DTSTART:20261126T030000Z'), 'the hour of the first report');
  assert.ok(!calendar.includes('测试事件'), 'no word of what happened');
  clock.advance(HOUR_MS);
  assert.equal(await statusOf('incidents.reports-in-time'), 'breached');
  const facts = { ...FACTS, grade: 'general' };
  const url = `/api/incidents/${other.id}/entries`;
  await told(incidentDetailSchema, 'POST', url, { step: 'corrected', facts, reason: '重新定级' }, reviewer);
  assert.equal(await statusOf('incidents.reports-in-time'), 'due');
  const ended = { step: 'handled', endedAt: clock.now().toISOString(), text: '恢复' };
  await told(incidentDetailSchema, 'POST', url, ended);
  assert.equal(await refused(url, { step: 'closed', reason: '完成' }, reviewer), 'E_ROLE_FORBIDDEN');
  const closed = await told(incidentDetailSchema, 'POST', url, { step: 'closed', reason: '完成' });
  assert.deepEqual(
    closed.entries.map(({ deed }) => deed.step),
    ['recorded', 'corrected', 'handled', 'closed'],
  );
  assert.equal(closed.entries[0]?.deed.step === 'recorded' && closed.entries[0].deed.facts.grade, 'relatively-major');
});

test('handling ended: the final report is due, and only then the incident closes', async () => {
  const url = `${incidentUrl}/entries`;
  const handled = await told(incidentDetailSchema, 'POST', url, {
    step: 'handled',
    endedAt: clock.now().toISOString(),
    text: '恢复',
  });
  assert.equal(handled.reports.find(({ id }) => id === 'final')?.dueAt, '2026-12-26T16:00:00.000Z');
  assert.equal(await refused(url, { step: 'closed', reason: '完成' }), 'E_CONFLICT');
  const draft = { language: 'en', text: '', report: 'final' };
  const { letters } = await told(incidentDetailSchema, 'POST', `${incidentUrl}/letters`, draft);
  const letter = `/api/letters/${letters.at(-1)?.id}`;
  await told(letterSchema, 'POST', `${letter}/signature`, { name: '李四', reason: '总结' });
  assert.equal((await send('POST', `${letter}/file`, { format: 'docx' })).statusCode, 200);
  const arrival = { at: clock.now().toISOString(), channel: '窗口', receipt: '' };
  await told(letterSchema, 'POST', `${letter}/delivery`, arrival);
  const closed = await told(incidentDetailSchema, 'POST', url, { step: 'closed', reason: '完成' });
  assert.deepEqual([closed.state, closed.nextDueAt], ['closed', null]);
  assert.equal(await refused(`${incidentUrl}/letters`, draft), 'E_CONFLICT');
});

test('nothing of it can be changed or taken away in the database', async () => {
  for (const change of [
    `update incident_entry set deed = '{}'`,
    'delete from incident_entry',
    `update letter set content = '{}'`,
    `update letter set signed_name = 'x' where signed_name is not null`,
    'delete from letter',
  ])
    await assert.rejects(harness.database.query(change), (error) => sqlStateOf(error) === 'HG001', change);
});

const ORDER = {
  title: '责令限期改正',
  agency: 'cac',
  office: '某省网信办',
  reference: '测试〔2026〕1号',
  measure: 'correction',
  demands: '补充标识',
  legalBasis: '暂行办法第二十一条',
  receivedOn: '2026-11-26',
  deadlineOn: '2026-12-01',
};

test('an order: tasks, a reply that was signed, more time with a reason, and its fulfilment with proof', async () => {
  assert.equal(await refused('/api/orders', ORDER, reviewer), 'E_ROLE_FORBIDDEN');
  assert.equal(await refused('/api/orders', { ...ORDER, agency: 'nobody' }), 'agency');
  const made = await told(orderDetailSchema, 'POST', '/api/orders', ORDER);
  const url = `/api/orders/${made.id}`;
  assert.equal(await statusOf('inspection.orders-in-time'), 'due');
  const set = { step: 'task-set', text: '补标识', owner: '张三', dueOn: '2026-11-30' };
  const { tasks } = await told(orderDetailSchema, 'POST', `${url}/entries`, set);
  clock.advance(6 * DAY_MS);
  assert.equal(await statusOf('inspection.orders-in-time'), 'breached');
  const more = { step: 'extended', until: '2026-12-20', reason: '采购设备', grantedBy: '某省网信办' };
  await told(orderDetailSchema, 'POST', `${url}/entries`, more);
  assert.equal(await statusOf('inspection.orders-in-time'), 'due');
  await told(orderDetailSchema, 'POST', `${url}/entries`, { step: 'task-done', task: tasks[0]?.id, proof: '截图' });
  const replied = await told(orderDetailSchema, 'POST', `${url}/letters`, { language: 'zh-CN', text: '已改正。' });
  const letter = replied.letters[0];
  assert.deepEqual([letter?.matter, letter?.recipient.zh], ['reply', '某省网信办']);
  assert.ok(letter?.content.facts.some(([name, value]) => name === '已完成' && value.startsWith('补标识')));
  await told(letterSchema, 'POST', `/api/letters/${letter?.id}/signature`, { name: '李四', reason: '答复' });
  const done = { step: 'fulfilled', on: '2026-12-02', proof: '回执', documentSha256: 'a'.repeat(64) };
  const fulfilled = await told(orderDetailSchema, 'POST', `${url}/entries`, done);
  assert.deepEqual([fulfilled.state, fulfilled.wasLate], ['fulfilled', false]);
  assert.equal(await statusOf('inspection.orders-in-time'), 'met');
  assert.equal((await told(ordersSchema, 'GET', '/api/orders', undefined, inspector)).items.length, 1);
  assert.equal((await latest('order.continued'))?.data.step, 'fulfilled');
});

const LICENCE: LicenceKeep = {
  kind: 'icp-record',
  name: 'ICP 备案',
  number: '测ICP备1号',
  holder: '示例科技有限公司',
  issuer: '某省通信管理局',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  documentSha256: 'b'.repeat(64),
  note: '',
};

test('licences: what the scope memo found is missing until it is held; a renewal is a version, an end stays', async () => {
  assert.equal(await statusOf('filing.licences-valid'), 'unknown', 'no memo, so nobody can say');
  const facts = {
    provider_kind: 'company',
    provider_seat: 'mainland',
    audience: 'public_mainland',
    channel: ['web'],
    outputs: ['text'],
    generative_ai: true,
    model_origin: 'self_trained',
    public_opinion: 'yes',
    minors: 'excluded',
    sector: 'general',
    sustained_emotional_companion: false,
    stage: 'live',
  };
  assert.equal((await send('POST', `/api/services/${serviceId}/scope/memos`, { facts })).statusCode, 201);
  const open = await told(licencesSchema, 'GET', '/api/licences', undefined, inspector);
  assert.deepEqual(
    open.needs.map(({ kind, isMet, services }) => [kind, isMet, services]),
    [['icp-record', false, ['对话']]],
  );
  assert.ok((open.needs[0]?.sources.length ?? 0) > 0, 'the memo says where that stands');
  assert.equal(await statusOf('filing.licences-valid'), 'breached');
  assert.equal(await refused('/api/licences', { ...LICENCE, kind: 'genai' }), 'kind');
  const kept = await told(licenceSchema, 'POST', '/api/licences', LICENCE);
  assert.deepEqual([kept.state, kept.warning], ['near', 30]);
  const url = `/api/licences/${kept.licenceId}`;
  const renewal = { ...LICENCE, validFrom: '2027-01-01', validTo: '2029-12-31', note: '续期' };
  const renewed = await told(licenceSchema, 'POST', `${url}/versions`, renewal);
  assert.deepEqual([renewed.version, renewed.state, renewed.earlier.length], [1, 'valid', 1]);
  assert.equal((await told(licencesSchema, 'GET', '/api/licences')).needs[0]?.isMet, true);
  assert.equal(await refused(`${url}/end`, { on: '2026-12-02', reason: '注销' }), 'on');
  const other = await told(licenceSchema, 'POST', '/api/licences', { ...LICENCE, kind: 'other', validTo: null });
  const ended = await told(licenceSchema, 'POST', `/api/licences/${other.licenceId}/end`, {
    on: '2026-12-02',
    reason: '注销',
  });
  assert.equal(ended.state, 'ended');
  assert.equal(await refused(`/api/licences/${other.licenceId}/versions`, { ...LICENCE, kind: 'other' }), 'E_CONFLICT');
  await assert.rejects(harness.database.query('delete from licence_version'), (error) => sqlStateOf(error) === 'HG001');
});

test('the roster: an appointment counts once signed, and whoever left leaves a gap', async () => {
  assert.equal(await statusOf('roster.answered-for'), 'unknown');
  const account = await harness.staff.members.create('cli', {
    username: 'leaver',
    name: '赵六',
    role: 'reviewer',
    password: 'a long enough password',
  });
  const given = {
    subject: 'role:network-security',
    person: '赵六',
    staffId: account.id,
    deputy: null,
    from: '2026-11-01',
    to: null,
    note: '',
  };
  assert.equal(await refused('/api/roster/appointments', { ...given, subject: 'role:king' }), 'subject');
  const subjectOf = ({ subjects }: z.output<typeof rosterSchema>) => subjects.find(({ id }) => id === given.subject);
  const named = subjectOf(await told(rosterSchema, 'POST', '/api/roster/appointments', given));
  assert.equal(named?.gap, 'unsigned');
  const url = `/api/roster/appointments/${named?.appointments[0]?.id}`;
  const signed = await told(rosterSchema, 'POST', `${url}/signature`, { name: '总经理' });
  assert.equal(subjectOf(signed)?.gap, null);
  assert.deepEqual(signed.untrained, ['赵六']);
  const training = {
    person: '赵六',
    staffId: account.id,
    topic: '内容安全',
    heldOn: '2026-11-20',
    material: 'v2',
    materialSha256: null,
    result: 'passed',
    validUntil: '2027-11-20',
  };
  const trained = await told(rosterSchema, 'POST', '/api/roster/trainings', training);
  assert.deepEqual([trained.untrained, await statusOf('roster.trained')], [[], 'met']);
  const withdrawal = `/api/roster/trainings/${trained.trainings[0]?.id}/withdrawal`;
  await told(rosterSchema, 'POST', withdrawal, { reason: '记错人' });
  assert.equal(await refused(withdrawal, { reason: '再来' }), 'E_CONFLICT');
  await harness.staff.members.change('cli', account.id, { disabled: true });
  assert.equal(subjectOf(await told(rosterSchema, 'GET', '/api/roster'))?.gap, 'left');
  assert.equal(await statusOf('roster.answered-for'), 'breached');
  const ended = await told(rosterSchema, 'POST', `${url}/end`, { on: '2026-12-02', reason: '离职' });
  assert.equal(subjectOf(ended)?.gap, 'ended');
  assert.equal(await refused(`${url}/end`, { on: '2026-12-03', reason: '离职' }), 'E_CONFLICT');
});

test('entries of evidence hold no name and no word of what was written', async () => {
  const all = JSON.stringify(
    (await readEvidence(harness.database)).filter(({ kind }) => /^(incident|order|letter|licence|roster)\./.test(kind)),
  );
  for (const word of ['测试事件', '李四', '赵六', '补充标识', '记错人', '测ICP备'])
    assert.ok(!all.includes(word), word);
});
