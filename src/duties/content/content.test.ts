import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { defaultPolicy } from '../../contract/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import { BY, kindsOf, readEvidence } from '../../registry/testing/harness.ts';
import type { TermPut } from './service/put-term.ts';
import { LIST, openContent } from './testing/content-harness.ts';

const closers: (() => Promise<void>)[] = [];
after(async () => {
  await Promise.all(closers.map((close) => close()));
});
async function open() {
  const { close, ...opened } = await openContent();
  closers.push(close);
  return opened;
}
const add = (text: string, replaceAll = false) => ({ text, replaceAll });
const SERVICE = { name: '客服', modelCode: '0001', upstreamIds: [], wordListIds: [] };

test('a new list is empty, at version 1, and in the log', async () => {
  const { content, database } = await open();
  const list = await content.create(LIST, BY);
  assert.deepEqual([list.version, list.terms, list.enabled], [1, 0, true]);
  const [entry] = await readEvidence(database);
  assert.equal(entry?.kind, 'word-list.created');
  assert.equal(entry?.data.digest, createHash('sha256').update('').digest('hex'));
});

test('terms are added in one version, and the log carries a digest that can be computed from the terms alone', async () => {
  const { content, database } = await open();
  const { id } = await content.create(LIST, BY);
  const added = await content.addTerms(id, add('禁词甲,A.3.b,flag,备注\n违禁乙\n"带""引号"\na'), BY);
  assert.deepEqual([added.added, added.unchanged, added.removed, added.refusedTotal, added.version], [3, 0, 0, 1, 2]);
  const lines = ['["带\\"引号",null,null]', '["禁词甲","A.3.b","flag"]', '["违禁乙",null,null]'].sort();
  const entry = (await readEvidence(database)).at(-1);
  assert.equal(entry?.kind, 'word-list.changed');
  assert.equal(entry?.data.digest, createHash('sha256').update(lines.join('\n')).digest('hex'));
  assert.equal(entry?.data.terms, 3);
});

test('adding what is there already changes neither version nor log', async () => {
  const { content, database } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, add('禁词甲,A.3.b,flag,备注'), BY);
  const again = await content.addTerms(id, add('禁词甲'), BY);
  assert.deepEqual([again.added, again.unchanged, again.version], [0, 1, 2]);
  assert.equal((await kindsOf(database)).length, 2);
});

test('replacing the whole list removes the rest and takes left-out fields as left out', async () => {
  const { content } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, add('禁词甲,A.3.b,flag,备注\n违禁乙'), BY);
  const replaced = await content.addTerms(id, add('禁词甲\n测试违规词', true), BY);
  assert.deepEqual([replaced.added, replaced.unchanged, replaced.removed], [2, 0, 1]);
  const { items } = await content.terms(id, { limit: 100 });
  assert.deepEqual(items.map(({ text, risk, note }) => [text, risk, note]).sort(), [
    ['测试违规词', null, null],
    ['禁词甲', null, null],
  ]);
});

test('200,000 terms go in at once and are found by screening', { timeout: 240_000 }, async () => {
  const { content } = await open();
  const { id } = await content.create(LIST, BY);
  const terms = Array.from({ length: 200_000 }, (_, index) => `禁词${index.toString(36)}号`);
  const added = await content.addTerms(id, add(terms.join('\n')), BY);
  assert.deepEqual([added.added, added.refusedTotal, added.version], [200_000, 0, 2]);
  const tested = await content.test({ text: `前面${terms.at(-1)}后面` });
  assert.deepEqual(
    tested.hits.map(({ term }) => term),
    [terms.at(-1)],
  );
});

test('a service is screened by its own lists, or by every enabled one when it names none', async () => {
  const { content, registry } = await open();
  const own = await content.create(LIST, BY);
  const other = await content.create({ ...LIST, name: '另一词表', action: 'flag' }, BY);
  await content.addTerms(own.id, add('禁词甲'), BY);
  await content.addTerms(other.id, add('违禁乙'), BY);
  const narrow = await registry.services.create({ ...SERVICE, wordListIds: [own.id] }, BY);
  const wide = await registry.services.create({ ...SERVICE, name: 'wide' }, BY);
  const text = '禁词甲与违禁乙';
  const found = async (serviceId?: string) => (await content.test({ text, serviceId })).hits.map(({ term }) => term);
  assert.deepEqual(await found(narrow.id), ['禁词甲']);
  assert.deepEqual(await found(wide.id), ['禁词甲', '违禁乙']);
  await content.change(own.id, { enabled: false }, BY);
  assert.deepEqual(await found(), ['违禁乙']);
  await assert.rejects(found('svc_00000000000000000000000000'), { code: 'E_NOT_FOUND' });
});

