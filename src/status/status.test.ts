import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Status } from '../contract/index.ts';
import { createKeyEncryption, openVault } from '../evidence/index.ts';
import { openRecordLine, Recorder } from '../gateway/index.ts';
import { HeguiError, MINUTE_MS, SECOND_MS, silentLog } from '../kernel/index.ts';
import { decideScope, readFacts } from '../scope/index.ts';
import { judgeNumber } from './controls.ts';
import type { Measurement, ServiceScope } from './model.ts';
import { createCounted } from './service.ts';
import { controlOf, measurement, obligationOf, openStatus, PACE } from './testing/open-status.ts';

let house: Awaited<ReturnType<typeof openStatus>>;
let answer: () => Measurement | Promise<Measurement> = () => measurement('met');
let probes = 0;
const OFFICER = { actor: 'staff:stf_00000000000000000000000001', name: '李四' } as const;
const REASON = '已由法务核对，见会议纪要';

before(async () => {
  house = await openStatus(
    [
      controlOf('test.one', () => answer()),
      controlOf('test.two', () => measurement('met')),
      controlOf(
        'test.probe',
        () => {
          probes += 1;
          return measurement('met');
        },
        'probe',
      ),
    ],
    [
      obligationOf('12', ['test.one', 'test.probe']),
      obligationOf('13', ['test.two']),
      obligationOf('15', ['test.not-offered-yet']),
      obligationOf('7', [], { task: { zh: '核对', en: 'check' } }),
      obligationOf('17', ['test.two'], {
        appliesTo: (findings) =>
          findings.measures_apply === 'no'
            ? { applies: false, why: { zh: '不对公众', en: 'not to the public' } }
            : { applies: true },
      }),
    ],
  );
});
after(() => house.close());
beforeEach(() => {
  answer = () => measurement('met');
});

const articleStatus = async (article: string): Promise<Status | undefined> =>
  (await house.status.read(article)).articles[0]?.status;
const history = async (control: string) => (await house.status.history({ control, limit: 100 })).items;
const entries = async (kind: string): Promise<string[]> =>
  (
    await house.database.query<{ body: string }>('select body from evidence_entry where kind = $1 order by id', [kind])
  ).rows.map(({ body }) => body);

test('before anything was measured everything is unknown, and nothing is green', async () => {
  const { totals, articles } = await house.status.read();
  assert.deepEqual(totals, { met: 0, due: 0, breached: 0, unknown: 5, 'not-applicable': 0 });
  assert.ok(articles.every(({ status }) => status === 'unknown'));
});

test('a change turns the article with its reason, is kept with its time and is evidence; mending turns it back', async () => {
  await house.status.run();
  assert.equal(await articleStatus('12'), 'met');
  house.advance(MINUTE_MS);
  answer = () => measurement('breached', 'unlabelled');
  await house.status.run(['test.one']);
  assert.equal(await articleStatus('12'), 'breached');
  assert.equal((await house.status.read()).controls[0]?.measured?.en, 'measured unlabelled');
  house.advance(5 * MINUTE_MS);
  answer = () => measurement('met');
  await house.status.run(['test.one']);
  assert.equal(await articleStatus('12'), 'met');
  const [mended, broken, first] = await history('test.one');
  assert.deepEqual([first?.was, first?.status, first?.lasted], ['unknown', 'met', 60]);
  assert.deepEqual([broken?.was, broken?.status, broken?.lasted], ['met', 'breached', 300]);
  assert.deepEqual([mended?.status, mended?.lasted], ['met', null]);
  const told = (await entries('status.changed')).filter((body) => body.includes('"control":"test.one"'));
  assert.equal(told.length, 3);
  assert.match(told[1] ?? '', /"cause":"measured","code":"unlabelled"/);
});

test('the same status again is no change and leaves no evidence', async () => {
  const before = await entries('status.changed');
  house.advance(SECOND_MS);
  await house.status.run();
  assert.deepEqual(await entries('status.changed'), before);
  assert.equal((await house.status.read()).controls[0]?.measuredAt, house.clock.now().toISOString());
});

