import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import {
  aigcSchema,
  exchangeDetailSchema,
  exchangesPageSchema,
  labelLiftsPageSchema,
  producedContentSchema,
  producedLookupSchema,
  type Service,
  serviceSchema,
} from '../../src/contract/index.ts';
import { bytesSource, carriesExplicitLabel, checkSidecar, readFileLabels } from '../../src/label/index.ts';
import { exiftool, withFile } from '../../src/label/testing/outside-readers.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

const SAID = '请复述：茶园在山中';
const MARK = '（本内容由AI生成）';
const AGREEMENT = {
  version: '2026-11',
  zh: '用户应当自行添加显式标识，并对未添加标识承担责任。',
  en: 'The user shall label the content and bears the responsibility for it.',
};
const READER = { 'x-hegui-user': 'reader-1' };
const OMIT = { ...READER, 'x-hegui-explicit-label': 'omit' };
const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })),
  hegui: z.object({ exchange: z.string() }),
});

let hegui: HeguiUnderTest;
let admin: Admin;
let service: Service;
let exchange: string;

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  const services = z.array(serviceSchema).parse(await (await admin.send('GET', '/api/services')).json());
  service = services[0] ?? assert.fail('no service');
  ({ exchange } = (await ask()).hegui);
});
after(() => hegui.stop());

async function ask(headers: Record<string, string> = READER) {
  const body = { model: 'hegui-demo', messages: [{ role: 'user', content: SAID }] };
  const response = await hegui.post('/chat/completions', body, { headers });
  return answerSchema.parse(await response.json());
}

const bytesOf = async (response: Response): Promise<Buffer<ArrayBuffer>> => Buffer.from(await response.arrayBuffer());

async function exported(body: object, headers: Record<string, string> = READER) {
  const response = await hegui.post('/hegui/exports', body, { headers });
  const bytes = await bytesOf(response);
  assert.equal(response.status, 200, bytes.toString());
  const { AIGC } = aigcSchema.parse(JSON.parse(response.headers.get('x-hegui-aigc') ?? ''));
  return { response, bytes, label: AIGC };
}

/** What others read in a package of Office: the whole text, in order. */
const textOfDocx = (bytes: Uint8Array): string =>
  withFile(bytes, 'a.docx', (path) =>
    execFileSync('python3', [
      '-c',
      `import sys,zipfile,re
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
body=z.read('word/document.xml').decode()
sys.stdout.reconfigure(encoding='utf-8')
print('\\n'.join(''.join(re.findall('<w:t[^>]*>([^<]*)</w:t>',p)) for p in re.findall('<w:p[ >].*?</w:p>',body,re.S)))`,
      path,
    ]).toString(),
  );

const filesOfZip = (bytes: Uint8Array): Record<string, string> =>
  withFile(bytes, 'a.zip', (path) =>
    z.record(z.string(), z.string()).parse(
      JSON.parse(
        execFileSync('python3', [
          '-c',
          `import sys,zipfile,json
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
print(json.dumps({n:z.read(n).decode() for n in z.namelist()}))`,
          path,
        ]).toString(),
      ),
    ),
  );

async function assertOurs(file: Buffer<ArrayBuffer>, produceId: string, explicit: boolean, of = exchange) {
  const content = producedContentSchema.parse(await (await admin.send('GET', `/api/produced/${produceId}`)).json());
  assert.deepEqual([content.exchangeId, content.explicit], [of, explicit]);
  const lookup = producedLookupSchema.parse(
    await (await admin.send('POST', '/api/produced/lookup?name=a.txt', file)).json(),
  );
  assert.equal(lookup.content?.produceId, produceId);
}

test('a PDF of a conversation has both labels for outside readers and is in the register [labelling-measures#4]', async () => {
  const { bytes, label, response } = await exported({ exchange, format: 'pdf' });
  assert.equal(response.headers.get('content-type'), 'application/pdf');
  assert.equal(response.headers.get('x-hegui-explicit'), 'file');
  assert.deepEqual(JSON.parse(String(exiftool(bytes, 'a.pdf')['PDF:AIGC'])), label);
  const readText = (args: string[]): string =>
    withFile(bytes, 'a.pdf', (path) => execFileSync('pdftotext', [...args, path, '-'], { encoding: 'utf8' }));
  assert.ok(readText(['-layout']).includes('本内容由AI生成'));
  await assertOurs(bytes, label.ProduceID, true);
});

test('a DOCX has both labels for outside readers, the mark as its last line, and is in the register', async () => {
  const { bytes, label } = await exported({ exchange, format: 'docx' });
  const seen: unknown = JSON.parse(String(exiftool(bytes, 'a.docx')['XML:AIGC']));
  assert.deepEqual(seen, label);
  const lines = textOfDocx(bytes).trim().split('\n');
  assert.equal(lines.at(-1), MARK);
  assert.ok(lines.some((line) => line.includes('茶园在山中')));
  await assertOurs(bytes, label.ProduceID, true);
});