test('two services with the same lists share one screen, and a reload without changes compiles nothing', async () => {
  const { content, registry } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, add('禁词甲'), BY);
  const one = await registry.services.create({ ...SERVICE, wordListIds: [id] }, BY);
  const two = await registry.services.create({ ...SERVICE, name: 'two' }, BY);
  const { services } = await registry.live.refresh();
  assert.equal(services.get(one.id)?.screen, services.get(two.id)?.screen);
  const again = await registry.live.refresh();
  assert.equal(again.services.get(one.id)?.screen, services.get(one.id)?.screen);
  await content.addTerms(id, add('违禁乙'), BY);
  const changed = (await registry.live.refresh()).services.get(one.id);
  assert.notEqual(changed?.screen, services.get(one.id)?.screen);
  assert.deepEqual(changed?.listVersions, { [id]: 3 });
});

const OUTPUTS: readonly (readonly [action: 'block' | 'replace' | 'flag', output: string])[] = [
  ['block', '此类问题不作回答'],
  ['replace', '前###后'],
  ['flag', '前禁词甲后'],
];
for (const [action, output] of OUTPUTS) {
  test(`a tried text with a hit to ${action} shows what a reader would see`, async () => {
    const { content, registry } = await open();
    const { id } = await content.create({ ...LIST, action }, BY);
    await content.addTerms(id, add('禁词甲'), BY);
    const policy = { ...defaultPolicy, mask: '#', standardAnswers: { default: 'x', 'A.1': '此类问题不作回答' } };
    const service = await registry.services.create({ ...SERVICE, policy }, BY);
    const tested = await content.test({ text: '前禁词甲后', serviceId: service.id });
    assert.deepEqual(tested, {
      hits: [{ start: 1, end: 4, term: '禁词甲', listId: id, listName: LIST.name, risk: 'A.1.f', action }],
      action,
      output,
    });
  });
}

test("a term's own risk and action count before the list's", async () => {
  const { content } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, add('禁词甲,A.3.b,flag'), BY);
  const { hits, action } = await content.test({ text: '禁词甲' });
  assert.deepEqual([hits[0]?.risk, action], ['A.3.b', 'flag']);
});

test('a list that a service names cannot be retired; afterwards it can, and finds nothing more', async () => {
  const { content, registry, database } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, add('禁词甲'), BY);
  const service = await registry.services.create({ ...SERVICE, wordListIds: [id] }, BY);
  await assert.rejects(content.retire(id, BY), { code: 'E_CONFLICT', message: /客服/ });
  await registry.services.change(service.id, { wordListIds: [] }, BY);
  await content.retire(id, BY);
  assert.deepEqual((await content.test({ text: '禁词甲' })).hits, []);
  assert.deepEqual(await content.list(), []);
  assert.ok((await kindsOf(database)).includes('word-list.retired'));
});

test('a folding that would leave a term without characters is refused, and the registry stays loadable', async () => {
  const { content, registry } = await open();
  const folding = { ...LIST.folding, separators: false };
  const { id } = await content.create({ ...LIST, folding }, BY);
  await content.addTerms(id, add('***'), BY);
  await assert.rejects(content.change(id, { folding: { ...folding, separators: true } }, BY), { message: /^folding/ });
  assert.equal((await registry.live.refresh()).terms, 1);
});

test('a change of a list raises its version once; one that changes nothing does not', async () => {
  const { content } = await open();
  const { id } = await content.create(LIST, BY);
  assert.equal((await content.change(id, { name: LIST.name, folding: LIST.folding }, BY)).version, 1);
  assert.equal((await content.change(id, { risk: 'A.3.b' }, BY)).version, 2);
});

test('a name that is taken, and a code that is no risk, are refused at their fields', async () => {
  const { content } = await open();
  await content.create(LIST, BY);
  await assert.rejects(content.create(LIST, BY), { code: 'E_CONFLICT', message: /^name/ });
  await assert.rejects(content.create({ ...LIST, name: 'b', risk: 'A.5.i' }, BY), { message: /^risk/ });
});

test('a term is changed and removed, each with a new version and evidence', async () => {
  const { content, database } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, add('禁词甲\n违禁乙'), BY);
  const [term, other] = (await content.terms(id, { limit: 10 })).items;
  const changed = await content.changeTerm(id, term?.id ?? '', { text: '测试违规词', action: 'flag' }, BY);
  assert.deepEqual([changed.text, changed.action], ['测试违规词', 'flag']);
  await assert.rejects(content.changeTerm(id, other?.id ?? '', { text: '测试违规词' }, BY), { code: 'E_CONFLICT' });
  await assert.rejects(content.changeTerm(id, other?.id ?? '', { text: 'x' }, BY), { code: 'E_REQUEST_INVALID' });
  await content.removeTerm(id, other?.id ?? '', BY);
  await assert.rejects(content.removeTerm(id, other?.id ?? '', BY), { code: 'E_NOT_FOUND' });
  assert.equal((await content.read(id)).version, 4);
  assert.equal((await kindsOf(database)).filter((kind) => kind === 'word-list.changed').length, 3);
});

