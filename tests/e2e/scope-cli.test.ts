import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SERVICE } from '../../src/scope/testing/service.ts';
import { runHegui } from '../support/server-process.ts';

// No database can be reached and no data folder made: the command needs neither.
const SETTINGS = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', HEGUI_DATA: '/dev/null/none' };
const CASES = 10_000;

let folder: string;
const put = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};
const scope = (args: readonly string[], input = '') => runHegui(['scope', ...args], SETTINGS, input);

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-scope-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('--facts --json prints one findings object, from a file and from standard input alike', async () => {
  const file = await scope(['--facts', put('facts.json', SERVICE), '--json', '--date', '2026-11-23']);
  assert.equal(file.code, 0);
  const findings = JSON.parse(file.stdout);
  assert.deepEqual(
    [findings.measures_apply, findings.genai_route, findings.labels.explicit],
    ['yes', 'filing', 'required'],
  );
  const input = await scope(['--facts', '-', '--json', '--date', '2026-11-23'], `\uFEFF${JSON.stringify(SERVICE)}`);
  assert.deepEqual([input.code, input.stdout], [0, file.stdout]);
});

test('the date decides what binds', async () => {
  const facts = put('companion.json', { ...SERVICE, sustained_emotional_companion: true });
  const on = async (date: string) => JSON.parse((await scope(['--facts', facts, '--json', '--date', date])).stdout);
  assert.equal((await on('2026-07-14')).companion_measures, 'no');
  assert.equal((await on('2026-07-15')).companion_measures, 'yes');
});

test('without --json it is a memo in Chinese, or in English when asked', async () => {
  const facts = put('memo.json', { ...SERVICE, audience_detail: '甲地用户', public_opinion: 'unclear' });
  const { code, stdout } = await scope(['--facts', facts, '--date', '2026-11-23']);
  assert.equal(code, 0);
  for (const said of [
    '适用范围备忘',
    '2026-11-23',
    '甲地用户',
    '算法备案: 待定',
    '取决于尚不清楚的事实：舆论属性或社会动员能力',
    'UNVERIFIED',
  ])
    assert.ok(stdout.includes(said), said);
  const english = (await scope(['--facts', facts, '--date', '2026-11-23', '--lang', 'en'])).stdout.replaceAll(
    '甲地用户',
    '',
  );
  assert.match(english, /Algorithm filing: uncertain/);
  assert.doesNotMatch(english, /\p{Script=Han}/u);
});

test(`--batch --json tells ${CASES} cases in their order, each under its id`, async () => {
  const cases = Array.from({ length: CASES }, (_, index) => ({
    id: `案例-${index}`,
    facts: { ...SERVICE, audience: index % 2 === 0 ? 'public_mainland' : 'internal_staff', pi_persons: index },
  }));
  const { code, stdout } = await scope(['--batch', put('batch.json', { cases }), '--json']);
  assert.equal(code, 0);
  const { results } = JSON.parse(stdout);
  assert.equal(results.length, CASES);
  for (const index of [0, 1, 499, 500, 501, CASES - 1]) {
    assert.equal(results[index].id, `案例-${index}`);
    assert.equal(results[index].findings.measures_apply, index % 2 === 0 ? 'yes' : 'no');
  }
});

test('wrong facts end with 2 and name field and allowed values; in a batch the case too, before anything is told', async () => {
  const one = await scope(['--facts', put('wrong.json', { audience: 'everybody', foo: 1 }), '--json']);
  assert.equal(one.code, 2);
  const { error } = JSON.parse(one.stdout);
  assert.deepEqual(
    error.fields.map(({ path }: { path: string }) => path),
    ['audience', 'foo'],
  );
  assert.match(error.fields[0].message, /internal_staff/);
  const cases = [
    { id: '甲', facts: {} },
    { id: '乙', facts: { stage: 'never' } },
  ];
  const batch = await scope(['--batch', put('wrong-batch.json', { cases })]);
  assert.equal(batch.code, 2);
  assert.equal(batch.stdout, '');
  assert.match(batch.stderr, /乙.*stage must be one of data_prep/);
  for (const given of [{}, { cases: [{ facts: {} }] }, []])
    assert.equal((await scope(['--batch', '-'], JSON.stringify(given))).code, 2);
});

test('what cannot be read ends with 3, wrong use with 2', async () => {
  assert.equal((await scope(['--facts', join(folder, 'nowhere.json')])).code, 3);
  assert.equal((await scope(['--facts', '-'], '{"audience":')).code, 3);
  for (const args of [
    [],
    ['--facts', '-', '--batch', '-'],
    ['--facts', '-', '--date', '2026-02-30'],
    ['--facts', '-', '--lang', 'fr'],
  ])
    assert.equal((await scope(args, '{}')).code, 2, args.join(' '));
});
