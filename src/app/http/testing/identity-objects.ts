import assert from 'node:assert/strict';
import { publicCodeSentSchema, publicIdentitySchema, publicNationalBegunSchema } from '../../../contract/index.ts';
import { answerNational, startLocal, tencentResult } from '../../../duties/identity/testing/local-provider.ts';
import { type HouseService, type MatrixHouse, mustDo, mustRefuse } from './matrix-house.ts';

const ADDRESS = '/api/public/identity';
const SECRET = 'shared-secret';
/** Of nobody: the check digit fits. */
const NUMBER = '11010519491231002X';

type ObjectCase = (house: MatrixHouse) => Promise<void>;

let counter = 0;
const newUser = (): string => `person-${++counter}`;

const levelOf = async (house: MatrixHouse, { app }: HouseService, user: string): Promise<string> =>
  publicIdentitySchema.parse((await mustDo(house, 'GET', `${ADDRESS}?user=${user}`, app)).json()).level;
/** As the own service, another person there, and the other service see it. */
const levelsOf = async (house: MatrixHouse, user: string): Promise<string[]> => [
  await levelOf(house, house.own, user),
  await levelOf(house, house.own, newUser()),
  await levelOf(house, house.other, user),
];

const assertionsCase: ObjectCase = async (house) => {
  const user = newUser();
  await mustDo(house, 'POST', `${ADDRESS}/assertions`, house.own.app, { user, level: 'verified' });
  assert.deepEqual(await levelsOf(house, user), ['verified', 'none', 'none']);
  await mustDo(house, 'DELETE', `${ADDRESS}/assertions`, house.other.app, { user });
  await mustDo(house, 'DELETE', `${ADDRESS}/assertions`, house.own.app, { user: newUser() });
  assert.equal(await levelOf(house, house.own, user), 'verified');
  await mustDo(house, 'DELETE', `${ADDRESS}/assertions`, house.own.app, { user });
  assert.equal(await levelOf(house, house.own, user), 'none');
};

/** A code is entered by whom it was sent for, through the service that sent it. */
const codesCase: ObjectCase = async (house) => {
  const user = newUser();
  const given = { user, channel: 'sms', address: `1380000${String(counter).padStart(4, '0')}` };
  const sent = await mustDo(house, 'POST', `${ADDRESS}/codes`, house.own.app, given);
  const { attempt } = publicCodeSentSchema.parse(sent.json());
  const code = /\d{6}/.exec(house.messages.at(-1) ?? '')?.[0] ?? '';
  const enter = `${ADDRESS}/codes/${attempt}`;
  await mustRefuse('E_IDENTITY_REFUSED', house, 'POST', enter, house.other.app, { user, code });
  await mustRefuse('E_IDENTITY_REFUSED', house, 'POST', enter, house.own.app, { user: newUser(), code });
  await mustDo(house, 'POST', enter, house.own.app, { user, code });
  assert.deepEqual(await levelsOf(house, user), ['phone', 'none', 'none']);
};

const checksCase: ObjectCase = async (house) => {
  const local = await startLocal(tencentResult('0'));
  try {
    const settings = { kind: 'tencent', baseUrl: local.url, secretId: 'AKID', elements: 'two' };
    const made = { name: `vendor ${++counter}`, settings, secret: SECRET };
    await mustDo(house, 'POST', '/api/identity/providers', house.staff.administrator, made);
    const user = newUser();
    await mustDo(house, 'POST', `${ADDRESS}/checks`, house.own.app, { user, name: '测试', number: NUMBER });
    assert.deepEqual(await levelsOf(house, user), ['verified', 'none', 'none']);
  } finally {
    await local.close();
  }
};

/** What the national service gave back is handed in by whom it was begun for. */
const nationalCase: ObjectCase = async (house) => {
  const local = await startLocal(answerNational(SECRET, { resultCode: 'C0000000' }));
  try {
    const settings = { kind: 'national', baseUrl: local.url, orgId: '00000001', appId: '0002' };
    const made = { name: `national ${++counter}`, settings, secret: SECRET };
    await mustDo(house, 'POST', '/api/identity/providers', house.staff.administrator, made);
    const user = newUser();
    const begun = await mustDo(house, 'POST', `${ADDRESS}/national`, house.own.app, { user });
    const { bizSeq } = publicNationalBegunSchema.parse(begun.json());
    const end = `${ADDRESS}/national/${bizSeq}`;
    const given = { user, idCardAuthData: 'opaque' };
    await mustRefuse('E_IDENTITY_REFUSED', house, 'POST', end, house.other.app, given);
    await mustRefuse('E_IDENTITY_REFUSED', house, 'POST', end, house.own.app, { ...given, user: newUser() });
    await mustDo(house, 'POST', end, house.own.app, given);
    assert.deepEqual(await levelsOf(house, user), ['verified', 'none', 'none']);
  } finally {
    await local.close();
  }
};

export const IDENTITY_OBJECTS: Readonly<Record<string, ObjectCase>> = {
  'GET /api/public/identity': assertionsCase,
  'POST /api/public/identity/assertions': assertionsCase,
  'DELETE /api/public/identity/assertions': assertionsCase,
  'POST /api/public/identity/codes': codesCase,
  'POST /api/public/identity/codes/{id}': codesCase,
  'POST /api/public/identity/checks': checksCase,
  'POST /api/public/identity/national': nationalCase,
  'POST /api/public/identity/national/{bizSeq}': nationalCase,
};
