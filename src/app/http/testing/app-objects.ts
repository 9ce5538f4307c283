import assert from 'node:assert/strict';
import {
  agreementStateSchema,
  complaintReceiptSchema,
  measureDetailSchema,
  portalLinksSchema,
  privacyReceiptSchema,
  publicAgreementsSchema,
  publicMeasuresSchema,
  recallsPageSchema,
  scopeStateSchema,
  trainingChoiceSchema,
} from '../../../contract/index.ts';
import { IDENTITY_OBJECTS } from './identity-objects.ts';
import { ask, type HouseService, type MatrixHouse, mustDo, mustRefuse } from './matrix-house.ts';
import { MINOR_OBJECTS } from './minor-objects.ts';

/** What one route does about objects that are not those of whoever asks. */
export type ObjectCase = (house: MatrixHouse) => Promise<void>;

let counter = 0;
/** Of a service: the same name is another person in another service. */
const newUser = (): string => `user-${++counter}`;
const idempotent = (): { readonly 'idempotency-key': string } => ({
  'idempotency-key': `an-invented-key-${String(++counter).padStart(8, '0')}`,
});

interface OpenReceipt {
  readonly receipt: string;
  readonly secret: string;
}
async function complaintOf(house: MatrixHouse, { app }: HouseService): Promise<OpenReceipt> {
  const payload = { kind: 'other', text: '测试投诉' };
  const made = await mustDo(house, 'POST', '/api/public/complaints', { ...app, ...idempotent() }, payload);
  return complaintReceiptSchema.parse(made.json());
}
async function requestOf(house: MatrixHouse, { app }: HouseService, kind = 'access'): Promise<OpenReceipt> {
  const payload = { kind, user: newUser(), text: '' };
  const made = await mustDo(house, 'POST', '/api/public/privacy-requests', { ...app, ...idempotent() }, payload);
  return privacyReceiptSchema.parse(made.json());
}

/** Only number and secret together, and only with the key of the service that it came through, open a receipt. */
function receiptCase(
  make: (house: MatrixHouse, service: HouseService) => Promise<OpenReceipt>,
  makeElse: (house: MatrixHouse, service: HouseService) => Promise<OpenReceipt>,
  route: { readonly method: 'GET' | 'POST'; readonly path: (receipt: string) => string; readonly payload?: object },
): ObjectCase {
  const { method, path, payload = null } = route;
  return async (house) => {
    const { own, other } = house;
    const [mine, theirs, different] = [await make(house, own), await make(house, own), await makeElse(house, own)];
    const refused: readonly (readonly [what: object, receipt: OpenReceipt])[] = [
      [own.app, mine],
      [{ ...own.app, 'x-receipt-secret': theirs.secret }, mine],
      [{ ...own.app, 'x-receipt-secret': mine.secret }, theirs],
      [{ ...own.app, 'x-receipt-secret': different.secret }, different],
      [{ ...other.app, 'x-receipt-secret': mine.secret }, mine],
    ];
    for (const [headers, { receipt }] of refused)
      await mustRefuse('E_RECEIPT_REFUSED', house, method, path(receipt), headers, payload);
    const opened = await ask(
      house,
      method,
      path(mine.receipt),
      { ...own.app, 'x-receipt-secret': mine.secret },
      payload,
    );
    // Nothing is to be fetched yet; but the receipt was opened.
    assert.ok(opened.status === 200 || opened.code === 'E_NOT_FOUND', `${method} ${path('…')}: ${opened.body}`);
  };
}

const complaintCase = (method: 'GET' | 'POST', rest: string, payload?: object): ObjectCase =>
  receiptCase(complaintOf, requestOf, {
    method,
    path: (receipt) => `/api/public/complaints/${receipt}${rest}`,
    ...(payload === undefined ? {} : { payload }),
  });
const requestCase = (method: 'GET' | 'POST', rest: string, payload?: object): ObjectCase =>
  receiptCase(requestOf, complaintOf, {
    method,
    path: (receipt) => `/api/public/privacy-requests/${receipt}${rest}`,
    ...(payload === undefined ? {} : { payload }),
  });

