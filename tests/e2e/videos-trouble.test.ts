import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import OpenAI from 'openai';
import {
  labelLiftsPageSchema,
  labelWithheldSchema,
  producedContentSchema,
  serviceSchema,
} from '../../src/contract/index.ts';
import { makeFilm } from '../../src/demonstration/film/make-film.ts';
import {
  S3_ACCESS_KEY_ID,
  S3_BUCKET,
  S3_REGION,
  S3_SECRET_ACCESS_KEY,
  startS3Server,
} from '../../src/files/testing/s3-server.ts';
import { exiftoolValue, packetHash } from '../../src/label/testing/outside-readers.ts';
import { verifyFilmMark } from '../../src/marks/index.ts';
import { afterTest } from '../../src/store/testing/folders.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';
import { acceptAgreement, OMIT, withdrawAcceptance } from '../support/lifts.ts';

const BLOCKED = '禁词甲';
const MARK = '（本内容由AI生成）';
const READY_MS_MAX = 90_000;
const film = makeFilm('测试', 2, 320, 192);
/** Whether the upstream says of films of this prompt that they are still being made. */
const held = new Set<string>();

/** An upstream whose jobs end as their prompts say; the prompt is in the job's number, so that it keeps nothing. */
async function startUpstream(t: TestContext): Promise<{ baseUrl: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    asked.push(`${request.method} ${request.url}`);
    answer(request, response, Buffer.concat(chunks));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterTest(t, () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { baseUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1`, asked };
}

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const json = (status: number, value: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  const path = new URL(request.url ?? '', 'http://any').pathname;
  if (request.method === 'POST') {
    const prompt = /name="prompt"\r\n\r\n([\w-]+)/.exec(body.toString('latin1'))?.[1];
    json(200, { id: `up-${prompt}`, object: 'video', status: 'queued', progress: 0, seconds: '2', size: '320x192' });
    return;
  }
  const [, prompt = '', action] = /^\/v1\/videos\/up-([\w-]+)(\/content)?$/.exec(path) ?? [];
  if (path === '/lies/film.mp4') response.end(film);
  else if (request.method === 'DELETE') json(200, { id: `up-${prompt}`, object: 'video.deleted', deleted: true });
  else if (action === undefined) {
    const failed = { status: 'failed', error: { code: 'moderation_blocked', message: FAILURES[prompt] } };
    const status = held.has(prompt) ? 'in_progress' : 'completed';
    json(200, { id: `up-${prompt}`, object: 'video', ...(prompt in FAILURES ? failed : { status }) });
  } else if (prompt === 'text') response.end('no film at all, but a sentence');
  else if (prompt === 'huge') response.end(Buffer.alloc(3_000_000));
  else if (prompt === 'own') response.writeHead(302, { location: '/lies/film.mp4' }).end();
  else if (prompt === 'private') response.writeHead(302, { location: 'http://127.0.0.1:9/film.mp4' }).end();
  else response.end(film);
}

const FAILURES: Readonly<Record<string, string>> = { plain: 'try other words', blocked: `not with ${BLOCKED}` };

async function begin(client: OpenAI, prompt: string, headers: Record<string, string> = {}): Promise<string> {
  const reference = { image_url: 'https://a.example/b.png' };
  return (await client.videos.create({ model: 'any', prompt, input_reference: reference }, { headers })).id;
}

async function make(client: OpenAI, prompt: string, headers: Record<string, string> = {}): Promise<OpenAI.Video> {
  return await ready(client, await begin(client, prompt, headers));
}

async function ready(client: OpenAI, id: string): Promise<OpenAI.Video> {
  let video = await client.videos.retrieve(id);
  await waitUntil(
    async () => {
      video = await client.videos.retrieve(id);
      return video.status === 'completed' || video.status === 'failed';
    },
    `the film ${id} ends`,
    READY_MS_MAX,
  );
  return video;
}

async function open(
  t: TestContext,
  settings: Record<string, string>,
): Promise<{ hegui: HeguiUnderTest; admin: Admin; asked: string[] }> {
  const { baseUrl, asked } = await startUpstream(t);
  const hegui = await startHegui({ init: ['--upstream', baseUrl], settings });
  afterTest(t, () => hegui.stop());
  return { hegui, admin: await setUp(hegui), asked };
}

// A poll may meet a connection that the server has just let go of.
const clientOf = ({ baseUrl, apiKey }: HeguiUnderTest): OpenAI =>
  new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 3 });

const bytesOf = async (client: OpenAI, id: string): Promise<Buffer> =>
  Buffer.from(await (await client.videos.downloadContent(id)).arrayBuffer());

test('films lie sealed in a bucket; what fails, is no film, too large or elsewhere ends with its reason and nothing leaves', {
  timeout: 4 * 60_000,
}, async (t) => {
  const bucket = await startS3Server();
  afterTest(t, () => bucket.close());
  const { hegui, admin, asked } = await open(t, {
    HEGUI_FILES: 's3',
    HEGUI_S3_ENDPOINT: bucket.endpoint,
    HEGUI_S3_REGION: S3_REGION,
    HEGUI_S3_BUCKET: S3_BUCKET,
    HEGUI_S3_ACCESS_KEY_ID: S3_ACCESS_KEY_ID,
    HEGUI_S3_SECRET_ACCESS_KEY: S3_SECRET_ACCESS_KEY,
    HEGUI_FILM_BYTES_MAX: '2000000',
  });
  await importTerms(hegui, [BLOCKED]);
  const client = clientOf(hegui);
  const own = await make(client, 'own');
  assert.equal(own.status, 'completed', JSON.stringify(own.error));
  assert.deepEqual([...bucket.objects.keys()].length, 1);
  const [stored] = [...bucket.objects.values()];
  const bytes = await bytesOf(client, own.id);
  assert.equal(JSON.parse(exiftoolValue(bytes, 'a.mp4', 'Keys:AIGC')).Label, '1');
  assert.equal(stored?.bytes.includes(bytes.subarray(0, 64)), false);
  const codes: [string, string, RegExp][] = [
    ['plain', 'moderation_blocked', /^try other words$/],
    ['blocked', 'moderation_blocked', /^the upstream could not make the film$/],
    ['huge', 'content_withheld', /larger than it may be/],
    ['text', 'content_withheld', /withheld/],
    ['private', 'content_withheld', /could not be fetched/],
  ];
  for (const [prompt, code, message] of codes) {
    const video = await make(client, prompt);
    assert.deepEqual([video.status, video.error?.code], ['failed', code], prompt);
    assert.match(video.error?.message ?? '', message, prompt);
    await assert.rejects(client.videos.downloadContent(video.id), OpenAI.ConflictError);
  }
  assert.equal(bucket.objects.size, 1);
  const { items } = labelWithheldSchema.parse(await (await admin.send('GET', '/api/labels/withheld')).json());
  assert.deepEqual(
    items.map(({ reason }) => reason),
    ['fetch', 'unmarked', 'too-large'],
  );
  assert.ok(items.every(({ kind }) => kind === 'film'));
  await client.videos.delete(own.id);
  assert.equal(bucket.objects.size, 0);
  assert.ok(asked.includes('DELETE /v1/videos/up-own'));
  await t.test('a film leaves without its mark for whom it may, and with it once that was taken back', () =>
    checkLiftedFilms(hegui, admin, client),
  );
});

/** @law labelling-measures#9 */
async function checkLiftedFilms(hegui: HeguiUnderTest, admin: Admin, client: OpenAI): Promise<void> {
  const may = (error: unknown) => error instanceof OpenAI.APIError && error.code === 'E_LABEL_LIFT_REFUSED';
  await assert.rejects(begin(client, 'good', OMIT), may);
  await acceptAgreement(hegui, admin);
  const lifted = await make(client, 'good', OMIT);
  const bytes = await bytesOf(client, lifted.id);
  const {
    exchange,
    produced: [said],
  } = Object(Reflect.get(lifted, 'hegui'));
  assert.deepEqual([said.explicit, said.mark], ['none', undefined]);
  assert.equal(JSON.parse(exiftoolValue(bytes, 'a.mp4', 'Keys:AIGC')).ProduceID, said.produce_id);
  // The very film that the upstream made, to the packet.
  assert.equal(packetHash(bytes, 'a.mp4'), packetHash(film, 'a.mp4'));
  const found = await admin.send('GET', `/api/label/lifts?search=${said.produce_id}`);
  const [row, ...others] = labelLiftsPageSchema.parse(await found.json()).items;
  assert.deepEqual([row?.exchangeId, row?.kind, row?.agreement, others.length], [exchange, 'film', '2026-11', 0]);
  assert.ok(Date.parse(row?.expiresAt ?? '') - Date.parse(row?.at ?? '') >= 181 * 86_400_000);
  const registered = await admin.send('GET', `/api/produced/${said.produce_id}`);
  const content = producedContentSchema.parse(await registered.json());
  assert.deepEqual([content.explicit, content.explicitReason], [false, 'lifted']);

  held.add('held');
  const id = await begin(client, 'held', OMIT);
  await withdrawAcceptance(hegui);
  held.delete('held');
  const marked = await ready(client, id);
  const { produced } = Object(Reflect.get(marked, 'hegui'));
  assert.equal(produced[0].explicit, 'file');
  const path = join(hegui.folder, 'marked.mp4');
  writeFileSync(path, await bytesOf(client, id));
  assert.equal((await verifyFilmMark(path, { mark: MARK })).kind, 'found');
}

test('without FFmpeg the policy decides: the film is withheld, or leaves with its implicit label alone', {
  timeout: 3 * 60_000,
}, async (t) => {
  const { hegui, admin } = await open(t, { HEGUI_FFMPEG: '/nowhere/ffmpeg' });
  const client = clientOf(hegui);
  const withheld = await make(client, 'good');
  assert.equal(withheld.error?.code, 'content_withheld');
  assert.match(withheld.error?.message ?? '', /should check FFmpeg/);
  const [service] = serviceSchema.array().parse(await (await admin.send('GET', '/api/services')).json());
  const policy = { ...service?.policy, label: { ...service?.policy.label, filmWithoutMark: 'interface' } };
  const changed = await admin.send('PATCH', `/api/services/${service?.id}`, {
    policy,
    policyVersion: service?.policyVersion,
  });
  assert.ok(changed.ok, await changed.text());
  let video = withheld;
  await waitUntil(
    async () => {
      video = await make(client, 'good');
      return video.status === 'completed';
    },
    'the policy is live',
    READY_MS_MAX,
  );
  const { produced } = Object(Reflect.get(video, 'hegui'));
  assert.deepEqual([produced[0].explicit, produced[0].mark], ['interface', MARK]);
  assert.equal(
    JSON.parse(exiftoolValue(await bytesOf(client, video.id), 'a.mp4', 'Keys:AIGC')).ProduceID,
    produced[0].produce_id,
  );
});