test('a measurement that fails is unknown under its code, and its message stays out', async () => {
  answer = () => {
    throw new HeguiError('E_STORE_UNAVAILABLE', 'the password of zhang-san is wrong');
  };
  await house.status.run(['test.one']);
  const [one] = (await house.status.read()).controls;
  assert.equal(one?.status, 'unknown');
  assert.match(one?.measured?.en ?? '', /E_STORE_UNAVAILABLE/);
  assert.ok(!JSON.stringify([one, await history('test.one')]).includes('zhang-san'));
});

test('what nobody measures any more turns unknown by itself', async () => {
  await house.status.run();
  assert.equal(await articleStatus('13'), 'met');
  house.advance(PACE.queryMs * 10);
  assert.equal(await articleStatus('13'), 'unknown');
  assert.equal((await house.status.read('13')).controls[0]?.isStale, true);
});

test('of several processes one measures: while a round runs another leaves it, and what is fresh is not measured again', async () => {
  house.advance(PACE.probeMs);
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let rounds = 0;
  answer = async () => {
    rounds += 1;
    begun.resolve();
    await gate.promise;
    return measurement('met');
  };
  const first = house.status.refresh();
  await begun.promise;
  await house.other.refresh();
  assert.equal(rounds, 1, 'the other left it');
  gate.resolve();
  await first;
  await house.other.refresh();
  assert.equal(rounds, 1, 'a moment ago is soon enough');
  house.advance(PACE.queryMs);
  await house.other.refresh();
  assert.equal(rounds, 2);
});

test('what a closing server answers is not kept', async () => {
  await house.other.run();
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  answer = async () => {
    begun.resolve();
    await gate.promise;
    return measurement('breached');
  };
  const round = house.other.run(['test.one']);
  await begun.promise;
  const stopped = house.other.stop();
  gate.resolve();
  await Promise.all([round, stopped]);
  assert.equal((await history('test.one'))[0]?.status, 'met');
});

test('probes run at their own pace, and at once when asked for', async () => {
  const before = probes;
  await house.status.refresh();
  assert.equal(probes, before, 'measuring queries sends nothing');
  await house.status.run(['test.probe']);
  assert.equal(probes, before + 1);
});

test('a control that nobody offers is refused by name', async () => {
  await assert.rejects(house.status.run(['test.none']), /controls: has no control test\.none/);
});

test('a person answers for a status until a day: it shows as theirs, is evidence, and ends by itself', async () => {
  answer = () => measurement('breached', 'late');
  await house.status.run(['test.one']);
  const expiresAt = new Date(house.clock.now().getTime() + 60 * MINUTE_MS).toISOString();
  await house.status.override({ control: 'test.one', status: 'met', reason: REASON, expiresAt }, OFFICER);
  const [one] = (await house.status.read('12')).controls;
  assert.deepEqual([one?.status, one?.measuredStatus], ['met', 'breached']);
  assert.deepEqual(
    [one?.override?.byName, one?.override?.reason, one?.override?.expiresAt],
    ['李四', REASON, expiresAt],
  );
  const [body] = await entries('status.overridden');
  assert.match(body ?? '', /"by":"staff:stf_00000000000000000000000001"/);
  assert.ok(!body?.includes(REASON), 'the words stay out of the log');
  house.advance(61 * MINUTE_MS);
  await house.status.refresh();
  assert.equal((await house.status.read('12')).controls[0]?.override, null);
  assert.equal(await articleStatus('12'), 'breached');
  const [ended, overridden] = await history('test.one');
  assert.deepEqual([ended?.cause, ended?.was, ended?.status], ['override-ended', 'met', 'breached']);
  assert.deepEqual([overridden?.cause, overridden?.lasted], ['overridden', 3_660]);
  assert.match((await entries('status.override-ended'))[0] ?? '', /"cause":"expired"/);
});

test('an override ends by hand, one that is there ends with the next, and one far ahead is refused', async () => {
  const at = (ms: number): string => new Date(house.clock.now().getTime() + ms).toISOString();
  const given = { control: 'test.two', status: 'due', reason: REASON, expiresAt: at(MINUTE_MS) } as const;
  await house.status.override(given, OFFICER);
  const second = await house.status.override({ ...given, status: 'breached' }, OFFICER);
  assert.equal(await articleStatus('13'), 'breached');
  await house.status.endOverride(second.id, OFFICER.actor);
  assert.notEqual(await articleStatus('13'), 'breached');
  await assert.rejects(house.status.endOverride(second.id, OFFICER.actor), /no override in force/);
  await assert.rejects(
    house.status.override({ ...given, expiresAt: at(181 * 24 * 60 * MINUTE_MS) }, OFFICER),
    /expiresAt: must lie in the next 180 days/,
  );
});

