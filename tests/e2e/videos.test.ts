import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import OpenAI, { toFile } from 'openai';
import { z } from 'zod';
import { aigcSchema, defaultPolicy, producedContentSchema, producedLookupSchema } from '../../src/contract/index.ts';
import { drawPicture } from '../../src/demonstration/draw-picture.ts';
import { exiftoolValue } from '../../src/label/testing/outside-readers.ts';
import { verifyFilmMark, verifyPictureMark } from '../../src/marks/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';
import { ServerProcess } from '../support/server-process.ts';

const BLOCKED = '禁词甲';
const MODEL = 'hegui-demo-film';
const READY_MS_MAX = 90_000;
const heguiSchema = z.object({
  exchange: z.string(),
  produced: z
    .array(z.object({ produce_id: z.string(), media_type: z.string(), aigc: aigcSchema, explicit: z.string() }))
    .optional(),
});

let hegui: HeguiUnderTest;
let client: OpenAI;
let admin: Admin;

before(async () => {
  hegui = await startHegui();
  // A poll may meet a connection that the server has just let go of.
  client = new OpenAI({ baseURL: hegui.baseUrl, apiKey: hegui.apiKey, maxRetries: 3 });
  admin = await setUp(hegui);
  await importTerms(hegui, [BLOCKED]);
  await waitUntil(
    async () =>
      (await hegui.post('/moderations', { input: BLOCKED }).then((answer) => answer.text())).includes('"flagged":true'),
    'the term is live',
    5_000,
  );
});
after(() => hegui.stop());

const heguiOf = (video: object) => heguiSchema.parse(Reflect.get(video, 'hegui'));

async function ready(id: string, of: OpenAI = client): Promise<OpenAI.Video> {
  let video = await of.videos.retrieve(id);
  await waitUntil(
    async () => {
      video = await of.videos.retrieve(id);
      return video.status === 'completed' || video.status === 'failed';
    },
    `the film ${id} ends`,
    READY_MS_MAX,
  );
  return video;
}

async function contentOf(id: string): Promise<{ bytes: Buffer; response: Response }> {
  const response = await client.videos.downloadContent(id);
  return { bytes: Buffer.from(await response.arrayBuffer()), response };
}

const is = (status: number, code?: string) => (error: unknown) =>
  error instanceof OpenAI.APIError && error.status === status && (code === undefined || error.code === code);

test('a film asked for by the official client comes back marked from its first frame, labelled, registered and recorded', async () => {
  const created = await client.videos.create({ model: MODEL, prompt: '山中的茶园', seconds: '4', size: '1280x720' });
  assert.match(created.id, /^vid_[0-9A-Z]{26}$/);
  assert.deepEqual([created.object, created.status, created.prompt], ['video', 'queued', '山中的茶园']);
  await assert.rejects(client.videos.downloadContent(created.id), is(409, 'E_VIDEO_PENDING'));
  const video = await ready(created.id);
  assert.deepEqual([video.status, video.error, video.progress, video.seconds], ['completed', null, 100, '4']);
  assert.ok((video.expires_at ?? 0) - (video.completed_at ?? 0) === 24 * 3_600);
  const { exchange, produced } = heguiOf(video);
  const number = produced?.[0]?.produce_id ?? '';
  const { bytes, response } = await contentOf(video.id);
  assert.equal(response.headers.get('content-type'), 'video/mp4');
  assert.equal(Number(response.headers.get('content-length')), bytes.length);
  const path = join(hegui.folder, 'film.mp4');
  writeFileSync(path, bytes);
  const label = produced?.[0]?.aigc.AIGC;
  assert.deepEqual(JSON.parse(exiftoolValue(bytes, 'film.mp4', 'Keys:AIGC')), label);
  const probe = spawnSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', path], { encoding: 'utf8' });
  const { format } = z
    .object({ format: z.object({ tags: z.looseObject({ AIGC: z.string() }) }) })
    .parse(JSON.parse(probe.stdout));
  assert.deepEqual(JSON.parse(format.tags.AIGC), label);
  assert.equal(label?.ProduceID, number);
  const mark = await verifyFilmMark(path, { mark: defaultPolicy.label.text });
  assert.ok(mark.kind === 'found' && mark.isHighEnough && mark.isLongEnough, JSON.stringify(mark));
  const first = spawnSync('ffmpeg', [
    '-v',
    'error',
    '-i',
    path,
    '-frames:v',
    '1',
    '-f',
    'image2pipe',
    '-c:v',
    'png',
    '-',
  ]);
  assert.equal((await verifyPictureMark(first.stdout, { mark: defaultPolicy.label.text })).kind, 'found');
  const lookup = producedLookupSchema.parse(
    await (await admin.send('POST', '/api/produced/lookup', Buffer.from(bytes))).json(),
  );
  assert.deepEqual([lookup.finding, lookup.produceId], ['ours', number]);
  const content = producedContentSchema.parse(await (await admin.send('GET', `/api/produced/${number}`)).json());
  assert.deepEqual(
    [content.kind, content.exchangeId, content.model, content.explicit],
    ['film', exchange, MODEL, true],
  );
  const out = `${hegui.folder}/bundle.jsonl`;
  assert.equal((await hegui.run(['evidence', 'export', '--out', out])).code, 0);
  const kinds = gunzipSync(readFileSync(out))
    .toString('utf8')
    .split('\n')
    .filter((line) => line.includes(exchange))
    .map((line) => /(request\.opened|response\.closed|video\.\w+|content\.labelled)/.exec(line)?.[0]);
  assert.deepEqual(kinds, ['request.opened', 'video.accepted', 'content.labelled', 'video.ended', 'response.closed']);
  assert.equal((await hegui.run(['verify', out])).code, 0);
  assert.deepEqual(readdirSync(join(hegui.settings.HEGUI_DATA ?? '', 'work')), []);
});