/** What two services submit under one key are two things: neither is shown the receipt of the other. */
const submissionCase =
  (path: string, payload: object): ObjectCase =>
  async (house) => {
    const key = idempotent();
    const send = async ({ app }: HouseService) =>
      complaintReceiptSchema.parse((await mustDo(house, 'POST', path, { ...app, ...key }, payload)).json());
    const [first, again, other] = [await send(house.own), await send(house.own), await send(house.other)];
    assert.deepEqual([again.receipt, again.secret, again.isRepeated], [first.receipt, first.secret, true]);
    assert.notEqual(other.receipt, first.receipt);
    assert.notEqual(other.secret, first.secret);
    assert.equal(other.isRepeated, false);
  };

async function measureOf(house: MatrixHouse, user: string): Promise<string> {
  const payload = {
    serviceId: house.own.id,
    user,
    rung: 'warning',
    days: 1,
    reason: { zh: '测试违规', en: 'an invented breach' },
  };
  const made = await mustDo(house, 'POST', '/api/measures', house.staff['compliance-officer'], payload);
  return measureDetailSchema.parse(made.json()).id;
}

const measuresCase: ObjectCase = async (house) => {
  // Measures know users by another pseudonym than the harness's, and both are of a service.
  const user = newUser();
  const id = await measureOf(house, user);
  const told = async ({ app }: HouseService, name: string) => {
    const answer = await mustDo(house, 'GET', `/api/public/measures?user=${name}`, app);
    return publicMeasuresSchema.parse(answer.json()).measures.length;
  };
  assert.deepEqual(
    [await told(house.own, user), await told(house.own, newUser()), await told(house.other, user)],
    [1, 0, 0],
  );
  const appeal = `/api/public/measures/${id}/appeals`;
  const said = { user, text: '不是我' };
  await mustRefuse('E_NOT_FOUND', house, 'POST', appeal, house.other.app, said);
  await mustRefuse('E_NOT_FOUND', house, 'POST', appeal, house.own.app, { ...said, user: newUser() });
  await mustDo(house, 'POST', appeal, house.own.app, said);
};

/** Publishes an agreement for the own service; once is enough. */
async function agreementInForce(house: MatrixHouse) {
  const officer = house.staff['compliance-officer'];
  const draft = `/api/services/${house.own.id}/agreements/draft`;
  const state = agreementStateSchema.parse(
    (await mustDo(house, 'GET', `/api/services/${house.own.id}/agreements`, officer)).json(),
  );
  if (state.inForce !== null) return;
  const both = { zh: '协议正文', en: 'The agreement' };
  await mustDo(house, 'PUT', draft, officer, { title: both, text: both, marks: {}, revision: 0 });
  const given = { revision: 1, effectiveAt: null, isMaterial: true, publishedAs: '张三', gapReason: '测试' };
  await mustDo(house, 'POST', `${draft}/publication`, officer, given);
}

const agreementsCase: ObjectCase = async (house) => {
  await agreementInForce(house);
  const user = newUser();
  const standing = async ({ app }: HouseService, name = user) =>
    publicAgreementsSchema.parse((await mustDo(house, 'GET', `/api/public/agreements?user=${name}`, app)).json());
  const { inForce } = await standing(house.own);
  assert.ok(inForce !== null);
  assert.equal((await standing(house.other)).inForce, null, 'the agreement of another service is not shown');
  const accepted = { user, number: inForce.number, language: 'zh', digest: inForce.digest.zh };
  const url = '/api/public/agreements/acceptances';
  const foreign = await ask(house, 'POST', url, house.other.app, accepted);
  assert.ok(foreign.status >= 400, 'nobody accepts through the app of another service');
  await mustDo(house, 'POST', url, house.own.app, accepted);
  await mustDo(house, 'DELETE', url, house.other.app, { user });
  await mustDo(house, 'DELETE', url, house.own.app, { user: newUser() });
  assert.deepEqual(
    [(await standing(house.own)).accepted, (await standing(house.own, newUser())).accepted],
    [inForce.number, null],
  );
};

const trainingCase: ObjectCase = async (house) => {
  const user = newUser();
  const url = '/api/public/training-choice';
  const choiceOf = async ({ app }: HouseService, name = user) =>
    trainingChoiceSchema.parse((await mustDo(house, 'GET', `${url}?user=${name}`, app)).json()).choice;
  await mustDo(house, 'PUT', url, house.own.app, { user, choice: 'refused' });
  assert.deepEqual(
    [await choiceOf(house.own), await choiceOf(house.own, newUser()), await choiceOf(house.other)],
    ['refused', null, null],
  );
};