test('what was decided about services decides what applies; a service without a memo is under everything', async () => {
  const memoOf = (facts: object): ServiceScope => ({
    serviceId: 'svc_1',
    name: '甲',
    memo: { findings: decideScope(readFacts(facts), '2026-11-26'), madeAt: house.clock.now(), isSigned: true },
    hasChanged: false,
  });
  const internal = memoOf({ audience: 'internal_staff', generative_ai: true });
  await house.status.run();
  assert.equal(await articleStatus('17'), 'met');
  house.scopes.push(internal);
  const { articles, scope } = await house.status.read('17');
  assert.equal(articles[0]?.status, 'not-applicable');
  assert.deepEqual(articles[0]?.obligations[0]?.notApplicable, { zh: '不对公众', en: 'not to the public' });
  assert.deepEqual([scope[0]?.name, scope[0]?.isSigned], ['甲', true]);
  house.scopes.push({ ...internal, memo: null });
  assert.equal(await articleStatus('17'), 'met');
  house.scopes.splice(0);
});

test('numbers of authorities are kept as they are, and are evidence', async () => {
  const numbers = { generativeFiling: 'Beijing-0001' };
  await house.status.putNumbers(numbers, OFFICER.actor);
  assert.deepEqual((await house.status.numbers()).numbers, numbers);
  assert.match((await entries('status.numbers-kept'))[0] ?? '', /"numbers":\{"generativeFiling":"Beijing-0001"\}/);
});

for (const [number, isNeeded, status] of [
  ['Beijing-0001', true, 'met'],
  ['Beijing-0001', null, 'met'],
  ['', true, 'breached'],
  [undefined, null, 'unknown'],
  [null, false, 'not-applicable'],
] as const)
  test(`a number ${number || 'that is not there'}, needed: ${isNeeded}, is ${status}`, () =>
    assert.equal(judgeNumber(number, isNeeded).status, status));

test('a task is what a person says: unknown, due, done, and red when its date has passed', async () => {
  const none = { owner: null, dueOn: null, doneOn: null, validUntil: null, note: '' };
  assert.equal(await articleStatus('7'), 'unknown');
  await house.status.putTask('measures:7', { ...none, owner: '王五', dueOn: '2026-12-24' }, OFFICER.actor);
  assert.equal(await articleStatus('7'), 'due');
  await house.status.putTask('measures:7', { ...none, doneOn: '2026-11-26' }, OFFICER.actor);
  assert.equal(await articleStatus('7'), 'met');
  await house.status.putTask('measures:7', { ...none, dueOn: '2026-11-25' }, OFFICER.actor);
  assert.equal(await articleStatus('7'), 'breached');
  await assert.rejects(house.status.putTask('measures:12', none, OFFICER.actor), /no obligation with a task/);
  await assert.rejects(
    house.status.putTask('measures:7', { ...none, doneOn: '2027-01-01' }, OFFICER.actor),
    /doneOn: must not lie ahead/,
  );
  assert.equal((await entries('status.task-changed')).length, 3);
});

test('a calendar is read with its token alone, until another is made or it ends', async () => {
  await house.status.putTask(
    'measures:7',
    { owner: null, dueOn: '2026-12-24', doneOn: null, validUntil: null, note: '' },
    OFFICER.actor,
  );
  const tokenOf = async (): Promise<string> =>
    new URL((await house.status.makeCalendar(OFFICER.actor)).path, 'http://x').searchParams.get('token') ?? '';
  const first = await tokenOf();
  assert.match(await house.status.calendar(first, 'en'), /DTSTART;VALUE=DATE:20261224/);
  const second = await tokenOf();
  await assert.rejects(house.status.calendar(first, 'en'), /no calendar address/);
  assert.ok((await house.status.calendar(second, 'zh-CN')).includes('BEGIN:VCALENDAR'));
  assert.ok(!(await entries('status.calendar-made')).join().includes(second), 'the log does not hold the token');
  await house.status.endCalendar(OFFICER.actor);
  await assert.rejects(house.status.calendar(second, 'en'), /no calendar address/);
  await assert.rejects(house.status.endCalendar(OFFICER.actor), /no calendar address/);
});