const PLAIN_TERM: Omit<TermPut, 'text'> = {
  risk: null,
  action: null,
  note: null,
  severity: null,
  source: null,
  validFrom: null,
  validTo: null,
  rules: null,
};

test('one term is put with its rules, which screening keeps at once, and in the place of another', async () => {
  const { content } = await open();
  const { id } = await content.create(LIST, BY);
  const found = async (text: string) => (await content.test({ text })).hits.map(({ term }) => term);
  const rules = { context: { kind: 'requires' as const, terms: ['旁词'], within: 4 }, allow: ['禁词甲花'] };
  assert.equal((await content.putTerm(id, { ...PLAIN_TERM, text: '禁词甲', rules }, BY)).target, 'live');
  assert.deepEqual(await found('禁词甲 旁词'), ['禁词甲']);
  assert.deepEqual([await found('禁词甲一二三四五旁词'), await found('旁词禁词甲花')], [[], []]);
  assert.deepEqual((await content.termAt(id, '禁词甲', 'live')).rules, rules);
  await assert.rejects(content.putTerm(id, { ...PLAIN_TERM, text: '禁词甲' }, BY), { code: 'E_CONFLICT' });
  const gap = { ...PLAIN_TERM, text: '禁*乙', replaces: '禁词甲', rules: { gap: 2 } };
  await content.putTerm(id, gap, BY);
  assert.deepEqual(
    [await found('禁词甲 旁词'), await found('禁一二乙'), await found('禁一二三乙')],
    [[], ['禁*乙'], []],
  );
  await assert.rejects(content.putTerm(id, gap, BY), { code: 'E_NOT_FOUND' });
});

const UNFIT: readonly (readonly [given: Partial<TermPut> & { text: string }, path: string])[] = [
  [{ text: '...' }, 'text'],
  [
    { text: '禁词甲', rules: { context: { kind: 'requires', terms: ['旁词', '-'], within: 1 } } },
    'rules.context.terms.1',
  ],
  [{ text: '禁词甲', rules: { combine: { with: ['-'] } } }, 'rules.combine.with.0'],
  [{ text: '禁词甲', validFrom: '2026-11-27', validTo: '2026-11-26' }, 'validTo'],
];
for (const [given, path] of UNFIT) {
  test(`a term that screening cannot take is refused at ${path}`, async () => {
    const { content } = await open();
    const { id } = await content.create(LIST, BY);
    await assert.rejects(content.putTerm(id, { ...PLAIN_TERM, ...given }, BY), (error) => {
      assert.ok(error instanceof HeguiError);
      return error.fields[0]?.path === path;
    });
  });
}

test('phrases of a list redeem hits of all its terms, but not of another list, and one that is empty is refused', async () => {
  const { content } = await open();
  const { id } = await content.create(LIST, BY);
  const other = await content.create({ ...LIST, name: '另一词表' }, BY);
  await content.addTerms(id, add('禁词甲\n词甲花'), BY);
  await content.addTerms(other.id, add('甲花'), BY);
  const found = async (text: string) => (await content.test({ text })).hits.map(({ term }) => term);
  assert.deepEqual(await found('禁词甲花乙'), ['禁词甲', '词甲花', '甲花']);
  await content.putAllow(id, { phrases: ['禁词甲花'] }, BY);
  assert.deepEqual(await found('禁词甲花乙'), ['甲花']);
  const { version } = await content.read(id);
  await content.putAllow(id, { phrases: ['禁词甲花'] }, BY);
  assert.equal((await content.read(id)).version, version, 'nothing differs');
  // A term may skip marks that its list does not skip: a phrase of marks alone would be nothing to it.
  await content.change(id, { folding: { ...LIST.folding, separators: false } }, BY);
  await content.putTerm(id, { ...PLAIN_TERM, text: '乙丙', rules: { fold: { separators: true } } }, BY);
  await assert.rejects(content.putAllow(id, { phrases: ['甲', '***'] }, BY), { message: /^phrases\.1/ });
});

test('pages of terms hold every term once, newest first, and a search takes its marks literally', async () => {
  const { content, clock } = await open();
  const { id } = await content.create(LIST, BY);
  await content.addTerms(id, add('禁词甲\n违禁乙\n百分之100%'), BY);
  clock.advance(1);
  await content.addTerms(id, add('最新的词'), BY);
  const first = await content.terms(id, { limit: 3 });
  const second = await content.terms(id, { limit: 3, cursor: first.next ?? '' });
  assert.equal(first.items[0]?.text, '最新的词');
  assert.equal(new Set([...first.items, ...second.items].map(({ text }) => text)).size, 4);
  assert.equal(second.next, null);
  assert.deepEqual(
    (await content.terms(id, { limit: 10, search: '%' })).items.map(({ text }) => text),
    ['百分之100%'],
  );
});
