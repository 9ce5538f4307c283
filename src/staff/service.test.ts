import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { HeguiError, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/index.ts';
import { codeOf, openStaffFixture, PASSWORD, SETUP_TOKEN, type StaffFixture } from './testing/staff-fixture.ts';

let fixture: StaffFixture;
let address = '';
let count = 0;
before(async () => {
  fixture = await openStaffFixture();
});
after(() => fixture.fresh.drop());
// Tests share a database but neither names nor addresses.
beforeEach(() => {
  count += 1;
  address = `192.0.2.${count}`;
});

const signIn = (username: string, password = PASSWORD, service = fixture.staff) =>
  service.signIn.signIn({ username, password }, address);
const entriesOf = async (id: string) =>
  (await fixture.entries())
    .filter(({ data }) => data.staff === id)
    .map(({ kind, data: { staff: _staff, ...data } }) => ({ kind, ...data }));

const setup = (username: string, token = SETUP_TOKEN) =>
  fixture.staff.setUp.run(
    {
      token,
      administrator: { username, name: 'First', password: PASSWORD },
      provider: { name: 'A provider', creditCode: '91110000000000000X' },
      service: { name: 'chat', modelCode: '0001' },
    },
    address,
  );

test('set-up with another token is refused and makes nothing', async () => {
  assert.equal(await codeOf(setup('first', 'another')), 'E_SETUP_TOKEN');
  assert.equal(await fixture.staff.setUp.isNeeded(), true);
});

test('when what belongs to set-up fails, there is no administrator either', async () => {
  fixture.alsoInSetup = async () => {
    throw new HeguiError('E_REQUEST_INVALID', 'provider.creditCode: is wrong');
  };
  assert.equal(await codeOf(setup('first')), 'E_REQUEST_INVALID');
  assert.equal(await fixture.staff.setUp.isNeeded(), true);
  assert.deepEqual(await fixture.entries(), []);
});

test('of two set-ups at once one makes the administrator and the other finds it done', async () => {
  const asked: unknown[] = [];
  fixture.alsoInSetup = async (_tx, evidence, request) => {
    asked.push(request);
    evidence.append('provider.registered', { ...request.provider, by: request.actor });
    return { serviceId: 'svc_1', apiKey: 'the key', baseUrl: 'http://127.0.0.1/v1' };
  };
  const codes = await Promise.all([codeOf(setup('First')), codeOf(setup('second'))]);
  assert.deepEqual(codes.sort(), ['E_SETUP_DONE', 'no error']);
  assert.equal(await fixture.staff.setUp.isNeeded(), false);
  const kinds = (await fixture.entries()).map(({ kind }) => kind);
  assert.deepEqual(kinds.sort(), ['provider.registered', 'staff.created', 'staff.signed-in']);
  assert.deepEqual(asked, [
    {
      provider: { name: 'A provider', creditCode: '91110000000000000X' },
      service: { name: 'chat', modelCode: '0001' },
      actor: 'setup',
    },
  ]);
});

test('the right password begins a session that the cookie finds, also in another process', async () => {
  const { id } = await fixture.addStaff('wang.fang', 'reviewer');
  const { cookie, session } = await signIn(' Wang.Fang ');
  assert.match(cookie, /^[\w-]{43}$/);
  assert.deepEqual((await fixture.staff.sessions.find(cookie))?.staff, session.staff);
  assert.equal((await fixture.replica.sessions.find(cookie))?.actor, `staff:${id}`);
  assert.deepEqual(await entriesOf(id), [
    { kind: 'staff.created', role: 'reviewer', by: 'cli' },
    { kind: 'staff.signed-in' },
  ]);
});

test('the database holds neither cookie nor password', async () => {
  await fixture.addStaff('sun.li');
  const { cookie } = await signIn('sun.li');
  const { rows } = await fixture.fresh.database.query<{ all: string }>(
    `select (select string_agg(s::text, '') from staff s) || (select string_agg(t::text, '') from staff_session t) as all`,
  );
  assert.doesNotMatch(rows[0]?.all ?? '', new RegExp(`${cookie}|${PASSWORD}`));
});

test('a made-up cookie finds nobody', async () => {
  assert.equal(await fixture.staff.sessions.find('x'.repeat(43)), null);
  assert.equal(await fixture.staff.sessions.find(''), null);
});

test('unknown name, wrong password and disabled account are refused alike', async () => {
  const { id } = await fixture.addStaff('zhao.lei', 'reviewer');
  const unknown = await signIn('nobody.here').catch((error: unknown) => error);
  const wrong = await signIn('zhao.lei', 'not the password').catch((error: unknown) => error);
  await fixture.staff.members.change('cli', id, { disabled: true });
  const disabled = await signIn('zhao.lei').catch((error: unknown) => error);
  for (const error of [unknown, wrong, disabled]) {
    assert.ok(error instanceof HeguiError);
    assert.deepEqual([error.code, error.message], ['E_SESSION_REFUSED', 'the user name or the password is not right']);
  }
});

test('the fifth wrong password locks for 15 minutes in every process, even for the right one; the next doubles', async () => {
  const { id } = await fixture.addStaff('chen.jie', 'reviewer');
  const codes: string[] = [];
  for (let i = 0; i < 5; i++) {
    codes.push(await codeOf(signIn('chen.jie', 'wrong password', i % 2 === 0 ? fixture.staff : fixture.replica)));
  }
  assert.deepEqual(codes, [...Array.from({ length: 4 }, () => 'E_SESSION_REFUSED'), 'E_SESSION_LOCKED']);
  fixture.clock.advance(15 * MINUTE_MS - SECOND_MS);
  const locked = await signIn('chen.jie', PASSWORD, fixture.replica).catch((error: unknown) => error);
  assert.ok(locked instanceof HeguiError);
  assert.deepEqual([locked.code, locked.retryAfterS], ['E_SESSION_LOCKED', 1]);
  fixture.clock.advance(SECOND_MS);
  const again = await signIn('chen.jie', 'wrong password').catch((error: unknown) => error);
  assert.ok(again instanceof HeguiError);
  assert.equal(again.retryAfterS, 30 * 60);
  fixture.clock.advance(30 * MINUTE_MS);
  await signIn('chen.jie');
  assert.equal(await codeOf(signIn('chen.jie', 'wrong password')), 'E_SESSION_REFUSED', 'success resets the count');
  const refusals = (await entriesOf(id)).filter(({ kind }) => kind === 'staff.sign-in-refused');
  assert.deepEqual(
    refusals.map((entry) => [Reflect.get(entry, 'failures'), Reflect.has(entry, 'lockedUntil')]),
    [
      [1, false],
      [2, false],
      [3, false],
      [4, false],
      [5, true],
      [6, true],
      [1, false],
    ],
  );
});

test('guesses side by side get no more than five verdicts', async () => {
  const { id } = await fixture.addStaff('zhou.min', 'reviewer');
  const codes = await Promise.all(Array.from({ length: 12 }, () => codeOf(signIn('zhou.min', 'wrong password'))));
  assert.equal(codes.filter((code) => code === 'E_SESSION_REFUSED').length, 4);
  assert.equal(codes.filter((code) => code === 'E_SESSION_LOCKED').length, 8);
  assert.equal((await entriesOf(id)).filter(({ kind }) => kind === 'staff.sign-in-refused').length, 5);
});

test('a name without an account locks like one with an account', async () => {
  const codes: string[] = [];
  for (let i = 0; i < 6; i++) codes.push(await codeOf(signIn('ghost.name')));
  assert.deepEqual(codes.slice(3), ['E_SESSION_REFUSED', 'E_SESSION_LOCKED', 'E_SESSION_LOCKED']);
});

test('an address that fails twenty times in ten minutes waits, whatever names it tries', async () => {
  const { id: _id } = await fixture.addStaff('wu.hao', 'reviewer');
  for (let i = 0; i < 20; i++) await codeOf(signIn(`stranger${i}`));
  assert.equal(await codeOf(signIn('wu.hao')), 'E_RATE_LIMITED');
  fixture.clock.advance(10 * MINUTE_MS);
  await signIn('wu.hao');
});

test('signing in right does not use up the attempts of an address', async () => {
  await fixture.addStaff('he.ping', 'reviewer');
  for (let i = 0; i < 25; i++) await signIn('he.ping');
});

test('a session idles out two hours after its last use, and lives on while it is used', async () => {
  await fixture.addStaff('lin.tao', 'reviewer');
  const { cookie } = await signIn('lin.tao');
  fixture.clock.advance(2 * HOUR_MS - MINUTE_MS);
  assert.notEqual(await fixture.staff.sessions.find(cookie), null);
  fixture.clock.advance(2 * HOUR_MS - MINUTE_MS);
  assert.notEqual(await fixture.staff.sessions.find(cookie), null);
  fixture.clock.advance(2 * HOUR_MS);
  assert.equal(await fixture.staff.sessions.find(cookie), null);
});

test('a session ends twelve hours after it began, however much it is used', async () => {
  await fixture.addStaff('gao.yuan', 'reviewer');
  const { cookie } = await signIn('gao.yuan');
  for (let i = 0; i < 11; i++) {
    fixture.clock.advance(HOUR_MS);
    assert.notEqual(await fixture.staff.sessions.find(cookie), null, `after ${i + 1} h`);
  }
  fixture.clock.advance(HOUR_MS);
  assert.equal(await fixture.staff.sessions.find(cookie), null);
});

test('signing in clears away sessions that have ended', async () => {
  await fixture.addStaff('tang.yu', 'reviewer');
  await signIn('tang.yu');
  fixture.clock.advance(3 * HOUR_MS);
  await signIn('tang.yu');
  const { rows } = await fixture.fresh.database.query<{ n: number }>('select count(*)::int as n from staff_session');
  assert.equal(rows[0]?.n, 1);
});

test('signing out works at once and leaves evidence', async () => {
  const { id } = await fixture.addStaff('luo.dan', 'reviewer');
  const { cookie } = await signIn('luo.dan');
  const session = await fixture.staff.sessions.find(cookie);
  assert.ok(session !== null);
  await fixture.staff.sessions.end(session);
  assert.equal(await fixture.staff.sessions.find(cookie), null);
  assert.equal((await entriesOf(id)).at(-1)?.kind, 'staff.signed-out');
});

test('disabling ends every session at once here, and within seconds in another process', async () => {
  const { id } = await fixture.addStaff('xie.na', 'reviewer');
  const { cookie } = await signIn('xie.na');
  await Promise.all([fixture.staff.sessions.find(cookie), fixture.replica.sessions.find(cookie)]);
  await fixture.staff.members.change('cli', id, { disabled: true });
  assert.equal(await fixture.staff.sessions.find(cookie), null);
  assert.notEqual(await fixture.replica.sessions.find(cookie), null, 'the other process still has it in memory');
  fixture.clock.advance(3 * SECOND_MS);
  assert.equal(await fixture.replica.sessions.find(cookie), null);
});

test('a changed role counts from the next request on', async () => {
  const { id } = await fixture.addStaff('han.mei', 'reviewer');
  const { cookie } = await signIn('han.mei');
  await fixture.staff.sessions.find(cookie);
  await fixture.staff.members.change('cli', id, { role: 'inspector' });
  assert.equal((await fixture.staff.sessions.find(cookie))?.staff.role, 'inspector');
});

test('a person changing the own password keeps this session and loses the others', async () => {
  const { id } = await fixture.addStaff('feng.bo', 'reviewer');
  const [one, other] = [await signIn('feng.bo'), await signIn('feng.bo')];
  const next = 'another long password';
  await fixture.staff.signIn.changePassword(one.session, { current: PASSWORD, next }, address);
  assert.notEqual(await fixture.staff.sessions.find(one.cookie), null);
  assert.equal(await fixture.staff.sessions.find(other.cookie), null);
  assert.equal(await codeOf(signIn('feng.bo')), 'E_SESSION_REFUSED');
  await signIn('feng.bo', next);
  const changed = (await entriesOf(id)).find(({ kind }) => kind === 'staff.changed');
  assert.deepEqual(changed, { kind: 'staff.changed', role: 'reviewer', changed: ['password'], by: `staff:${id}` });
});

test('guessing the current password from an open session locks the account', async () => {
  await fixture.addStaff('deng.chao', 'reviewer');
  const { session } = await signIn('deng.chao');
  const guess = () =>
    codeOf(
      fixture.staff.signIn.changePassword(session, { current: 'a guess', next: 'another long password' }, address),
    );
  const codes: string[] = [];
  for (let i = 0; i < 5; i++) codes.push(await guess());
  assert.deepEqual(codes.slice(3), ['E_SESSION_REFUSED', 'E_SESSION_LOCKED']);
});

test('a password set by an administrator ends all sessions of the person and lifts a lock', async () => {
  const { id } = await fixture.addStaff('cao.ying', 'reviewer');
  const { cookie } = await signIn('cao.ying');
  for (let i = 0; i < 5; i++) await codeOf(signIn('cao.ying', 'wrong password'));
  const changed = await fixture.staff.members.change('cli', id, { password: 'another long password' });
  assert.deepEqual([changed.lockedUntil, changed.failures], [null, 0]);
  assert.equal(await fixture.staff.sessions.find(cookie), null);
  await signIn('cao.ying', 'another long password');
});

test('a taken user name is refused, whatever the case of its letters', async () => {
  await fixture.addStaff('peng.fei', 'reviewer');
  const error = await fixture.addStaff('Peng.Fei', 'reviewer').catch((thrown: unknown) => thrown);
  assert.ok(error instanceof HeguiError);
  assert.deepEqual([error.code, error.fields[0]?.path], ['E_CONFLICT', 'username']);
});

test('a change that changes nothing leaves no evidence', async () => {
  const { id } = await fixture.addStaff('dong.mei', 'reviewer');
  await fixture.staff.members.change('cli', id, { role: 'reviewer', unlock: true });
  assert.deepEqual(
    (await entriesOf(id)).map(({ kind }) => kind),
    ['staff.created'],
  );
});

test('an unknown member of staff is not found', async () => {
  const change = fixture.staff.members.change('cli', 'stf_00000000000000000000000000', { name: 'x' });
  assert.equal(await codeOf(change), 'E_NOT_FOUND');
});

test('two administrators cannot demote each other at once, nor the last one be disabled', async () => {
  const own = await openStaffFixture();
  try {
    const [one, two] = [await own.addStaff('admin.one'), await own.addStaff('admin.two')];
    const demote = (id: string) => codeOf(own.staff.members.change('cli', id, { role: 'inspector' }));
    assert.deepEqual((await Promise.all([demote(one.id), demote(two.id)])).sort(), ['E_CONFLICT', 'no error']);
    const last = (await own.staff.members.list()).find(({ role }) => role === 'administrator');
    assert.ok(last !== undefined);
    assert.equal(await codeOf(own.staff.members.change('cli', last.id, { disabled: true })), 'E_CONFLICT');
    await own.staff.members.change('cli', last.id, { name: 'Still here' });
  } finally {
    await own.fresh.drop();
  }
});
