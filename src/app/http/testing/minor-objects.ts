import assert from 'node:assert/strict';
import {
  ageAppealsSchema,
  type PublicMinorState,
  publicConsentSchema,
  publicGuardianCodeMadeSchema,
  publicMinorStateSchema,
} from '../../../contract/index.ts';
import { type HouseService, type MatrixHouse, mustDo } from './matrix-house.ts';

const ADDRESS = '/api/public/minors';

type ObjectCase = (house: MatrixHouse) => Promise<void>;

let counter = 0;
const newUser = (): string => `child-${++counter}`;

const stateOf = async (house: MatrixHouse, { app }: HouseService, user: string): Promise<PublicMinorState> =>
  publicMinorStateSchema.parse((await mustDo(house, 'GET', `${ADDRESS}/state?user=${user}`, app)).json());
/** As the own service, of another user there, and as the other service see it. */
const statesOf = async (house: MatrixHouse, user: string): Promise<PublicMinorState[]> => [
  await stateOf(house, house.own, user),
  await stateOf(house, house.own, newUser()),
  await stateOf(house, house.other, user),
];

const ageCase: ObjectCase = async (house) => {
  const user = newUser();
  await mustDo(house, 'PUT', `${ADDRESS}/age`, house.own.app, { user, band: '8-13' });
  const bands = (await statesOf(house, user)).map(({ band }) => band);
  assert.deepEqual(bands, ['8-13', null, null]);
};

const guardianCase: ObjectCase = async (house) => {
  const user = newUser();
  const given = { user, band: '8-13', consent: true };
  await mustDo(house, 'POST', `${ADDRESS}/guardians`, house.own.app, given);
  const linked = async () => (await statesOf(house, user)).map(({ guardian }) => guardian.isLinked);
  assert.deepEqual(await linked(), [true, false, false]);
  await mustDo(house, 'DELETE', `${ADDRESS}/guardians`, house.own.app, { user });
  assert.deepEqual(await linked(), [false, false, false]);
};

/** Nobody ends what the child of another service, or another child, has. */
const unlinkCase: ObjectCase = async (house) => {
  const user = newUser();
  await mustDo(house, 'POST', `${ADDRESS}/guardians`, house.own.app, { user, band: '8-13', consent: true });
  for (const [app, name] of [
    [house.other.app, user],
    [house.own.app, newUser()],
  ] as const)
    await house.harness.app.inject({
      method: 'DELETE',
      url: `${ADDRESS}/guardians`,
      headers: app,
      payload: { user: name },
    });
  assert.equal((await stateOf(house, house.own, user)).guardian.isLinked, true);
};

/** A code stands for the child of the service that asked for it. */
const codeCase: ObjectCase = async (house) => {
  const user = newUser();
  const made = await mustDo(house, 'POST', `${ADDRESS}/guardian-codes`, house.own.app, { user });
  const { code } = publicGuardianCodeMadeSchema.parse(made.json());
  const { minors } = house.harness;
  const form = { code, band: '8-13', consent: true, language: 'zh', formKey: `matrix form ${++counter}` } as const;
  await minors.linkByCode(form);
  const linked = (await statesOf(house, user)).map(({ guardian }) => guardian.isLinked);
  assert.deepEqual(linked, [true, false, false]);
};

const consentCase: ObjectCase = async (house) => {
  const textOf = async ({ app }: HouseService): Promise<string> =>
    publicConsentSchema.parse((await mustDo(house, 'GET', `${ADDRESS}/consent`, app)).json()).text.zh;
  const [own, other] = [await textOf(house.own), await textOf(house.other)];
  assert.ok(own.includes('客服') && !own.includes('别的服务') && other.includes('别的服务'));
};

const appealCase: ObjectCase = async (house) => {
  const user = newUser();
  await mustDo(house, 'PUT', `${ADDRESS}/age`, house.own.app, { user, band: '14-15' });
  const listed = async () =>
    ageAppealsSchema.parse((await mustDo(house, 'GET', '/api/minors/appeals', house.staff.inspector)).json()).items;
  const before = (await listed()).length;
  await mustDo(house, 'POST', `${ADDRESS}/age-appeals`, house.own.app, { user, claimed: 'adult', text: '我已成年' });
  const made = (await listed()).filter(
    ({ endUser }) => endUser === house.harness.minors.user(house.own.id, user).endUser,
  );
  assert.deepEqual([made.length, (await listed()).length], [1, before + 1]);
  assert.equal((await stateOf(house, house.other, user)).band, null);
};

const contactCase: ObjectCase = async (house) => {
  const user = newUser();
  const contact = { user, name: '张三', channel: 'sms', to: '13800000000' };
  await mustDo(house, 'PUT', `${ADDRESS}/contact`, house.own.app, contact);
  const known = async () => (await statesOf(house, user)).map(({ hasContact }) => hasContact);
  assert.deepEqual(await known(), [true, false, false]);
  await mustDo(house, 'DELETE', `${ADDRESS}/contact`, house.other.app, { user });
  await mustDo(house, 'DELETE', `${ADDRESS}/contact`, house.own.app, { user: newUser() });
  assert.deepEqual(await known(), [true, false, false]);
  await mustDo(house, 'DELETE', `${ADDRESS}/contact`, house.own.app, { user });
  assert.deepEqual(await known(), [false, false, false]);
};

export const MINOR_OBJECTS: Readonly<Record<string, ObjectCase>> = {
  'GET /api/public/minors/state': ageCase,
  'PUT /api/public/minors/age': ageCase,
  'POST /api/public/minors/guardians': guardianCase,
  'DELETE /api/public/minors/guardians': unlinkCase,
  'POST /api/public/minors/guardian-codes': codeCase,
  'GET /api/public/minors/consent': consentCase,
  'POST /api/public/minors/age-appeals': appealCase,
  'PUT /api/public/minors/contact': contactCase,
  'DELETE /api/public/minors/contact': contactCase,
};
