import assert from 'node:assert/strict';
import {
  complaintDetailSchema,
  measureDetailSchema,
  privacyDetailSchema,
  reviewItemSchema,
} from '../../../contract/index.ts';
import type { ObjectCase } from './app-objects.ts';
import { ask, type MatrixHouse, type Method, mustDo, mustRefuse } from './matrix-house.ts';
import { PASSWORD, type SignedIn, signInAgain } from './open-admin-app.ts';

let counter = 0;

/** An exchange of the own service, as far as desks look at one. */
async function exchangeOf({ harness, own, ids }: MatrixHouse): Promise<string> {
  const id = ids.next('exc');
  const { keyId, bytes } = await harness.vault.seal(`anonymous:${own.id}:today`, { input: [] });
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into exchange (id, entry_id, service_id, api_key_id, endpoint, model, stream, synthetic, opened_at, prompt_chars,
                             content_key, content)
       values ($1, $1, $2, 'key', 'chat.completions', 'm', false, false, now(), 1, $3, $4)`,
      [id, own.id, keyId, bytes],
    );
    evidence.append('content.viewed', { exchange: id, by: 'cli' });
  });
  return id;
}

async function complaintOf({ harness }: MatrixHouse): Promise<string> {
  const received = await harness.complaints.receive({
    formKey: `staff-case-${++counter}`,
    kind: 'other',
    language: 'zh-CN',
    channel: 'portal',
    text: '测试投诉',
    about: '',
    contact: { name: '', email: '', phone: '' },
    files: [],
    serviceId: null,
  });
  return received.subjectId;
}

/** Who answered does not answer again, who handed on does not decide, and what was handed on is for officers. */
const answerComplaint: ObjectCase = async (house) => {
  const { staff, second } = house;
  const deed = (id: string, name: string, as: SignedIn, payload: object) =>
    [house, 'POST', `/api/complaints/${id}/${name}`, as, payload] as const;
  const answer = { outcome: 'upheld', text: '答复' };
  const id = await complaintOf(house);
  await mustDo(...deed(id, 'acknowledge', staff.reviewer, { text: '受理' }));
  await mustDo(...deed(id, 'answer', staff.reviewer, answer));
  await house.harness.complaints.reopen(id, '不同意');
  await mustDo(...deed(id, 'acknowledge', second.reviewer, { text: '受理' }));
  await mustRefuse('E_ROLE_FORBIDDEN', ...deed(id, 'answer', staff.reviewer, answer));
  await mustDo(...deed(id, 'answer', second.reviewer, answer));
  const handedOn = await complaintOf(house);
  await mustDo(...deed(handedOn, 'acknowledge', staff['compliance-officer'], { text: '受理' }));
  await mustDo(...deed(handedOn, 'escalate', staff['compliance-officer'], { text: '请另一位决定' }));
  for (const as of [staff.reviewer, second.reviewer, staff['compliance-officer']])
    await mustRefuse('E_ROLE_FORBIDDEN', ...deed(handedOn, 'answer', as, answer));
  await mustDo(...deed(handedOn, 'answer', second.officer, answer));
};

/** Nobody is given a complaint about what they decided, nor decides it uninvited. */
const assignComplaint: ObjectCase = async (house) => {
  const { staff, second } = house;
  const exchangeId = await exchangeOf(house);
  await decidedItem(house, exchangeId, staff.reviewer);
  const id = await complaintOf(house);
  await mustDo(house, 'POST', `/api/complaints/${id}/link`, staff.reviewer, { exchangeId });
  await mustDo(house, 'POST', `/api/complaints/${id}/acknowledge`, second.reviewer, { text: '受理' });
  const assign = `/api/complaints/${id}/assign`;
  const decider = await staffIdOf(house, 'reviewer');
  await mustRefuse('E_REQUEST_INVALID', house, 'POST', assign, staff['compliance-officer'], { staffId: decider });
  await mustRefuse('E_REQUEST_INVALID', house, 'POST', assign, staff['compliance-officer'], {
    staffId: await staffIdOf(house, 'inspector'),
  });
  const answer = { outcome: 'not-upheld', text: '答复' };
  await mustRefuse('E_ROLE_FORBIDDEN', house, 'POST', `/api/complaints/${id}/answer`, staff.reviewer, answer);
  await mustDo(house, 'POST', assign, staff['compliance-officer'], {
    staffId: await staffIdOf(house, 'compliance-officer'),
  });
};

const staffIdOf = async ({ harness }: MatrixHouse, username: string): Promise<string> => {
  const found = (await harness.staff.members.list()).find((one) => one.username === username);
  assert.ok(found !== undefined, username);
  return found.id;
};

/** What somebody is writing is read and overwritten by nobody else. */
const complaintDraft: ObjectCase = async (house) => {
  const { staff, second } = house;
  const id = await complaintOf(house);
  const url = `/api/complaints/${id}/draft`;
  await mustDo(house, 'PUT', url, staff.reviewer, { text: '第一位的草稿' });
  await mustDo(house, 'PUT', url, second.reviewer, { text: '第二位的草稿' });
  assert.match((await mustDo(house, 'GET', url, staff.reviewer)).body, /第一位/);
  for (const as of [second.reviewer, staff['compliance-officer'], staff.administrator])
    assert.doesNotMatch((await mustDo(house, 'GET', url, as)).body, /第一位/);
  const detail = await mustDo(house, 'GET', `/api/complaints/${id}`, staff.administrator);
  assert.doesNotMatch(detail.body, /草稿/);
  complaintDetailSchema.parse(detail.json());
};

async function itemOf(house: MatrixHouse, exchangeId: string): Promise<string> {
  const made = await mustDo(house, 'POST', '/api/review/items', house.staff.reviewer, { exchangeId });
  return reviewItemSchema.parse(made.json()).id;
}
async function decidedItem(house: MatrixHouse, exchangeId: string, by: SignedIn): Promise<string> {
  const id = await itemOf(house, exchangeId);
  const url = `/api/review/items/${id}/decision`;
  const made = await mustDo(house, 'POST', url, by, { verdict: 'no-violation', reason: '无违规' });
  const told: unknown = made.json();
  const decisionId: unknown = Reflect.get(Object(told), 'decisionId');
  assert.ok(typeof decisionId === 'string');
  return decisionId;
}

/** What somebody has in hand is neither taken, nor put back, nor decided by somebody else; and nobody decides what they handed on. */
const reviewItem: ObjectCase = async (house) => {
  const { staff, second } = house;
  const id = await itemOf(house, await exchangeOf(house));
  const lock = `/api/review/items/${id}/lock`;
  const decision = `/api/review/items/${id}/decision`;
  const no = { verdict: 'no-violation', reason: '无违规' };
  await mustDo(house, 'POST', lock, staff.reviewer);
  await mustRefuse('E_CONFLICT', house, 'POST', lock, second.reviewer);
  await ask(house, 'DELETE', lock, second.reviewer);
  const held = reviewItemSchema.parse((await mustDo(house, 'GET', `/api/review/items/${id}`, staff.inspector)).json());
  assert.equal(held.lockedBy?.id, await staffIdOf(house, 'reviewer'), 'still in the same hands');
  await mustRefuse('E_CONFLICT', house, 'POST', decision, second.reviewer, no);
  await mustDo(house, 'POST', decision, staff.reviewer, { verdict: 'unsure', reason: '不确定' });
  await mustRefuse('E_ROLE_FORBIDDEN', house, 'POST', decision, second.reviewer, no);
  await mustDo(house, 'POST', decision, staff['compliance-officer'], no);
  const handedOn = await itemOf(house, await exchangeOf(house));
  const own = `/api/review/items/${handedOn}/decision`;
  await mustDo(house, 'POST', own, staff['compliance-officer'], { verdict: 'unsure', reason: '不确定' });
  await mustRefuse('E_ROLE_FORBIDDEN', house, 'POST', own, staff['compliance-officer'], no);
  await mustDo(house, 'POST', own, second.officer, no);
};

/** A decision is not reversed by its maker alone, and a proposal is not answered by whoever made it. */
const reversal: ObjectCase = async (house) => {
  const { staff, second } = house;
  const decisionId = await decidedItem(house, await exchangeOf(house), staff.reviewer);
  const other = { verdict: 'violation', risk: 'A.1.a', reason: '看错了' };
  const made = await mustDo(house, 'POST', `/api/review/decisions/${decisionId}/reversals`, staff.reviewer, other);
  const { state, id }: { state?: unknown; id?: unknown } = Object(made.json());
  assert.equal(state, 'proposed');
  const settle = [house, 'POST', `/api/review/reversals/${String(id)}`] as const;
  await mustRefuse('E_ROLE_FORBIDDEN', ...settle, staff.reviewer, { approve: true });
  await mustDo(...settle, second.reviewer, { approve: true });
};

/** An appeal is not decided by whoever imposed the measure. */
const decideAppeal: ObjectCase = async (house) => {
  const { staff, own } = house;
  const user = `appellant-${++counter}`;
  const reason = { zh: '测试违规', en: 'an invented breach' };
  const payload = { serviceId: own.id, user, rung: 'warning', days: 1, reason };
  const made = await mustDo(house, 'POST', '/api/measures', staff.reviewer, payload);
  const { id } = measureDetailSchema.parse(made.json());
  await mustDo(house, 'POST', `/api/public/measures/${id}/appeals`, own.app, { user, text: '不是我' });
  const decide = [house, 'POST', `/api/measures/${id}/appeal/decide`] as const;
  const outcome = { outcome: 'upheld', text: '维持' };
  await mustRefuse('E_ROLE_FORBIDDEN', ...decide, staff.reviewer, outcome);
  await mustDo(...decide, house.second.reviewer, outcome);
};

/** A reviewer imposes measures, but ends nobody's service. */
const imposeMeasure: ObjectCase = async (house) => {
  const { staff, own } = house;
  const reason = { zh: '测试违规', en: 'an invented breach' };
  const payload = { serviceId: own.id, user: `ended-${++counter}`, rung: 'end', days: null, reason };
  await mustRefuse('E_ROLE_FORBIDDEN', house, 'POST', '/api/measures', staff.reviewer, payload);
  await mustDo(house, 'POST', '/api/measures', staff['compliance-officer'], payload);
};

/** Whoever decided a request about personal information does not decide it again once the person disagrees. */
const answerRequest: ObjectCase = async (house) => {
  const { staff, second, harness, own } = house;
  const received = await harness.privacy.receive({
    formKey: `staff-case-${++counter}`,
    kind: 'explain',
    channel: 'api',
    language: 'zh-CN',
    serviceId: own.id,
    user: `asker-${counter}`,
    text: '',
    contact: { email: '', phone: '' },
    complaints: [],
    entered: null,
  });
  const id = received.subjectId;
  const deed = (name: string, as: SignedIn, payload: object) =>
    [house, 'POST', `/api/privacy/requests/${id}/${name}`, as, payload] as const;
  const answer = { outcome: 'fulfilled', text: '说明' };
  await mustDo(...deed('acknowledge', staff.reviewer, { text: '受理' }));
  await mustDo(...deed('answer', staff['compliance-officer'], answer));
  await harness.privacy.reopen(id, '不同意');
  const again = await mustDo(...deed('acknowledge', staff.reviewer, { text: '受理' }));
  privacyDetailSchema.parse(again.json());
  await mustRefuse('E_ROLE_FORBIDDEN', ...deed('answer', staff['compliance-officer'], answer));
  await mustDo(...deed('answer', second.officer, answer));
};

/** A draft of a word list is not approved by whoever wrote any of it. */
const approveDraft: ObjectCase = async (house) => {
  const { staff, second } = house;
  const officer = staff['compliance-officer'];
  const given = { name: `审批测试${++counter}`, risk: 'A.1.a', approvalRequired: true };
  const { id }: { id?: unknown } = Object((await mustDo(house, 'POST', '/api/word-lists', officer, given)).json());
  await mustDo(house, 'POST', `/api/word-lists/${String(id)}/terms`, officer, { text: '禁词甲' });
  const approve = [house, 'POST', `/api/word-lists/${String(id)}/draft/approve`] as const;
  await mustRefuse('E_ROLE_FORBIDDEN', ...approve, officer, {});
  await mustDo(...approve, second.officer, {});
};

/** Who works at a desk writes incidents down; what ends a duty is for officers. */
const incidentEntry: ObjectCase = async (house) => {
  const url = `/api/incidents/${house.ids.next('inc')}/entries`;
  const close = { step: 'closed', reason: '结束' };
  await mustRefuse('E_ROLE_FORBIDDEN', house, 'POST', url, house.staff.reviewer, close);
  await mustRefuse('E_NOT_FOUND', house, 'POST', url, house.staff.reviewer, { step: 'noted', text: '记录' });
  await mustRefuse('E_NOT_FOUND', house, 'POST', url, house.staff['compliance-officer'], close);
};

/** An officer sets a service's policy, and nothing else of it. */
const changeService: ObjectCase = async (house) => {
  const url = `/api/services/${house.other.id}`;
  await mustRefuse('E_ROLE_FORBIDDEN', house, 'PATCH', url, house.staff['compliance-officer'], { name: '改名' });
  await mustDo(house, 'PATCH', url, house.staff.administrator, { name: '改名' });
};

/** Signing out and changing a password end one's own sessions and nobody else's. */
const ownSession: ObjectCase = async (house) => {
  const { app } = house.harness;
  const account = { username: `own-${++counter}`, name: 'own', role: 'inspector', password: PASSWORD } as const;
  await house.harness.staff.members.create('cli', account);
  const [one, two] = [await signInAgain(app, account.username), await signInAgain(app, account.username)];
  const lives = async (browser: SignedIn): Promise<boolean> =>
    (await ask(house, 'GET', '/api/session', browser)).status === 200;
  await mustDo(house, 'DELETE', '/api/session', one, null);
  assert.deepEqual([await lives(one), await lives(two), await lives(house.staff.inspector)], [false, true, true]);
  const changed = { current: PASSWORD, next: `${PASSWORD} anew` };
  const wrong = { ...changed, current: 'another long password' };
  await ask(house, 'POST', '/api/session/password', two, wrong);
  assert.equal(await lives(house.staff.inspector), true);
  await mustDo(house, 'POST', '/api/session/password', two, changed);
  assert.equal(await lives(house.staff.inspector), true);
};

/** By route: what the role alone does not decide. */
export const STAFF_OBJECTS: Readonly<Record<`${Method} ${string}`, ObjectCase>> = {
  'DELETE /api/review/items/{id}/lock': reviewItem,
  'DELETE /api/session': ownSession,
  'GET /api/complaints/{id}/draft': complaintDraft,
  'PATCH /api/services/{id}': changeService,
  'POST /api/complaints/{id}/answer': answerComplaint,
  'POST /api/complaints/{id}/assign': assignComplaint,
  'POST /api/incidents/{id}/entries': incidentEntry,
  'POST /api/measures': imposeMeasure,
  'POST /api/measures/{id}/appeal/decide': decideAppeal,
  'POST /api/privacy/requests/{id}/answer': answerRequest,
  'POST /api/review/decisions/{id}/reversals': reversal,
  'POST /api/review/items/{id}/decision': reviewItem,
  'POST /api/review/items/{id}/lock': reviewItem,
  'POST /api/review/reversals/{id}': reversal,
  'POST /api/session/password': ownSession,
  'POST /api/word-lists/{id}/draft/approve': approveDraft,
  'PUT /api/complaints/{id}/draft': complaintDraft,
};
