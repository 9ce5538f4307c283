import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { type AdminAppHarness, openAdminApp, type SignedIn, signIn } from '../../app/http/testing/open-admin-app.ts';
import { problemSchema, scopeMemoSchema, scopeStateSchema, scopeToldSchema } from '../../contract/index.ts';
import { createUnitOfWork } from '../../evidence/index.ts';
import { IdFactory, silentLog, systemClock } from '../../kernel/index.ts';
import { makeClock, readEvidence } from '../../registry/testing/harness.ts';
import { decideScope, readFacts } from '../../scope/index.ts';
import { sqlStateOf } from '../../store/index.ts';
import type { MemoRow, Seen, ToldFacts } from './model.ts';
import { compareWithSeen, findDrift, mergeFacts } from './rules.ts';
import { lawDigest } from './service.ts';
import { ScopeWatch } from './watch.ts';

const FACTS: ToldFacts = {
  provider_kind: 'company',
  provider_seat: 'mainland',
  audience: 'public_mainland',
  channel: ['app'],
  outputs: ['text'],
  generative_ai: true,
  model_origin: 'self_trained',
  public_opinion: 'yes',
  minors: 'excluded',
  sustained_emotional_companion: true,
  users_registered: 900_000,
  monthly_active: 20_000,
  stage: 'live',
};
const NOTHING_SEEN: Seen = { observations: [], endUsers: null };

describe('what is compared', () => {
  const rows: [name: string, facts: ToldFacts, seen: Seen, observed: ReturnType<typeof compareWithSeen>][] = [
    ['nothing seen proves nothing', FACTS, NOTHING_SEEN, []],
    [
      'a minor where they are excluded',
      FACTS,
      { observations: ['minors'], endUsers: 3 },
      [{ fact: 'minors', told: 'excluded', seen: 'admit' }],
    ],
    ['a minor where they are admitted', { ...FACTS, minors: 'target' }, { observations: ['minors'], endUsers: 3 }, []],
    [
      'a picture besides text',
      FACTS,
      { observations: ['image'], endUsers: null },
      [{ fact: 'outputs', told: ['text'], seen: ['text', 'image'] }],
    ],
    ['a picture where nothing was told of outputs', {}, { observations: ['image'], endUsers: null }, []],
    ['as many end users as told', FACTS, { observations: [], endUsers: 900_000 }, []],
    [
      'more end users than told',
      FACTS,
      { observations: [], endUsers: 900_001 },
      [{ fact: 'users_registered', told: 900_000, seen: 900_001 }],
    ],
    ['some end users where nothing was told', {}, { observations: [], endUsers: 999_999 }, []],
    [
      'a million where nothing was told',
      {},
      { observations: [], endUsers: 1_000_000 },
      [{ fact: 'users_registered', told: null, seen: 1_000_000 }],
    ],
  ];
  for (const [name, facts, seen, observed] of rows)
    test(name, () => assert.deepEqual(compareWithSeen(facts, seen), observed));

  test('facts told later are laid over, and null takes one back', () => {
    const extra = { leak_persons: 1, optout_clicks: 3 };
    assert.deepEqual(
      mergeFacts(
        { minors: 'admit', users_registered: 5, extra },
        { users_registered: null, extra: { optout_clicks: 4 } },
      ),
      { minors: 'admit', users_registered: null, extra: { leak_persons: 1, optout_clicks: 4 } },
    );
  });

  const memoOn = (day: string, facts = FACTS): MemoRow => ({
    id: 'scm_1',
    serviceId: 'svc_1',
    number: 1,
    facts,
    day,
    findings: decideScope(readFacts(facts), day),
    lawDigest,
    madeAt: new Date(0),
    madeBy: 'cli',
    signedAt: null,
    signedBy: null,
    signedName: null,
  });
  const causesOf = (...given: Parameters<typeof findDrift>) => findDrift(...given).causes;

  test('the day, facts told since, and traffic are told apart as causes', () => {
    const before = memoOn('2026-07-01');
    assert.deepEqual(causesOf(before, {}, NOTHING_SEEN, '2026-07-01', lawDigest), []);
    assert.deepEqual(causesOf(before, {}, NOTHING_SEEN, '2026-11-26', lawDigest), ['day']);
    const now = memoOn('2026-11-26');
    assert.deepEqual(causesOf(now, {}, NOTHING_SEEN, '2026-11-26', lawDigest), []);
    assert.deepEqual(causesOf(now, { users_registered: 1_000_000 }, NOTHING_SEEN, '2026-11-26', lawDigest), ['facts']);
    const seen: Seen = { observations: ['minors'], endUsers: null };
    assert.deepEqual(causesOf(now, {}, seen, '2026-11-26', lawDigest), ['traffic']);
  });

  test('other data of the law that change nothing are no cause', () => {
    const drift = findDrift(memoOn('2026-11-26'), {}, NOTHING_SEEN, '2026-11-26', Buffer.alloc(32));
    assert.deepEqual(drift, { causes: [], observed: [], changed: [] });
  });
});