const linksCase: ObjectCase = async (house) => {
  const made = await mustDo(house, 'POST', '/api/public/portal-links', house.other.app, { user: newUser() });
  const links = portalLinksSchema.parse(made.json());
  const token = new URL(links.training.zh).searchParams.get('u') ?? '';
  assert.equal(house.harness.portal.userLinks.read(token)?.serviceId, house.other.id);
};

const factsCase: ObjectCase = async (house) => {
  const told = async ({ id }: HouseService) =>
    scopeStateSchema.parse((await mustDo(house, 'GET', `/api/services/${id}/scope`, house.staff.inspector)).json())
      .told;
  const before = await told(house.other);
  await mustDo(house, 'PATCH', '/api/scope/facts', house.own.app, { users_registered: 4_711 });
  assert.equal((await told(house.own)).users_registered, 4_711);
  assert.deepEqual(await told(house.other), before);
};

const recallsCase: ObjectCase = async (house) => {
  const recalled = async ({ app }: HouseService) =>
    recallsPageSchema
      .parse((await mustDo(house, 'GET', '/api/recalls', app)).json())
      .items.map(({ contentId }) => contentId);
  const exchangeId = house.ids.next('exc');
  await house.harness.unitOfWork.run(async (tx, evidence) => {
    const caseId = house.ids.next('cas');
    await tx.query(
      `insert into content_case (id, title, service_id, risk, source, found_at, opened_at, opened_by)
       values ($1, 't', $2, 'A.1.a', 'hand', now(), now(), 'cli')`,
      [caseId, house.own.id],
    );
    await tx.query(
      `insert into content_recall (id, case_id, exchange_id, service_id, risk, shown_from, issued_at)
       values ($1, $2, $3, $4, 'A.1.a', now(), now())`,
      [house.ids.next('rcl'), caseId, exchangeId, house.own.id],
    );
    evidence.append('content.viewed', { exchange: exchangeId, by: 'cli' });
  });
  assert.deepEqual([await recalled(house.own), await recalled(house.other)], [[exchangeId], []]);
};

/** A code of the portal is good for the service of the request alone, and once. */
const confirmCase: ObjectCase = async (house) => {
  const { privacy } = house.harness;
  const { subjectId } = await privacy.receive({
    formKey: idempotent()['idempotency-key'],
    kind: 'access',
    channel: 'portal',
    language: 'zh-CN',
    serviceId: house.own.id,
    user: null,
    text: '',
    contact: { email: '', phone: '' },
    complaints: [],
    entered: null,
  });
  const given = { code: await privacy.makeCode(subjectId), user: newUser(), confirm: true };
  const url = '/api/public/privacy-requests/confirm';
  await mustRefuse('E_RECEIPT_REFUSED', house, 'POST', url, house.other.app, given);
  await mustDo(house, 'POST', url, house.own.app, given);
  await mustRefuse('E_RECEIPT_REFUSED', house, 'POST', url, house.own.app, given);
};

/** By route: what the key alone does not decide. */
export const APP_OBJECTS: Readonly<Record<string, ObjectCase>> = {
  'DELETE /api/public/agreements/acceptances': agreementsCase,
  'GET /api/public/agreements': agreementsCase,
  'POST /api/public/agreements/acceptances': agreementsCase,
  'GET /api/public/complaints/{receipt}': complaintCase('GET', ''),
  'POST /api/public/complaints/{receipt}/messages': complaintCase('POST', '/messages', { text: '补充' }),
  'POST /api/public/complaints': submissionCase('/api/public/complaints', { kind: 'other', text: '测试投诉' }),
  'GET /api/public/measures': measuresCase,
  'POST /api/public/measures/{id}/appeals': measuresCase,
  'GET /api/public/privacy-requests/{receipt}': requestCase('GET', ''),
  'POST /api/public/privacy-requests/{receipt}/messages': requestCase('POST', '/messages', { text: '补充' }),
  'POST /api/public/privacy-requests/{receipt}/copy': requestCase('POST', '/copy'),
  'POST /api/public/privacy-requests': submissionCase('/api/public/privacy-requests', { kind: 'access', user: 'ann' }),
  'POST /api/public/privacy-requests/confirm': confirmCase,
  'GET /api/public/training-choice': trainingCase,
  'PUT /api/public/training-choice': trainingCase,
  'POST /api/public/portal-links': linksCase,
  'PATCH /api/scope/facts': factsCase,
  'GET /api/recalls': recallsCase,
  ...IDENTITY_OBJECTS,
  ...MINOR_OBJECTS,
};
