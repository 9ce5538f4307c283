import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DAY_MS } from '../../kernel/index.ts';
import { BY, kindsOf, readEvidence } from '../../registry/testing/harness.ts';
import { LIST, openContent, storedTextsOf } from './testing/content-harness.ts';
import { ShadowRunner } from './trials/shadow-runner.ts';

const closers: (() => Promise<void>)[] = [];
after(async () => {
  await Promise.all(closers.map((close) => close()));
});
async function open(overrides: Parameters<typeof openContent>[0] = {}) {
  const { close, ...opened } = await openContent(overrides);
  closers.push(close);
  return opened;
}

const ANNA = 'staff:stf_0000000000000000000000000A';
const BEN = 'staff:stf_0000000000000000000000000B';
const PLAIN = { emergency: false, reason: '' };
type Content = Awaited<ReturnType<typeof openContent>>['content'];
const put = (content: Content, id: string, text: string, by = ANNA) =>
  content.addTerms(id, { text, replaceAll: false, target: 'draft' }, by);
const hitsOf = async (content: Content, text: string): Promise<string[]> =>
  (await content.test({ text })).hits.map(({ term }) => term);
const textsOf = async (content: Content, id: string): Promise<string[]> =>
  (await content.terms(id, { limit: 500 })).items.map(({ text }) => text).sort();

test('a draft changes nothing of what is screened for until it is published, and then all of it at once', async () => {
  const { content, database } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, { text: '禁词甲\n违禁乙,A.3.b', replaceAll: false }, BY);
  const given = await put(content, id, '测试丙\n违禁乙,A.3.b,flag');
  assert.deepEqual([given.target, given.added, given.version], ['draft', 2, 2]);
  assert.deepEqual(await hitsOf(content, '禁词甲 违禁乙 测试丙'), ['禁词甲', '违禁乙']);
  assert.deepEqual((await content.versions.draft(id))?.counts, { added: 1, changed: 1, removed: 0 });
  assert.equal(await content.versions.publish(id, PLAIN, ANNA), 3);
  assert.deepEqual(await hitsOf(content, '禁词甲 违禁乙 测试丙'), ['禁词甲', '违禁乙', '测试丙']);
  assert.equal(await content.versions.draft(id), null);
  const published = (await readEvidence(database)).filter(({ kind }) => kind === 'word-list.published');
  assert.deepEqual([published[0]?.data.version, published[0]?.data.added, published[0]?.data.changed], [3, 1, 1]);
});

test('where approval is required, nobody who changed a draft may approve it, and it is not published without', async () => {
  const { content } = await open();
  const { id } = await content.create({ ...LIST, approvalRequired: true }, BY);
  await put(content, id, '禁词甲', ANNA);
  await assert.rejects(content.versions.publish(id, PLAIN, BEN), { code: 'E_CONFLICT', message: /approval/ });
  await assert.rejects(content.versions.approve(id, ANNA), { code: 'E_ROLE_FORBIDDEN' });
  await assert.rejects(content.versions.approve(id, 'cli'), { code: 'E_ROLE_FORBIDDEN' });
  await content.versions.approve(id, BEN);
  await put(content, id, '违禁乙', ANNA);
  await assert.rejects(content.versions.publish(id, PLAIN, BEN), { code: 'E_CONFLICT' }, 'a change ends the approval');
  await content.versions.approve(id, BEN);
  await content.versions.publish(id, PLAIN, ANNA);
  const [version] = (await content.versions.list(id, '', 1)).items;
  assert.deepEqual([version?.cause, version?.by, version?.approvedBy, version?.terms], ['publish', ANNA, BEN, 2]);
});

