import assert from 'node:assert/strict';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import {
  apiKeyCreatedSchema,
  apiKeySchema,
  backtestSchema,
  coverageSchema,
  listDiffSchema,
  listTestedSchema,
  listVersionSchema,
  termsAddedSchema,
  verifiedSchema,
} from '../../src/contract/index.ts';
import { verifyBundle } from '../../src/ledger/index.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';
import { type Ended, runHegui } from '../support/server-process.ts';

const LIVE_MS_MAX = 5_000;
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }) });
const addedSchema = termsAddedSchema.extend({ list: z.string() });

let hegui: HeguiUnderTest;

before(async () => {
  hegui = await startHegui();
});
after(() => hegui.stop());

const at = (name: string): string => join(hegui.folder, name);

async function runJson<T>(schema: z.ZodType<T>, args: readonly string[], code = 0, input?: string): Promise<T> {
  const ended = await hegui.run([...args, '--json'], input);
  assert.equal(ended.code, code, `${args.join(' ')}: ${ended.stderr}${ended.stdout}`);
  return schema.parse(JSON.parse(ended.stdout));
}

async function statusWith(key: string): Promise<number> {
  const response = await fetch(`${hegui.baseUrl}/models`, { headers: { authorization: `Bearer ${key}` } });
  await response.text();
  return response.status;
}