test('Markdown has the label in its front matter and the mark in its last line', async () => {
  const { bytes, label } = await exported({ exchange, format: 'md', scope: 'answer', language: 'en' });
  const text = bytes.toString();
  assert.match(text, /^---\nAIGC:\n/);
  assert.ok(carriesExplicitLabel(text), text);
  assert.ok(!text.includes('请复述'), 'the answer alone');
  const [carrier] = (await readFileLabels(bytesSource(bytes), 'a.md')).carriers;
  assert.deepEqual(carrier?.value?.members, label);
  await assertOurs(bytes, label.ProduceID, true);
});

test('TXT comes as an archive with its sidecar, which belongs to exactly this text', async () => {
  const { bytes, label, response } = await exported({ exchange, format: 'txt' });
  assert.equal(response.headers.get('content-type'), 'application/zip');
  const files = filesOfZip(bytes);
  const [name = '', beside = ''] = Object.keys(files);
  assert.equal(beside, `${name}.aigc.json`);
  const text = Buffer.from(files[name] ?? '');
  assert.ok(carriesExplicitLabel(text.toString()));
  const check = await checkSidecar(bytesSource(text), name, files[beside] ?? '');
  assert.deepEqual([check.kind, check.members], ['conformant', label]);
  await assertOurs(text, label.ProduceID, true);
});

test('a conversation that the app sends is screened, recorded, and exported under an exchange of its own', async () => {
  const messages = [
    { role: 'user', content: '问题' },
    { role: 'assistant', content: '## 回答\n\n- 第一\n- 第二' },
  ];
  const { bytes, label, response } = await exported({ messages, model: 'hegui-demo', format: 'docx' });
  const own = response.headers.get('x-request-id') ?? '';
  assert.match(textOfDocx(bytes), /第一/);
  await assertOurs(bytes, label.ProduceID, true, own);
  const detail = exchangeDetailSchema.parse(await (await admin.send('GET', `/api/exchanges/${own}`)).json());
  assert.deepEqual([detail.endpoint, detail.outcome], ['hegui.exports', 'completed']);
  assert.deepEqual(
    detail.produced.map(({ produceId }) => produceId),
    [label.ProduceID],
  );
});

test('what nobody generated, what is not asked rightly, and what is not one’s own is not exported', async () => {
  const refused = async (body: object, headers: Record<string, string> = READER) => {
    const response = await hegui.post('/hegui/exports', body, { headers });
    const { error } = z.object({ error: z.object({ param: z.string().nullable() }) }).parse(await response.json());
    return [response.status, error.param];
  };
  const messages = [{ role: 'user', content: '我自己写的' }];
  assert.deepEqual(await refused({ messages, model: 'm', format: 'pdf' }), [400, 'messages']);
  assert.deepEqual(await refused({ exchange, format: 'doc' }), [400, 'format']);
  assert.deepEqual(await refused({ format: 'pdf' }), [400, 'exchange']);
  assert.deepEqual(await refused({ exchange, messages, format: 'pdf' }), [400, 'exchange']);
  assert.deepEqual(await refused({ exchange, format: 'pdf' }, { 'x-hegui-user': 'someone-else' }), [404, null]);
  assert.deepEqual(await refused({ exchange, format: 'pdf' }, {}), [404, null]);
  assert.deepEqual(await refused({ exchange: `exc_${'0'.repeat(26)}`, format: 'pdf' }), [404, null]);
});

test('staff exports through the API and the command line, and the log says that content was opened for it', async () => {
  const answer = await admin.send('POST', '/api/label/export', { exchange, format: 'docx' });
  const file = await bytesOf(answer);
  assert.equal(answer.status, 200, file.toString());
  const { AIGC } = aigcSchema.parse(JSON.parse(answer.headers.get('x-hegui-aigc') ?? ''));
  await assertOurs(file, AIGC.ProduceID, true);
  const out = join(hegui.folder, 'a.txt');
  const ended = await hegui.run(['label', 'export', exchange, '--format', 'txt', '--out', out, '--json']);
  assert.equal(ended.code, 0, ended.stderr + ended.stdout);
  const made = z.object({ produceId: z.string(), sidecar: z.string() }).parse(JSON.parse(ended.stdout));
  await assertOurs(readFileSync(out), made.produceId, true);
  const verified = await hegui.run(['label', 'verify', out]);
  assert.equal(verified.code, 0, verified.stdout);
  assert.equal((await hegui.run(['label', 'export', exchange, '--format', 'doc'])).code, 2);
  const viewed = await entriesOf('content.viewed');
  assert.deepEqual(
    viewed
      .map(({ purpose, by }) => [purpose, by?.split(':')[0]])
      .filter(([, by]) => by !== 'system')
      .slice(-2),
    [
      ['labelled-export', 'staff'],
      ['labelled-export', 'cli'],
    ],
  );
});

const entrySchema = z.object({ purpose: z.string().optional(), by: z.string().optional() });

async function entriesOf(kind: string) {
  const page = await admin.send('GET', `/api/evidence/entries?kind=${kind}&limit=100`);
  const { items } = z.object({ items: z.array(z.object({ body: z.string() })) }).parse(await page.json());
  return items.map(({ body }) => z.object({ data: entrySchema }).parse(JSON.parse(body)).data).toReversed();
}