test('where approval is required, every way of changing terms or settings ends in the draft', async () => {
  const { content } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, { text: '禁词甲\n违禁乙', replaceAll: false }, BY);
  await content.change(id, { approvalRequired: true }, BY);
  const { version } = await content.read(id);
  await assert.rejects(content.addTerms(id, { text: '丙丙', replaceAll: false, target: 'live' }, BY), {
    code: 'E_CONFLICT',
  });
  await content.addTerms(id, { text: '测试丙', replaceAll: false }, BY);
  const [first, second] = (await content.terms(id, { limit: 2 })).items;
  await content.removeTerm(id, first?.id ?? '', BY);
  await content.changeTerm(id, second?.id ?? '', { action: 'flag' }, BY);
  await content.change(id, { enabled: false, action: 'replace', approvalRequired: false }, BY);
  const list = await content.read(id);
  assert.deepEqual([list.version, list.enabled, list.action, list.approvalRequired], [version, true, 'block', true]);
  const draft = await content.versions.draft(id);
  assert.deepEqual(draft?.counts, { added: 1, changed: 1, removed: 1 });
  assert.deepEqual(draft?.settings, { enabled: false, action: 'replace', approvalRequired: false });
});

test('a term is put and changed in the draft by its text, and a second change keeps what the first made', async () => {
  const { content } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, { text: '禁词甲', replaceAll: false }, BY);
  await content.change(id, { approvalRequired: true }, BY);
  const plain = { ...(await content.termAt(id, '禁词甲', 'draft')), text: '草稿词乙' };
  assert.equal((await content.putTerm(id, plain, ANNA)).target, 'draft');
  await assert.rejects(content.putTerm(id, { ...plain, target: 'live' }, ANNA), { code: 'E_CONFLICT' });
  await assert.rejects(content.putTerm(id, plain, ANNA), { code: 'E_CONFLICT', message: /^text/ });
  await content.putTerm(id, { ...plain, replaces: plain.text, rules: { wholeWord: true } }, ANNA);
  assert.deepEqual((await content.termAt(id, plain.text, 'draft')).rules, { wholeWord: true });
  await assert.rejects(content.termAt(id, plain.text, 'live'), { code: 'E_NOT_FOUND' });
  const [live] = (await content.terms(id, { limit: 1 })).items;
  await content.changeTerm(id, live?.id ?? '', { note: '备注' }, ANNA);
  await content.changeTerm(id, live?.id ?? '', { severity: 'high' }, ANNA);
  const changed = await content.termAt(id, '禁词甲', 'draft');
  assert.deepEqual([changed.note, changed.severity], ['备注', 'high']);
  assert.deepEqual((await content.versions.draft(id))?.counts, { added: 1, changed: 1, removed: 0 });
});

test('allow phrases of a list go from the draft through trials and approval into force, and back', async () => {
  const exchanges = [{ exchangeId: 'exc_1', texts: ['大禁词甲花', '禁词甲'] }];
  const { content, database } = await open({ storedTexts: storedTextsOf(exchanges) });
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, { text: '禁词甲', replaceAll: false }, BY);
  await content.change(id, { approvalRequired: true }, BY);
  const [TEXT, PHRASE] = ['大禁词甲花 禁词甲', '禁词甲花'];
  await assert.rejects(content.putAllow(id, { phrases: [PHRASE], target: 'live' }, ANNA), { code: 'E_CONFLICT' });
  assert.equal((await content.putAllow(id, { phrases: [PHRASE, PHRASE] }, ANNA)).target, 'draft');
  assert.deepEqual(await hitsOf(content, TEXT), ['禁词甲', '禁词甲'], 'a draft is not in force');
  assert.deepEqual((await content.versions.diff(id, { limit: 10 })).settings, [
    { name: 'allow', before: [], after: [PHRASE] },
  ]);
  const { backtest, done } = await content.backtests.start(id, { exchangesMax: 10, days: null, version: null }, ANNA);
  await done;
  assert.deepEqual([(await content.backtests.read(backtest.id)).lostHits], [1]);
  await content.versions.approve(id, BEN);
  const before = (await content.read(id)).version;
  await content.versions.publish(id, PLAIN, ANNA);
  assert.deepEqual(await hitsOf(content, TEXT), ['禁词甲']);
  const [version, earlier] = (await content.versions.list(id, '', 2)).items;
  assert.deepEqual([version?.state.allow, earlier?.state.allow], [[PHRASE], []]);
  assert.notEqual(version?.digest, earlier?.digest, 'the log tells one from the other');
  await content.versions.rollBack(id, before, '', ANNA);
  assert.deepEqual(await hitsOf(content, TEXT), ['禁词甲', '禁词甲']);
  assert.deepEqual((await content.read(id)).allow, []);
  const kinds = (await readEvidence(database)).map(({ kind }) => kind);
  assert.ok(kinds.includes('list-draft.changed') && kinds.includes('word-list.rolled-back'));
});