describe('memos of a service', () => {
  let harness: AdminAppHarness;
  let officer: SignedIn;
  let inspector: SignedIn;
  let serviceId: string;
  let key: string;
  const folder = mkdtempSync(join(tmpdir(), 'hegui-scoping-'));
  const clock = makeClock('2026-11-26T02:00:00.000Z');
  let watch: ScopeWatch;

  before(async () => {
    harness = await openAdminApp({ clock });
    officer = await signIn(harness, 'compliance-officer');
    inspector = await signIn(harness, 'inspector');
    const provider = { name: '示例科技有限公司', creditCode: '91440300708461136T' };
    await harness.registry.provider.put(provider, 'cli');
    const service = { name: '对话', modelCode: '0001', upstreamIds: [], wordListIds: [] };
    serviceId = (await harness.registry.services.create(service, 'cli')).id;
    key = (await harness.registry.keys.create(serviceId, { name: 'app', ratePerMinute: null, openMax: null }, 'cli'))
      .key;
    await harness.registry.live.refresh();
    const { database } = harness;
    const ids = new IdFactory();
    const unitOfWork = createUnitOfWork({ database, clock: systemClock, ids });
    watch = new ScopeWatch({ database, unitOfWork, ids, clock, log: silentLog });
  });
  after(async () => {
    await harness.close();
    rmSync(folder, { recursive: true });
  });

  const send = (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: object = officer) =>
    harness.app.inject({ method, url, headers: { ...headers }, ...(payload === undefined ? {} : { payload }) });
  const state = async () => scopeStateSchema.parse((await send('GET', `/api/services/${serviceId}/scope`)).json());
  const make = async (facts: ToldFacts) => {
    const answer = await send('POST', `/api/services/${serviceId}/scope/memos`, { facts });
    assert.equal(answer.statusCode, 201, answer.body);
    return scopeMemoSchema.parse(answer.json());
  };
  const kinds = async () => (await readEvidence(harness.database)).map(({ kind }) => kind);

  test('a memo holds facts and findings of its day, and its evidence their digest', async () => {
    assert.deepEqual((await state()).latest, null);
    const memo = await make(FACTS);
    assert.deepEqual([memo.number, memo.day, memo.signature], [1, '2026-11-26', null]);
    const expected = scopeMemoSchema.shape.findings.parse(decideScope(readFacts(FACTS), '2026-11-26'));
    assert.deepEqual(memo.findings, expected);
    assert.deepEqual((await state()).latest, memo);
    assert.equal((await kinds()).at(-1), 'scope.memo-made');
  });

  test('facts outside their values are refused by name, and a service that is not there is not found', async () => {
    const wrong = await send('POST', `/api/services/${serviceId}/scope/memos`, { facts: { audience: 'everyone' } });
    assert.equal(wrong.statusCode, 400);
    assert.equal(problemSchema.parse(wrong.json()).fields?.[0]?.path, 'facts.audience');
    const nowhere = await send('GET', '/api/services/svc_01JZZZZZZZZZZZZZZZZZZZZZZZ/scope');
    assert.equal(nowhere.statusCode, 404);
  });

  test('what the app tells over a million makes a change, and a new memo settles it', async () => {
    const told = await send(
      'PATCH',
      '/api/scope/facts',
      { users_registered: 1_000_001 },
      { authorization: `Bearer ${key}` },
    );
    assert.deepEqual(scopeToldSchema.parse(told.json()), { serviceId, told: { users_registered: 1_000_001 } });
    await watch.lookAtAll();
    const { change } = await state();
    assert.deepEqual(change?.causes, ['facts']);
    assert.ok(
      change?.changed.some(({ finding }) => finding === 'other_duties' || finding === 'deadlines'),
      JSON.stringify(change),
    );
    await watch.lookAtAll();
    assert.equal((await kinds()).filter((kind) => kind === 'scope.changed').length, 1, 'the same is written once');
    const memo = await make({ ...FACTS, users_registered: 1_000_001 });
    assert.equal(memo.number, 2);
    const settled = await state();
    assert.deepEqual([settled.change, settled.told], [null, {}]);
    // Both came of one deed, and have no order among them.
    assert.deepEqual((await kinds()).slice(-2).sort(), ['scope.memo-made', 'scope.settled']);
  });

  test('facts that are told back settle the change without a memo', async () => {
    const bearer = { authorization: `Bearer ${key}` };
    await send('PATCH', '/api/scope/facts', { minors: 'admit' }, bearer);
    await watch.lookAtAll();
    assert.deepEqual((await state()).change?.causes, ['facts']);
    await send('PATCH', '/api/scope/facts', { minors: 'excluded' }, bearer);
    await watch.lookAtAll();
    assert.equal((await state()).change, null);
    assert.equal((await kinds()).at(-1), 'scope.settled');
  });

  test('the first minor in the traffic is seen once and questions the memo', async () => {
    watch.note(serviceId, 'minors');
    watch.note(serviceId, 'minors');
    await watch.settled();
    await watch.lookAtAll();
    const { change } = await state();
    assert.deepEqual(change?.causes, ['traffic']);
    assert.deepEqual(change?.observed, [{ fact: 'minors', told: 'excluded', seen: 'admit' }]);
    assert.equal((await kinds()).filter((kind) => kind === 'scope.seen').length, 1);
  });

  test('nobody but a key of the service tells its facts', async () => {
    assert.equal((await send('PATCH', '/api/scope/facts', {}, {})).statusCode, 401);
    const foreign = await send('PATCH', '/api/scope/facts', {}, { authorization: 'Bearer hegui_nobody' });
    assert.equal(foreign.statusCode, 401);
  });

  test('a memo is signed once, by name, and only by who may', async () => {
    const { latest } = await state();
    const url = `/api/scope-memos/${latest?.id}/signature`;
    assert.equal((await send('POST', url, { name: '李四' }, inspector)).statusCode, 403);
    const signed = scopeMemoSchema.parse((await send('POST', url, { name: '李四' })).json());
    assert.equal(signed.signature?.name, '李四');
    assert.equal((await send('POST', url, { name: '王五' })).statusCode, 409);
    assert.equal((await kinds()).at(-1), 'scope.memo-signed');
  });

  test('a memo stays as it was made', async () => {
    const changed = harness.database.query(`update scope_memo set day = '2020-01-01'`);
    await assert.rejects(changed, (error) => sqlStateOf(error) === 'HG001');
    await assert.rejects(harness.database.query('delete from scope_memo'), (error) => sqlStateOf(error) === 'HG001');
  });

  for (const [lang, words] of [
    ['zh', ['适用范围备忘', '示例科技有限公司', '李四', '《暂行办法》是否适用', '姓名']],
    ['en', ['Scope memo', '示例科技有限公司', '李四', 'Signed electronically']],
  ] as const) {
    test(`the memo as PDF and DOCX is read by other programs (${lang})`, async () => {
      const { latest } = await state();
      const files = await Promise.all(
        ['pdf', 'docx'].map((format) =>
          send('GET', `/api/scope-memos/${latest?.id}/file?format=${format}&lang=${lang}`),
        ),
      );
      const [pdf, docx] = files.map((file, at) => {
        const path = join(folder, `${lang}.${at === 0 ? 'pdf' : 'docx'}`);
        writeFileSync(path, file.rawPayload);
        return path;
      });
      const text = execFileSync('pdftotext', ['-layout', z.string().parse(pdf), '-'], { encoding: 'utf8' });
      const read = "import sys,zipfile;sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read('word/document.xml'))";
      const body = execFileSync('python3', ['-c', read, z.string().parse(docx)], { encoding: 'utf8' });
      for (const word of words) {
        assert.ok(text.includes(word), `${word} in the PDF`);
        assert.ok(body.includes(word), `${word} in the DOCX`);
      }
    });
  }
});
