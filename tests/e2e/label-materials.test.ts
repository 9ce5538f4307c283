import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { z } from 'zod';
import { defaultPolicy, producedLookupSchema, serviceSchema } from '../../src/contract/index.ts';
import { exiftool, withFile } from '../../src/label/testing/outside-readers.ts';
import { verifyFilmMark, verifyPictureMark, verifySoundMark } from '../../src/marks/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { type HeguiUnderTest, startHegui } from '../support/hegui.ts';
import { runHegui } from '../support/server-process.ts';
import { chromiumPath } from '../support/tools.ts';

const FILM_SAMPLES = ['film-first-frame.png', 'film.mp4'];
const OTHER_SAMPLES = [
  'picture.png',
  'sound.wav',
  'text.docx',
  'text.md',
  'text.pdf',
  'text.txt',
  'text.txt.aigc.json',
];
const SAMPLES = [...FILM_SAMPLES, ...OTHER_SAMPLES];
const toldSchema = z.object({
  pack: z.string(),
  files: z.array(z.string()),
  screenshots: z.enum(['taken', 'none']),
  missing: z.array(z.string()),
  hasAnswer: z.boolean(),
});

let hegui: HeguiUnderTest;
let admin: Admin;
let serviceId: string;

before(async () => {
  hegui = await startHegui({ settings: { HEGUI_CHROMIUM: chromiumPath() } });
  admin = await setUp(hegui);
  const services = z.array(serviceSchema).parse(await (await admin.send('GET', '/api/services')).json());
  serviceId = services[0]?.id ?? '';
});
after(() => hegui.stop());

const textOfPdf = (bytes: Uint8Array): string =>
  withFile(bytes, 'a.pdf', (path) => execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' })).replaceAll(
    /\s/g,
    '',
  );

async function assertOurs(name: string, bytes: Buffer<ArrayBuffer>): Promise<void> {
  const lookup = await admin.send('POST', `/api/produced/lookup?name=${name}`, bytes);
  assert.equal(producedLookupSchema.parse(await lookup.json()).finding, 'ours', name);
}

test('hegui label materials writes seven items, marked and labelled samples of each kind, and pictures of the real checker', async () => {
  const out = join(hegui.folder, 'materials');
  const args = [
    'label',
    'materials',
    '--service',
    serviceId,
    '--out',
    out,
    '--model',
    'hegui-demo',
    '--url',
    hegui.url,
  ];
  const ended = await hegui.run([...args, '--json']);
  assert.equal(ended.code, 0, ended.stderr + ended.stdout);
  const told = toldSchema.parse(JSON.parse(ended.stdout));
  assert.deepEqual([told.screenshots, told.missing, told.hasAnswer], ['taken', [], true]);
  assert.deepEqual(readdirSync(join(out, 'samples')).sort(), SAMPLES);
  const read = (path: string): Buffer<ArrayBuffer> => Buffer.from(readFileSync(join(out, path)));
  for (const name of SAMPLES.filter((sample) => !sample.endsWith('.json')))
    await assertOurs(name, read(`samples/${name}`));
  const mark = { mark: defaultPolicy.label.text };
  for (const name of ['picture.png', 'film-first-frame.png'])
    assert.equal((await verifyPictureMark(read(`samples/${name}`), mark)).kind, 'found', name);
  const film = await verifyFilmMark(join(out, 'samples', 'film.mp4'), mark);
  assert.ok(film.kind === 'found' && film.isHighEnough && film.isLongEnough, JSON.stringify(film));
  assert.ok(exiftool(read('samples/film.mp4'), 'a.mp4')['Keys:AIGC']);
  assert.equal((await verifySoundMark(read('samples/sound.wav'))).kind, 'found');
  assert.ok(exiftool(read('samples/text.pdf'), 'a.pdf')['PDF:AIGC']);
  for (const name of ['checker.png', 'answer.png']) {
    const { width = 0, height = 0 } = await sharp(read(`screenshots/${name}`)).metadata();
    assert.ok(width > 600 && height > 300, `${name} ${width}x${height}`);
  }
  const text = textOfPdf(read('materials.pdf'));
  for (const item of ['一、显式', '二、显式', '三、隐式', '四、隐式', '五、备案', '六、安全', '七、承诺'])
    assert.ok(text.includes(item), item);
  assert.ok(text.includes('示例科技有限公司') && text.includes(told.pack));
  assert.ok(text.includes('起始画面，截自该文件') && !text.includes('没有浏览器截图'));
  assert.ok(read('materials.docx').subarray(0, 2).equals(Buffer.from('PK')));
  const entry = await madeEntry(told.pack);
  assert.equal(entry.pictures, 2);
  assert.deepEqual(
    entry.files.find(({ path }) => path === 'materials.pdf')?.digest,
    createHash('sha256').update(read('materials.pdf')).digest('hex'),
  );
});