test('an article whose controls nobody offers yet is unknown, and one that is not there is refused', async () => {
  assert.equal(await articleStatus('15'), 'unknown');
  await assert.rejects(house.status.read('99'), /no obligation of article 99/);
});

test('history goes page by page, by article too', async () => {
  const all = (await house.status.history({ limit: 500 })).items;
  const paged: string[] = [];
  let cursor = '';
  for (let pages = 0; pages < 200; pages++) {
    const page = await house.status.history({ limit: 2, cursor });
    paged.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = page.next;
  }
  assert.deepEqual(
    paged,
    all.map(({ id }) => id),
  );
  const ofArticle = (await house.status.history({ article: '13', limit: 500 })).items;
  assert.deepEqual([...new Set(ofArticle.map(({ control }) => control))], ['test.two']);
  await assert.rejects(house.status.history({ cursor: 'bm8', limit: 1 }), /cursor: is not a cursor/);
});

test('a change of status without evidence cannot be committed', async () => {
  await assert.rejects(
    house.database.query("update status_control set status = 'met', changed_at = now() where control_id = 'test.one'"),
    /had no evidence/,
  );
});

test('the log is counted once, by hour, in however many processes; open exchanges are those without an end', async () => {
  const { database, unitOfWork, ids, clock, sequencer } = house;
  const vault = await openVault({
    database,
    unitOfWork,
    encryption: createKeyEncryption(Buffer.alloc(32, 7)),
    ids,
    clock,
  });
  const records = new Recorder({ openLine: () => openRecordLine(database), vault, ids, clock, log: silentLog });
  await records.start();
  const open = async (synthetic: boolean): Promise<string> => {
    const exchangeId = ids.next('exc');
    await records.open({
      exchangeId,
      at: clock.now(),
      serviceId: 'svc_1',
      apiKeyId: 'key_1',
      endUser: null,
      endpoint: 'chat.completions',
      model: 'm',
      stream: false,
      synthetic,
      promptChars: 2,
      subject: 'someone',
      content: {},
      evidence: { policyVersion: 1, listVersions: {}, admission: {}, hits: 0, risks: {}, decision: 'forwarded' },
    });
    return exchangeId;
  };
  const close = (exchangeId: string, isLabelled: boolean): Promise<void> =>
    records.close({
      exchangeId,
      at: clock.now(),
      subject: 'someone',
      content: {},
      risks: [],
      hits: 0,
      evidence: {
        outcome: 'completed',
        choices: [],
        hits: 0,
        risks: {},
        replaced: 0,
        outputChars: 3,
        heldCharsMax: 0,
        totalMs: 1,
        ...(isLabelled ? { label: { explicit: 'append', produceId: exchangeId } } : {}),
      },
    });
  for (let n = 0; n < 5; n++) await close(await open(false), n !== 1);
  await close(await open(true), true);
  const left = await open(false);
  const openedAt = clock.now();
  await sequencer.flush();
  await Promise.all([house.status.catchUp(), house.other.catchUp(), house.status.catchUp()]);
  await house.status.catchUp();
  const counted = createCounted(house);
  const from = new Date(clock.now().getTime() - 60 * MINUTE_MS);
  const sums = await counted.sums(from);
  assert.deepEqual(
    [sums.opened, sums.closed, sums['text.outputs'], sums['text.labelled'], sums.synthetic],
    [6, 5, 5, 4, 1],
  );
  const [streak] = await counted.streaks();
  assert.deepEqual([streak?.labelledInRow, streak?.model], [3, 'm']);
  house.advance(61 * MINUTE_MS);
  const before = new Date(clock.now().getTime() - 60 * MINUTE_MS);
  const unclosed = await counted.unclosed(from, before);
  assert.deepEqual(unclosed, { count: 1, earlier: 0, some: [{ exchangeId: left, openedAt }] });
  await close(left, true);
  await sequencer.flush();
  await house.status.catchUp();
  assert.equal((await counted.unclosed(from, before)).count, 0);
  assert.deepEqual(await counted.sums(new Date(clock.now().getTime() + 60 * MINUTE_MS)), {});
  const lag = await counted.lag();
  assert.equal(lag.leaf, lag.of);
  await records.stop();
  await vault.close();
});