test('without an accepted agreement the mark stays on; with one, chat, pictures and exports keep the implicit label only [labelling-measures#9]', async () => {
  const asked = await hegui.post('/hegui/exports', { exchange, format: 'pdf' }, { headers: OMIT });
  assert.equal(asked.status, 403);
  const [zh, en] = [join(hegui.folder, 'zh.txt'), join(hegui.folder, 'en.txt')];
  writeFileSync(zh, AGREEMENT.zh);
  writeFileSync(en, AGREEMENT.en);
  const added = await hegui.run(['label', 'agreement', AGREEMENT.version, '--zh', zh, '--en', en]);
  assert.equal(added.code, 0, added.stderr);
  const lift = { agreements: [AGREEMENT.version], keepMonths: 12 };
  const policy = { ...service.policy, label: { ...service.policy.label, lift } };
  const short = { ...policy, label: { ...policy.label, lift: { ...lift, keepMonths: 5 } } };
  const change = (given: object) =>
    admin.send('PATCH', `/api/services/${service.id}`, { policy: given, policyVersion: service.policyVersion });
  assert.equal((await change(short)).status, 400);
  assert.equal((await change(policy)).status, 200);
  await waitUntil(async () => (await agreements()).length === 1, 'the policy is live', 5_000);
  const [offered] = await agreements();
  const accepted = { agreement: AGREEMENT.version, digest: offered?.digest, accepted: true };
  assert.equal((await hegui.post('/hegui/label-requests', accepted)).status, 403);
  assert.equal((await hegui.post('/hegui/label-requests', accepted, { headers: READER })).status, 201);

  const lifted = await ask(OMIT);
  assert.equal(lifted.choices[0]?.message.content.includes('AI生成'), false);
  const { bytes, label, response } = await exported({ exchange, format: 'docx' }, OMIT);
  assert.equal(response.headers.get('x-hegui-explicit'), 'none');
  assert.equal(textOfDocx(bytes).includes('AI生成'), false);
  assert.deepEqual(JSON.parse(String(exiftool(bytes, 'a.docx')['XML:AIGC'])), label);
  await assertOurs(bytes, label.ProduceID, false);
  const prompt = { model: 'hegui-demo-picture', prompt: '茶园', size: '256x256' };
  const drawn = await hegui.post('/images/generations', prompt, { headers: OMIT });
  const { hegui: said } = z
    .object({ hegui: z.object({ produced: z.array(z.object({ produce_id: z.string(), explicit: z.string() })) }) })
    .parse(await drawn.json());
  assert.equal(said.produced[0]?.explicit, 'none');

  for (const number of [lifted.hegui.exchange, label.ProduceID, said.produced[0]?.produce_id ?? '']) {
    const found = await admin.send('GET', `/api/label/lifts?search=${number}`);
    const { items } = labelLiftsPageSchema.parse(await found.json());
    assert.deepEqual(
      items.map((row) => [row.produceId, row.agreement]),
      [[number, AGREEMENT.version]],
    );
    const [row] = items;
    assert.match(row?.endUser ?? '', /^[0-9a-f]{32}$/);
    const days = (Date.parse(row?.expiresAt ?? '') - Date.parse(row?.at ?? '')) / 86_400_000;
    assert.ok(days >= 365, `${days}`);
  }
  const listed = await hegui.run(['label', 'lifts', '--search', 'reader-1', '--json']);
  assert.equal(z.object({ lifts: z.array(z.unknown()) }).parse(JSON.parse(listed.stdout)).lifts.length, 3);
  const csv = await hegui.run(['label', 'lifts', '--csv']);
  assert.equal(csv.stdout.trim().split('\n').length, 4);
});

async function agreements() {
  const response = await hegui.post('/hegui/label-agreements', {}, { method: 'GET', body: null });
  return z.object({ data: z.array(z.object({ version: z.string(), digest: z.string() })) }).parse(await response.json())
    .data;
}

test('after withdrawal the mark is on again, and what was lifted stays on record', async () => {
  const ended = await hegui.post('/hegui/label-requests', {}, { method: 'DELETE', body: null, headers: READER });
  assert.equal(ended.status, 200);
  const asked = await hegui.post('/hegui/exports', { exchange, format: 'pdf' }, { headers: OMIT });
  assert.equal(asked.status, 403);
  assert.ok((await ask()).choices[0]?.message.content.endsWith(MARK));
  const page = labelLiftsPageSchema.parse(await (await admin.send('GET', '/api/label/lifts')).json());
  assert.equal(page.items.length, 3);
});

test('the log of all this verifies', async () => {
  const out = join(hegui.folder, 'bundle.jsonl');
  assert.equal((await hegui.run(['evidence', 'export', '--out', out])).code, 0);
  assert.equal((await hegui.run(['verify', out])).code, 0);
  const { items } = exchangesPageSchema.parse(await (await admin.send('GET', '/api/exchanges')).json());
  assert.ok(items.every(({ outcome }) => outcome === 'completed'));
});