test('the console’s button gives the same as an archive, with pictures that the provider uploads', async () => {
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
  const pictures = [{ caption: '应用界面', base64: picture.toString('base64') }];
  const answer = await admin.send('POST', '/api/label/materials', { service: serviceId, language: 'en', pictures });
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(answer.status, 200, bytes.toString());
  assert.equal(answer.headers.get('x-hegui-screenshots'), 'taken');
  const names = withFile(bytes, 'a.zip', (path) =>
    execFileSync(
      'python3',
      ['-c', 'import sys,zipfile;print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))', path],
      {
        encoding: 'utf8',
      },
    ),
  );
  for (const name of ['materials.docx', 'materials.pdf', 'screenshots/given-1.png', 'samples/picture.png'])
    assert.ok(names.split('\n').includes(name), names);
});

test('without a server, a browser or FFmpeg the materials say what is missing and are made all the same', async () => {
  const out = join(hegui.folder, 'bare');
  const args = ['label', 'materials', '--service', serviceId, '--out', out, '--url', 'http://127.0.0.1:9', '--json'];
  const ended = await runHegui(args, { ...hegui.settings, HEGUI_FFMPEG: '/nowhere/ffmpeg' });
  assert.equal(ended.code, 0, ended.stderr + ended.stdout);
  const told = toldSchema.parse(JSON.parse(ended.stdout));
  assert.deepEqual([told.screenshots, told.missing.length, told.hasAnswer], ['none', 2, false]);
  const text = textOfPdf(readFileSync(join(out, 'materials.pdf')));
  assert.ok(
    text.includes('没有浏览器截图') && text.includes('没有样例视频') && text.includes('未能向本服务的模型提问'),
    text.slice(0, 2_000),
  );
  assert.deepEqual(readdirSync(join(out, 'samples')).sort(), OTHER_SAMPLES);
  for (const name of OTHER_SAMPLES.filter((sample) => !sample.endsWith('.json')))
    await assertOurs(name, Buffer.from(readFileSync(join(out, 'samples', name))));
});

test('a service that is not there and a picture that is none are refused by name', async () => {
  const send = async (body: object) => {
    const answer = await admin.send('POST', '/api/label/materials', body);
    return [answer.status, z.object({ code: z.string() }).parse(await answer.json()).code];
  };
  assert.deepEqual(await send({ service: 'svc_none' }), [404, 'E_NOT_FOUND']);
  const pictures = [{ caption: 'x', base64: Buffer.from('no picture').toString('base64') }];
  assert.deepEqual(await send({ service: serviceId, pictures }), [400, 'E_REQUEST_INVALID']);
  assert.equal((await hegui.run(['label', 'materials', '--service', 'none', '--out', 'x'])).code, 2);
});

async function madeEntry(pack: string) {
  const page = await admin.send('GET', '/api/evidence/entries?kind=label-materials.made&limit=50');
  const { items } = z.object({ items: z.array(z.object({ body: z.string() })) }).parse(await page.json());
  const data = z.object({
    pack: z.string(),
    pictures: z.int(),
    files: z.array(z.object({ path: z.string(), digest: z.string() })),
  });
  const entries = items.map(({ body }) => z.object({ data }).parse(JSON.parse(body)).data);
  return entries.find((entry) => entry.pack === pack) ?? assert.fail('no entry');
}
