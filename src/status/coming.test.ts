import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chinaDay, DAY_MS } from '../kernel/index.ts';
import { decideScope, readFacts } from '../scope/index.ts';
import { writeCalendar } from './calendar.ts';
import { comingDuties } from './coming.ts';
import type { ComingRow, DatedObligation, ServiceScope } from './model.ts';
import { openStatus } from './testing/open-status.ts';

const DAY = '2026-11-26';
const versionOf = (given: Partial<DatedObligation> = {}): DatedObligation => ({
  id: 'new:1',
  instrument: 'new',
  instrumentName: { zh: '新规', en: 'New rules' },
  article: '1',
  title: { zh: '保存标记', en: 'Keep the marker' },
  duty: { zh: '保存', en: 'keep it' },
  from: '2026-12-01',
  isNewVersion: false,
  appliesTo: ({ measures_apply: reach }) =>
    reach === 'no' ? { applies: false, why: { zh: '不对公众', en: 'not to the public' } } : { applies: true },
  ...given,
});
const rowOf = (given: Partial<ComingRow> = {}): ComingRow => ({
  obligation: 'new:1',
  from: '2026-12-01',
  owner: null,
  doneOn: null,
  note: '',
  noticedAt: new Date('2026-11-20T00:00:00Z'),
  changedAt: null,
  changedBy: null,
  ...given,
});
const scopeOf = (name: string, facts: object | null): ServiceScope => ({
  serviceId: name,
  name,
  memo:
    facts === null
      ? null
      : { findings: decideScope(readFacts(facts), DAY), madeAt: new Date('2026-11-20T00:00:00Z'), isSigned: true },
  hasChanged: false,
});
const internal = scopeOf('内部', { audience: 'internal_staff', generative_ai: true });
const undecided = scopeOf('助手', null);

const STATES: readonly (readonly [
  string,
  Partial<DatedObligation>,
  ComingRow | null,
  readonly ServiceScope[],
  string | null,
])[] = [
  ['what is to come is due', {}, null, [undecided], 'due'],
  ['what is prepared is met until it holds', {}, rowOf({ doneOn: DAY }), [undecided], 'met'],
  ['what began and was not prepared is a breach', { from: DAY }, rowOf({ from: DAY }), [undecided], 'breached'],
  ['what began and was prepared is over', { from: DAY }, rowOf({ from: DAY, doneOn: DAY }), [undecided], null],
  ['what held before anybody looked is not to come', { from: DAY }, null, [undecided], null],
  ['what reaches no service is left out', {}, null, [internal], null],
  ['what reaches one of two is told of that one', {}, null, [internal, undecided], 'due'],
  ['without a service it is told as well', {}, null, [], 'due'],
];
for (const [what, version, row, scope, status] of STATES)
  test(`law to come: ${what}`, () => {
    const rows = row === null ? [] : [row];
    const [found] = comingDuties({ versions: [versionOf(version)], rows, scope, day: DAY });
    assert.equal(found?.status ?? null, status);
    if (found !== undefined && scope.length > 0)
      assert.deepEqual([found.services, found.undecided], [['助手'], ['助手']]);
  });

let house: Awaited<ReturnType<typeof openStatus>>;
const OFFICER = 'staff:stf_00000000000000000000000001';
before(async () => {
  house = await openStatus([], []);
});
after(() => house.close());

const noticed = async (): Promise<number> =>
  (await house.database.query(`select from evidence_entry where kind = 'status.law-change-noticed'`)).rowCount ?? 0;
const read = async () => (await house.status.read()).coming[0];

test('it makes its task once, in the board and the calendar, and is closed by a person until the day it holds', async () => {
  house.lawAhead.push(versionOf());
  await house.status.run();
  await Promise.all([house.status.refresh(), house.other.refresh()]);
  await house.other.run();
  assert.equal(await noticed(), 1);
  assert.equal((await read())?.noticedAt, house.clock.now().toISOString());
  const put = { from: '2026-12-01', owner: '王五', doneOn: null, note: '' };
  assert.equal((await house.status.putComing('new:1', put, OFFICER))[0]?.owner, '王五');
  const calendar = async (): Promise<string> => writeCalendar(await house.status.read(), 'zh-CN');
  assert.match(await calendar(), /DTSTART;VALUE=DATE:20261201[\s\S]*SUMMARY:保存标记: 开始施行/);
  const tomorrow = chinaDay(new Date(house.clock.now().getTime() + DAY_MS));
  await assert.rejects(
    house.status.putComing('new:1', { ...put, doneOn: tomorrow }, OFFICER),
    /doneOn: must not lie ahead/,
  );
  await assert.rejects(house.status.putComing('new:1', { ...put, from: '2027-01-01' }, OFFICER), {
    code: 'E_NOT_FOUND',
  });
  house.advance(6 * DAY_MS);
  assert.equal((await read())?.status, 'breached', 'it holds and nobody prepared');
  await house.status.putComing('new:1', { ...put, doneOn: '2026-11-30', note: '已上线' }, OFFICER);
  assert.equal(await read(), undefined);
  assert.doesNotMatch(await calendar(), /开始施行/);
  const { rows } = await house.database.query<{ body: string }>(
    `select body from evidence_entry where kind = 'status.law-change-prepared' order by at`,
  );
  assert.match(rows.at(-1)?.body ?? '', /"by":"staff:stf_0{25}1","doneOn":"2026-11-30","from":"2026-12-01"/);
  assert.doesNotMatch(rows.at(-1)?.body ?? '', /已上线/);
});