test('a version from before there were allow phrases has none, whatever the list has now', async () => {
  const { content, parts } = await open();
  const { id } = await content.create(LIST, BY);
  await content.putAllow(id, { phrases: ['禁词甲花'] }, BY);
  await parts.unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into word_list_version (list_id, version, state, terms, digest, cause, by, at)
       select list_id, 99, state - 'allow', 0, '', 'upgrade', by, at from word_list_version
        where list_id = $1 and version = 1`,
      [id],
    );
    evidence.append('word-list.retired', { list: id, by: BY });
  });
  const [old] = (await content.versions.list(id, '', 1)).items;
  assert.deepEqual([old?.version, old?.state.allow], [99, []]);
  assert.equal((await content.versions.diff(id, { from: 99, to: 2, limit: 1 })).settings[0]?.name, 'allow');
  await content.versions.rollBack(id, 99, '', BY);
  assert.deepEqual((await content.read(id)).allow, []);
});

test('an emergency needs a reason, passes alone, and shows as such in history and log', async () => {
  const { content, database } = await open();
  const { id } = await content.create({ ...LIST, approvalRequired: true }, BY);
  await put(content, id, '禁词甲');
  await assert.rejects(content.versions.publish(id, { emergency: true, reason: '' }, ANNA), { message: /^reason/ });
  await content.versions.publish(id, { emergency: true, reason: '夜间通报' }, ANNA);
  const [version] = (await content.versions.list(id, '', 1)).items;
  assert.deepEqual([version?.cause, version?.reason, version?.approvedBy], ['emergency', '夜间通报', null]);
  const entry = (await readEvidence(database)).find(({ kind }) => kind === 'word-list.published');
  assert.equal(entry?.data.cause, 'emergency');
  assert.ok(!JSON.stringify(entry).includes('夜间通报'), 'the log holds a digest of the reason');
});

test('an earlier version comes back term for term with its digest, and the way back is a version too', async () => {
  const { content, database } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, { text: '禁词甲,A.3.b,flag,备注\n违禁乙', replaceAll: false }, BY);
  await content.addTerms(id, { text: '测试丙\n禁词甲', replaceAll: true }, BY);
  await content.change(id, { action: 'flag' }, BY);
  assert.equal(await content.versions.rollBack(id, 2, '误报', ANNA), 5);
  assert.deepEqual(await textsOf(content, id), ['禁词甲', '违禁乙']);
  const list = await content.read(id);
  assert.equal(list.action, 'block');
  const { items } = await content.versions.list(id, '', 10);
  assert.deepEqual(
    items.map(({ version, cause, restored }) => [version, cause, restored]),
    [
      [5, 'rollback', 2],
      [4, 'edit', null],
      [3, 'edit', null],
      [2, 'edit', null],
      [1, 'create', null],
    ],
  );
  assert.equal(items[0]?.digest, items[3]?.digest);
  assert.ok((await kindsOf(database)).includes('word-list.rolled-back'));
  await assert.rejects(content.versions.rollBack(id, 2, '', ANNA), { code: 'E_CONFLICT' });
  await assert.rejects(content.versions.rollBack(id, 99, '', ANNA), { code: 'E_NOT_FOUND' });
});

test('any two versions and the draft can be compared, page by page', async () => {
  const { content } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, { text: '甲甲\n乙乙\n丙丙', replaceAll: false }, BY);
  await content.addTerms(id, { text: '甲甲,A.3.b\n丁丁', replaceAll: true }, BY);
  const page = { limit: 2 };
  const first = await content.versions.diff(id, { ...page, from: 2, to: 3 });
  assert.deepEqual(first.counts, { added: 1, removed: 2, changed: 1 });
  const second = await content.versions.diff(id, { ...page, from: 2, to: 3, cursor: first.next ?? '' });
  const all = [...first.items, ...second.items].map(({ text, before, after: now }) => [text, before, now]);
  assert.deepEqual(
    all.sort(),
    [
      ['甲甲', {}, { risk: 'A.3.b' }],
      ['乙乙', {}, null],
      ['丙丙', {}, null],
      ['丁丁', null, {}],
    ].sort(),
  );
  assert.equal(second.next, null);
  await assert.rejects(content.versions.diff(id, { ...page, from: 2 }), { code: 'E_NOT_FOUND' });
  await put(content, id, '戊戊');
  const draft = await content.versions.diff(id, page);
  assert.deepEqual([draft.from, draft.to, draft.counts.added], [3, 'draft', 1]);
});

test('what was once a version cannot be rewritten, not even by SQL', async () => {
  const { content, database } = await open();
  await content.create(LIST, BY);
  await assert.rejects(database.query(`update word_list_version set by = 'nobody'`), /kept/);
  await assert.rejects(database.query('delete from word_list_version'), /kept/);
});

test('a shadow run counts what the draft would find beside the live list and touches nothing that is shown', async () => {
  const { content, parts, database } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, { text: '禁词甲\n违禁乙', replaceAll: false }, BY);
  await content.addTerms(id, { text: '违禁乙\n测试丙', replaceAll: true, target: 'draft' }, ANNA);
  await content.versions.startShadow(id, 1, ANNA);
  await assert.rejects(content.versions.startShadow(id, 1, ANNA), { code: 'E_CONFLICT' });
  const runner = new ShadowRunner(parts);
  await runner.start();
  try {
    assert.ok(runner.isActive);
    const exchange = (name: string, ...texts: string[]) =>
      runner.observe({ exchangeId: name, listIds: [id], at: new Date(0), texts: () => texts });
    exchange('exc_1', '说禁词甲', '答 测试丙 测试丙');
    exchange('exc_2', '违禁乙');
    runner.observe({ exchangeId: 'exc_3', listIds: ['lst_other'], at: new Date(0), texts: () => ['测试丙'] });
    await runner.settle();
    const shadow = (await content.versions.draft(id))?.shadow;
    const { exchanges, newHits, lostHits, exchangesWithNew, exchangesWithLost } = shadow ?? {};
    assert.deepEqual([exchanges, newHits, lostHits, exchangesWithNew, exchangesWithLost], [2, 2, 1, 1, 1]);
    const samples = await content.versions.samples(shadow?.id ?? '');
    assert.deepEqual(
      samples.map(({ exchangeId, newTerms, lostTerms }) => [exchangeId, newTerms, lostTerms]),
      [['exc_1', ['测试丙'], ['禁词甲']]],
    );
    await put(content, id, '测试丁');
    assert.notEqual((await content.versions.draft(id))?.shadow?.endedAt, null, 'a changed draft is another draft');
    await runner.refresh();
    assert.ok(!runner.isActive);
  } finally {
    await runner.stop();
  }
  const ended = (await readEvidence(database)).find(({ kind }) => kind === 'list-shadow.ended');
  assert.deepEqual([ended?.data.newHits, ended?.data.lostHits], [2, 1]);
});

test('a back-test reads stored exchanges, skips erased ones, and says where the draft differs', async () => {
  const stored = Array.from({ length: 120 }, (_, index) => ({
    exchangeId: `exc_${String(index).padStart(3, '0')}`,
    texts: index === 5 ? null : [index % 10 === 0 ? '测试丙' : '平常话', index % 3 === 0 ? '禁词甲' : '平常话'],
  }));
  const { content, database } = await open({ storedTexts: storedTextsOf(stored) });
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, { text: '禁词甲', replaceAll: false }, BY);
  await put(content, id, '测试丙');
  const progress: number[] = [];
  const { backtest, done } = await content.backtests.start(
    id,
    { exchangesMax: 1_000, days: null, version: null },
    ANNA,
    (row) => progress.push(row.exchanges),
  );
  assert.equal(backtest.total, 120);
  await done;
  const ended = await content.backtests.read(backtest.id);
  assert.deepEqual(
    [ended.state, ended.exchanges, ended.erased, ended.newHits, ended.lostHits, ended.exchangesWithNew],
    ['done', 119, 1, 12, 0, 12],
  );
  assert.ok(progress.length > 1, 'it says how far it is');
  assert.equal((await content.versions.samples(backtest.id)).length, 12);
  const entry = (await readEvidence(database)).find(({ kind }) => kind === 'list-backtest.done');
  assert.deepEqual([entry?.data.state, entry?.data.newHits, entry?.data.erased], ['done', 12, 1]);
});

test('a back-test can be cancelled, and tries an earlier version as well', async () => {
  const stored = Array.from({ length: 200 }, (_, index) => ({
    exchangeId: `exc_${index}`,
    texts: [index % 4 === 0 ? '禁词甲' : '平常话'],
  }));
  const texts = storedTextsOf(stored);
  const isCancelled = Promise.withResolvers<void>();
  let mustWait = false;
  const next: typeof texts.next = async (...asked) => {
    if (mustWait) await isCancelled.promise;
    return await texts.next(...asked);
  };
  const { content } = await open({ storedTexts: { ...texts, next } });
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, { text: '禁词甲', replaceAll: false }, BY);
  const given = { exchangesMax: 1_000, days: null, version: 1 };
  mustWait = true;
  const cancelled = await content.backtests.start(id, given, ANNA, () => undefined);
  await content.backtests.cancel(cancelled.backtest.id);
  isCancelled.resolve();
  await cancelled.done;
  const after1 = await content.backtests.read(cancelled.backtest.id);
  assert.equal(after1.state, 'cancelled');
  assert.ok(after1.exchanges < 200);
  const whole = await content.backtests.start(id, given, ANNA);
  await whole.done;
  const { state, lostHits, candidate } = await content.backtests.read(whole.backtest.id);
  assert.deepEqual([state, lostHits, candidate], ['done', 50, 1]);
});

test('a term is screened for on the days it is valid, in China, and the day turns by itself', async () => {
  const { content, registry, clock } = await open();
  const { id } = await content.create(LIST, BY);
  const csv = '词条,生效日期,失效日期\n禁词甲,2026-11-24,\n违禁乙,,2026/11/23\n测试丙,,';
  assert.equal((await content.addTerms(id, { text: csv, replaceAll: false }, BY)).added, 3);
  const found = async () => (await registry.live.refresh()).enabledLists().screen.scan('禁词甲违禁乙测试丙').length;
  // 10:00 in China on 23 November, then 01:00 on the 24th.
  assert.deepEqual([await hitsOf(content, '禁词甲违禁乙测试丙'), await found()], [['违禁乙', '测试丙'], 2]);
  clock.advance((15 * DAY_MS) / 24);
  assert.deepEqual(await hitsOf(content, '禁词甲违禁乙测试丙'), ['禁词甲', '测试丙']);
});

test('a term that half of all text holds is refused with the share that was measured, one that many hold is doubted', async () => {
  const neutral = Array.from({ length: 100 }, (_, index) =>
    index % 5 < 3 ? '今天的天气' : index % 10 === 3 ? '茶叶' : '别的',
  );
  const recent = Array.from({ length: 50 }, (_, index) => ({ exchangeId: `exc_${index}`, texts: ['你是一个助手'] }));
  const { content } = await open({ neutralTexts: () => neutral, storedTexts: storedTextsOf(recent) });
  const { id } = await content.create(LIST, BY);
  const added = await content.addTerms(id, { text: '的\n天气\n茶叶\n一个助手\n禁词甲', replaceAll: false }, BY);
  assert.deepEqual(
    added.refused.map(({ line, text, reason }) => [line, text, /\d+ %/.exec(reason)?.[0]]),
    [
      [1, '的', '90 %'],
      [2, '天气', '60 %'],
      [4, '一个助手', '100 %'],
    ],
  );
  assert.deepEqual(
    added.warned.filter(({ reason }) => reason.includes('%')).map(({ text }) => text),
    ['茶叶'],
  );
  assert.deepEqual(await textsOf(content, id), ['禁词甲', '茶叶']);
  const report = await content.importReport(added.importId ?? '');
  assert.ok(report.includes('一个助手') && report.includes('100 %'));
});