test('init prints what a script needs, and the key works at once', async () => {
  assert.match(hegui.apiKey, /^\S{20,}$/);
  assert.match(hegui.setupUrl ?? '', /\/setup#\S{20,}$/);
  assert.match(hegui.verifierKey, /^\S+\+[0-9a-f]{8}\+\S+$/);
  assert.equal(await statusWith(hegui.apiKey), 200);
});

test('a second init is refused with exit 2, with the reason in words and as JSON, and changes nothing', async () => {
  const { error } = await runJson(errorSchema, ['init'], 2);
  assert.equal(error.code, 'E_SETUP_DONE');
  assert.match(error.message, /HEGUI_DATA/);
  const inWords = await hegui.run(['init']);
  assert.equal(inWords.code, 2);
  assert.equal(inWords.stdout, '');
  assert.match(inWords.stderr, /HEGUI_DATA/);
  const { keys } = await runJson(z.object({ keys: z.array(z.object({ synthetic: z.boolean() })) }), ['keys', 'list']);
  // The board asks with a key of its own.
  assert.equal(keys.filter(({ synthetic }) => !synthetic).length, 1);
});

test('doctor finds a working installation in order and says what is still to be done', async () => {
  const { ok, checks } = await runJson(
    z.object({
      ok: z.boolean(),
      checks: z.array(z.object({ name: z.string(), state: z.string(), finding: z.string(), remedy: z.string() })),
    }),
    ['doctor'],
  );
  assert.equal(ok, true);
  const named = new Map(checks.map((check) => [check.name, check]));
  assert.deepEqual(
    [...named.keys()],
    ['runtime', 'disk', 'database', 'clock', 'evidence', 'services', 'word lists', 'upstream'],
  );
  for (const name of ['runtime', 'disk', 'database', 'clock', 'evidence'])
    assert.equal(named.get(name)?.state, 'ok', name);
  for (const { state, remedy } of checks) assert.equal(remedy === '', state === 'ok');
});

test('doctor warns of a proxy that is not named, by which limits would count the whole public as one', async () => {
  const settings = { ...hegui.settings, HEGUI_PUBLIC_URL: 'https://ai.example' };
  const proxyOf = async (more: Readonly<Record<string, string>>): Promise<unknown> => {
    const { stdout } = await runHegui(['doctor', '--json'], { ...settings, ...more });
    const { checks } = z.object({ checks: z.array(z.looseObject({ name: z.string() })) }).parse(JSON.parse(stdout));
    return checks.find(({ name }) => name === 'proxy')?.state;
  };
  assert.equal(await proxyOf({}), 'warning');
  assert.equal(await proxyOf({ HEGUI_TRUST_PROXY: '127.0.0.1' }), 'ok');
});

test('a database that is not there is a problem that doctor names, with exit 1', async () => {
  const settings = { ...hegui.settings, DATABASE_URL: 'postgresql://nobody:secret-word@127.0.0.1:9/none' };
  const { code, stdout, stderr } = await runHegui(['doctor', '--json'], settings);
  assert.equal(code, 1, stderr);
  assert.match(stdout, /"database","state":"problem"/);
  assert.ok(!`${stdout}${stderr}`.includes('secret-word'));
});

test('a key made while the server runs works within a second, and a revoked one stops within a second', async (t) => {
  const made = await runJson(apiKeyCreatedSchema, ['keys', 'create', '--name', '脚本']);
  const liveMs = await waitUntil(async () => (await statusWith(made.key)) === 200, 'the key works', LIVE_MS_MAX);
  const listed = await runJson(z.object({ keys: z.array(apiKeySchema) }), ['keys', 'list']);
  const row = listed.keys.find(({ id }) => id === made.id);
  assert.equal(row?.name, '脚本');
  assert.ok(!JSON.stringify(listed).includes(made.key));
  await runJson(z.object({ revoked: z.string() }), ['keys', 'revoke', made.id]);
  const deadMs = await waitUntil(async () => (await statusWith(made.key)) === 401, 'the key stops', LIVE_MS_MAX);
  t.diagnostic(`live ${Math.round(liveMs)} ms and dead ${Math.round(deadMs)} ms after the command ended`);
});

test('revoking a key that is not there is refused with exit 2', async () => {
  const missing = ['key_00000000000000000000000000', 'nonsense'];
  await Promise.all(missing.map((id) => runJson(errorSchema, ['keys', 'revoke', id], 2)));
});

test('a text file of terms is imported, and a second time it changes nothing', async () => {
  writeFileSync(at('terms.txt'), '禁词甲\r\n\r\n违禁乙\r\n');
  const args = ['lists', 'import', at('terms.txt'), '--list', '文本', '--risk', 'A.1.f'];
  const first = await runJson(addedSchema, args);
  assert.deepEqual([first.added, first.removed, first.refusedTotal], [2, 0, 0]);
  const second = await runJson(addedSchema, args);
  assert.deepEqual([second.added, second.unchanged >= 2], [0, true]);
});

test('a CSV file gives each term its own risk, action and note, and export gives it back as import takes it', async () => {
  const csv = 'term,risk,action,note\n"含,逗号",A.2.i,flag,"一句""话"""\n违禁丁,,replace,\n测试违规词,A.1.h,,\n';
  writeFileSync(at('terms.csv'), csv);
  const imported = await runJson(addedSchema, [
    'lists',
    'import',
    at('terms.csv'),
    '--list',
    '表格',
    '--risk',
    'A.1.f',
  ]);
  assert.equal(imported.added, 3);
  const exported = await hegui.run(['lists', 'export', '表格']);
  assert.equal(exported.code, 0, exported.stderr);
  assert.deepEqual(exported.stdout.trim().split('\n').sort(), csv.trim().split('\n').sort());
  const again = await runJson(
    addedSchema,
    ['lists', 'import', '-', '--list', '又一表格', '--risk', 'A.1.f'],
    0,
    exported.stdout,
  );
  assert.equal(again.added, 3);
  const twice = await hegui.run(['lists', 'export', '又一表格']);
  assert.deepEqual(twice.stdout.split('\n').sort(), exported.stdout.split('\n').sort());
});

test('a file in GB 18030, as spreadsheets write it, is read as it was meant', async () => {
  // 违禁戊 in GB 18030.
  writeFileSync(at('gbk.txt'), Buffer.from([0xce, 0xa5, 0xbd, 0xfb, 0xce, 0xec, 0x0a]));
  await runJson(addedSchema, ['lists', 'import', at('gbk.txt'), '--list', '国标', '--risk', 'A.1.f']);
  assert.match((await hegui.run(['lists', 'export', '国标'])).stdout, /违禁戊/);
});

test('lines that cannot be terms are reported by number with exit 1, and the good ones are in', async () => {
  const text = `好词己\n${'长'.repeat(201)}\n\u200b\n好词庚\n`;
  const report = await runJson(addedSchema, ['lists', 'import', '-', '--list', '有坏行', '--risk', 'A.1.f'], 1, text);
  assert.equal(report.added, 2);
  assert.deepEqual(
    report.refused.map(({ line }) => line),
    [2, 3],
  );
  for (const { reason } of report.refused) assert.notEqual(reason, '');
  const inWords = await hegui.run(['lists', 'import', '-', '--list', '有坏行'], text);
  assert.equal(inWords.code, 1);
  assert.match(inWords.stdout, /line 2: /);
});

test('wrong use of import is refused with exit 2, a file that cannot be read with exit 3', async () => {
  await runJson(errorSchema, ['lists', 'import', '-', '--list', '新'], 2, '词\n');
  await runJson(errorSchema, ['lists', 'import', '-', '--list', '新', '--risk', 'B.9.z'], 2, '词\n');
  await runJson(
    errorSchema,
    ['lists', 'import', '-', '--list', '新', '--risk', 'A.1.f', '--action', 'burn'],
    2,
    '词\n',
  );
  await runJson(errorSchema, ['lists', 'import', at('missing.txt'), '--list', '新', '--risk', 'A.1.f'], 3);
  await runJson(errorSchema, ['lists', 'export', '没有的词库'], 2);
});

test('a term imported while the server runs is screened within a second', async (t) => {
  const request = { model: 'hegui-demo', messages: [{ role: 'user', content: '说说违禁辛' }] };
  const isRefused = async (): Promise<boolean> =>
    (await (await hegui.post('/chat/completions', request)).text()).includes('content_filter');
  assert.equal(await isRefused(), false);
  await runJson(addedSchema, ['lists', 'import', '-', '--list', '即时', '--risk', 'A.1.f'], 0, '违禁辛\n');
  const ms = await waitUntil(isRefused, 'the term is live', LIVE_MS_MAX);
  t.diagnostic(`live ${Math.round(ms)} ms after the command ended`);
});

test('a list goes out as a workbook and comes back into a draft that is compared, back-tested and rolled back', async () => {
  const args = (name: string, ...more: string[]) => ['lists', name, ...more];
  await runJson(
    addedSchema,
    args('import', '-', '--list', '草稿', '--risk', 'A.1.f'),
    0,
    '违禁子,A.2.i,flag\n违禁丑\n',
  );
  const exported = await hegui.run(args('export', '草稿', '--format', 'xlsx', '--output', at('list.xlsx')));
  assert.equal(exported.code, 0, exported.stderr);
  const drafted = await runJson(addedSchema, args('import', at('list.xlsx'), '--list', '草稿', '--draft'));
  assert.equal(drafted.refusedTotal, 0);
  await runJson(addedSchema, args('import', '-', '--list', '草稿', '--draft'), 0, '违禁寅\n');
  const diff = await runJson(listDiffSchema, args('diff', '草稿'), 1);
  assert.deepEqual([diff.to, diff.items.some(({ text }) => text === '违禁寅')], ['draft', true]);
  await hegui.post('/chat/completions', { model: 'hegui-demo', messages: [{ role: 'user', content: '说说违禁寅' }] });
  const tried = await runJson(backtestSchema, args('backtest', '草稿', '--exchanges', '5'), 1);
  assert.deepEqual([tried.state, tried.exchangesWithNew], ['done', 1]);
  await runJson(z.object({ version: z.int() }), args('rollback', '草稿', '1'));
  assert.equal((await hegui.run(args('export', '草稿'))).stdout.trim(), 'term,risk,action,note');
  const versions = await runJson(z.object({ versions: z.array(listVersionSchema) }), args('versions', '草稿'));
  assert.deepEqual(
    versions.versions.map(({ cause }) => cause),
    ['rollback', 'edit', 'create'],
  );
});

test('phrases of a list are added, printed and taken away, and screening keeps them within a second', async () => {
  const allowSchema = z.object({ list: z.string(), target: z.string(), phrases: z.array(z.string()) });
  await runJson(addedSchema, ['lists', 'import', '-', '--list', '放行', '--risk', 'A.1.f'], 0, '违禁辰\n');
  const added = await runJson(allowSchema, ['lists', 'allow', '放行', '--add', '违禁辰光', '违禁辰时']);
  assert.deepEqual([added.target, added.phrases], ['live', ['违禁辰光', '违禁辰时']]);
  assert.deepEqual((await runJson(listTestedSchema, ['lists', 'test', '看违禁辰光'])).hits, []);
  assert.equal((await hegui.run(['lists', 'allow', '放行', '--draft', '--remove', '违禁辰时'])).code, 0);
  const inWords = await hegui.run(['lists', 'allow', '放行', '--draft']);
  assert.equal(inWords.stdout, '违禁辰光\n放行 (draft): 1 phrases\n');
  assert.equal((await runJson(allowSchema, ['lists', 'allow', '放行'])).phrases.length, 2, 'the draft is not in force');
  const { error } = await runJson(errorSchema, ['lists', 'allow', '放行', '--remove', '没有的短语'], 2);
  assert.match(error.message, /没有的短语/);
  await runJson(errorSchema, ['lists', 'allow', '放行', '--add', '***'], 2);
});

test('coverage says what is short, with exit 1', async () => {
  const coverage = await runJson(coverageSchema, ['lists', 'coverage'], 1);
  assert.equal(coverage.isMet, false);
  assert.equal(coverage.risks.length, 31);
  assert.match((await hegui.run(['lists', 'coverage'])).stdout, /SHORT {2}K1/);
});

test('a text is tested against the lists with exit 1 for hits, and a clean one with exit 0', async () => {
  await runJson(addedSchema, ['lists', 'import', '-', '--list', '试用', '--risk', 'A.1.f'], 0, '违禁壬\n');
  const found = await runJson(listTestedSchema, ['lists', 'test', '话里有违 禁壬'], 1);
  assert.deepEqual(
    found.hits.map(({ start, end, term, listName }) => ({ start, end, term, listName })),
    [{ start: 3, end: 7, term: '违禁壬', listName: '试用' }],
  );
  assert.equal(found.action, 'block');
  const number = await runJson(listTestedSchema, ['lists', 'test', '13800138000', '--service', 'default']);
  assert.deepEqual(number.hits, [], 'the policy looks for no numbers');
  await runJson(errorSchema, ['lists', 'test', '甲', '--audience', 'minors'], 2);
  await runJson(errorSchema, ['lists', 'test', '甲', '--direction', 'sideways'], 2);
  const clean = await runJson(listTestedSchema, ['lists', 'test', '一句平常话', '--service', 'default']);
  assert.deepEqual(clean.hits, []);
});

test('an exported bundle verifies anywhere with exit 0, with and without the key, and in this process', async () => {
  const out = at('bundle.jsonl.gz');
  const exported = await runJson(z.object({ size: z.int(), verifierKey: z.string() }), [
    'evidence',
    'export',
    '--out',
    out,
  ]);
  assert.equal(exported.verifierKey, hegui.verifierKey);
  // Without any setting: an inspector has no installation.
  const ways = [[], ['--key', hegui.verifierKey]];
  const checked = await Promise.all(ways.map((key) => runHegui(['verify', out, ...key, '--json'], {})));
  for (const { code, stdout, stderr } of checked) {
    assert.equal(code, 0, stdout + stderr);
    assert.equal(verifiedSchema.parse(JSON.parse(stdout)).entries, exported.size);
  }
  const verified = await verifyBundle(createReadStream(out), { pinnedKey: hegui.verifierKey });
  assert.deepEqual(verified.findings, []);
});

test('one changed byte ends verification in exit 1 and names the entry', async () => {
  const text = gunzipSync(readFileSync(at('bundle.jsonl.gz'))).toString('utf8');
  const lines = text.split('\n');
  const position = lines.findIndex((line) => line.includes('"kind":"word-list.'));
  const entry = z.object({ id: z.string(), i: z.int() }).parse(JSON.parse(lines[position] ?? ''));
  const line = lines[position] ?? '';
  // The first letter of the entry's body becomes another one.
  const letter = line.search(/[a-z]\\":/);
  lines[position] = `${line.slice(0, letter)}${line[letter] === 'a' ? 'b' : 'a'}${line.slice(letter + 1)}`;
  writeFileSync(at('flipped.jsonl'), lines.join('\n'));
  const { code, stdout } = await runHegui(['verify', at('flipped.jsonl'), '--key', hegui.verifierKey, '--json'], {});
  assert.equal(code, 1, stdout);
  const { findings } = verifiedSchema.parse(JSON.parse(stdout));
  const changed = findings.filter(({ kind }) => kind === 'changed');
  assert.equal(changed.length, 1, stdout);
  assert.equal(changed[0]?.subject, `entry ${entry.i} ${entry.id}`);
});

test('verification of what is no bundle ends in exit 3, and wrong use in exit 2', async () => {
  writeFileSync(at('note.txt'), '这不是证据包\n');
  const asked: [string[], number][] = [
    [[at('note.txt')], 3],
    [[at('missing.jsonl')], 3],
    [[], 2],
    [[at('bundle.jsonl.gz'), '--unknown'], 2],
    [[at('bundle.jsonl.gz'), '--key', 'nonsense'], 2],
  ];
  const ended = await Promise.all(asked.map(([args]) => runHegui(['verify', ...args], {})));
  assert.deepEqual(
    ended.map(({ code }) => code),
    asked.map(([, code]) => code),
  );
});

test('an export to a place that cannot be written is refused with exit 2 and leaves no part behind', async () => {
  const { error } = await runJson(errorSchema, ['evidence', 'export', '--out', at('no/such/folder.gz')], 2);
  assert.match(error.message, /--out/);
});

test('db status says which database, which version and which migrations', async () => {
  const status = await runJson(
    z.looseObject({ kind: z.string(), version: z.string(), migrations: z.array(z.string()), dataFolder: z.string() }),
    ['db', 'status'],
  );
  assert.equal(status.kind, 'server');
  assert.match(status.version, /^1[5-9]|^[2-9]\d/);
  assert.ok(status.migrations.length > 0);
});

test('help and version end in exit 0; an unknown command or option ends in exit 2 and points to help', async () => {
  const helped = [['--help'], ['lists', '--help'], ['verify', '--help'], ['--version']];
  await Promise.all(
    helped.map(async (args) => {
      const { code, stdout } = await runHegui(args, {});
      assert.equal(code, 0, args.join(' '));
      assert.notEqual(stdout, '');
    }),
  );
  const wrong = [
    ['nonsense'],
    ['start', '--nonsense'],
    ['lists', 'nonsense'],
    ['keys', 'create', '--rate-per-minute', '0'],
  ];
  await Promise.all(
    wrong.map(async (args) => {
      const { code, stdout, stderr } = await runHegui(args, hegui.settings);
      assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
      assert.equal(stdout, '');
      assert.match(stderr, /hegui --help/, args.join(' '));
    }),
  );
});

test('a setting that does not exist or is not well formed is refused by name', async () => {
  const refusals: [Record<string, string>, RegExp][] = [
    [{ HEGUI_PROT: '1' }, /HEGUI_PROT/],
    [{ HEGUI_PORT: 'many' }, /port/],
    [{ HEGUI_CONFIG: at('missing.json') }, /HEGUI_CONFIG/],
  ];
  await Promise.all(
    refusals.map(async ([setting, name]) => {
      const { code, stderr } = await runHegui(['start'], { ...hegui.settings, ...setting });
      assert.equal(code, 2, stderr);
      assert.match(stderr, name);
    }),
  );
});

test('a start on a port that is in use is refused with the port and the setting to change, and nothing is disturbed', async () => {
  const { port } = new URL(hegui.url);
  const { code, stdout, stderr }: Ended = await runHegui(['start'], { ...hegui.settings, HEGUI_PORT: port });
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, new RegExp(`${port}[^]*HEGUI_PORT`));
  assert.doesNotMatch(stderr, /\n {4}at /);
  assert.equal(await statusWith(hegui.apiKey), 200);
});