test('a picture of a film is a labelled picture of its own, and what the upstream does not have is not found', async () => {
  const [film] = (await client.videos.list({ limit: 1 })).data;
  const response = await client.videos.downloadContent(film?.id ?? '', { variant: 'thumbnail' });
  const bytes = Buffer.from(await response.arrayBuffer());
  const { AIGC } = aigcSchema.parse(JSON.parse(response.headers.get('x-hegui-aigc') ?? ''));
  assert.deepEqual(JSON.parse(exiftoolValue(bytes, 'a.png', 'XMP-TC260:AIGC')), AIGC);
  assert.equal((await verifyPictureMark(bytes, { mark: defaultPolicy.label.text })).kind, 'found');
  const content = producedContentSchema.parse(
    await (await admin.send('GET', `/api/produced/${AIGC.ProduceID}`)).json(),
  );
  assert.equal(content.kind, 'picture');
  await assert.rejects(client.videos.downloadContent(film?.id ?? '', { variant: 'spritesheet' }), is(404));
});

test('a blocked term in the prompt, or in the name of the file beside it, is refused before anything is forwarded', async () => {
  await assert.rejects(
    client.videos.create({ model: MODEL, prompt: `拍${BLOCKED}` }),
    is(400, 'content_policy_violation'),
  );
  const named = await toFile(drawPicture('原图', 64, 64), `${BLOCKED}.png`, { type: 'image/png' });
  await assert.rejects(
    client.videos.create({ model: MODEL, prompt: '山', input_reference: named }),
    is(400, 'content_policy_violation'),
  );
  const fit = await toFile(drawPicture('原图', 64, 64), 'a.png', { type: 'image/png' });
  assert.equal((await client.videos.create({ model: MODEL, prompt: '山', input_reference: fit })).status, 'queued');
});

test('another key is told that there is no such film, and sees none in its list', async () => {
  const { id } = await client.videos.create({ model: MODEL, prompt: '湖' });
  const { stdout } = await hegui.run(['keys', 'create', '--json']);
  const other = hegui.client(z.looseObject({ key: z.string() }).parse(JSON.parse(stdout)).key);
  await waitUntil(async () => (await other.models.list().catch(() => null)) !== null, 'the key is live', 5_000);
  for (const ask of ['retrieve', 'downloadContent', 'delete'] as const)
    await assert.rejects(other.videos[ask](id), is(404, 'E_NOT_FOUND'));
  assert.deepEqual((await other.videos.list()).data, []);
  const mine = await client.videos.list({ limit: 2 });
  assert.deepEqual([mine.data[0]?.id, mine.data.length, mine.has_more], [id, 2, true]);
  const all: string[] = [];
  for await (const video of client.videos.list({ limit: 2, order: 'asc' })) all.push(video.id);
  assert.deepEqual(all, [...new Set(all)].sort());
  assert.equal(all.at(-1), id);
});

test('a film that was asked for before the server was killed is made by the next one', async () => {
  const { id } = await client.videos.create({ model: MODEL, prompt: '海上日出' });
  await hegui.server.kill();
  const next = await ServerProcess.start(hegui.settings);
  try {
    const again = new OpenAI({ baseURL: next.baseUrl, apiKey: hegui.apiKey, maxRetries: 0 });
    const video = await ready(id, again);
    assert.deepEqual([video.status, video.prompt], ['completed', '海上日出']);
    const bytes = Buffer.from(await (await again.videos.downloadContent(id)).arrayBuffer());
    assert.equal(
      JSON.parse(exiftoolValue(bytes, 'a.mp4', 'Keys:AIGC')).ProduceID,
      heguiOf(video).produced?.[0]?.produce_id,
    );
    assert.deepEqual(await again.videos.delete(id), { id, object: 'video.deleted', deleted: true });
    await assert.rejects(again.videos.retrieve(id), is(404));
    await assert.rejects(again.videos.downloadContent(id), is(404));
  } finally {
    await next.stop();
  }
});
