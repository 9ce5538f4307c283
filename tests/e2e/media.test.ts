import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import OpenAI, { toFile } from 'openai';
import { z } from 'zod';
import {
  aigcSchema,
  defaultPolicy,
  exchangeDetailSchema,
  producedContentSchema,
  producedLookupSchema,
} from '../../src/contract/index.ts';
import { drawPicture } from '../../src/demonstration/draw-picture.ts';
import { exiftoolValue } from '../../src/label/testing/outside-readers.ts';
import { verifyPictureMark, verifySoundMark } from '../../src/marks/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';

const BLOCKED = '禁词甲';
const PROMPT = { model: 'hegui-demo-picture', prompt: '山中的茶园', size: '256x256' } as const;
const heguiSchema = z.object({
  exchange: z.string(),
  produced: z.array(z.object({ produce_id: z.string(), aigc: aigcSchema, explicit: z.string() })),
});

let hegui: HeguiUnderTest;
let client: OpenAI;
let admin: Admin;

before(async () => {
  hegui = await startHegui();
  client = hegui.client();
  admin = await setUp(hegui);
  await importTerms(hegui, [BLOCKED]);
  await waitUntil(
    async () => (await hegui.post('/images/generations', { ...PROMPT, prompt: BLOCKED })).status === 400,
    'the term is live',
    5_000,
  );
});
after(() => hegui.stop());

const producedOf = (answer: object) => heguiSchema.parse(Reflect.get(answer, 'hegui'));

async function assertOurs(file: Buffer<ArrayBuffer>, number: string, exchange: string, model: string): Promise<void> {
  const found = await admin.send('GET', `/api/produced/${number}`);
  const content = producedContentSchema.parse(await found.json());
  assert.deepEqual([content.produceId, content.exchangeId, content.model], [number, exchange, model]);
  const lookup = producedLookupSchema.parse(await (await admin.send('POST', '/api/produced/lookup', file)).json());
  assert.deepEqual([lookup.finding, lookup.produceId], ['ours', number]);
  const read = await admin.send('GET', `/api/exchanges/${content.exchangeId}`);
  const { produced } = exchangeDetailSchema.parse(await read.json());
  assert.ok(produced.some(({ produceId }) => produceId === number));
}

const readLabel = (file: Uint8Array, name: string, tag: string): unknown =>
  JSON.parse(exiftoolValue(file, name, tag).replace(/\0$/, ''));

test('a picture comes back marked and labelled for the official client, and its number is in the register', async () => {
  const { data, response } = await client.images.generate(PROMPT).withResponse();
  const file = Buffer.from(data.data?.[0]?.b64_json ?? '', 'base64');
  const { produced, exchange } = producedOf(data);
  assert.equal(exchange, response.headers.get('x-request-id'));
  assert.deepEqual(readLabel(file, 'a.png', 'XMP-TC260:AIGC'), produced[0]?.aigc.AIGC);
  assert.equal(produced[0]?.aigc.AIGC.ContentProducer.length, 27);
  assert.equal(produced[0]?.explicit, 'file');
  const mark = await verifyPictureMark(file, { mark: defaultPolicy.label.text });
  assert.deepEqual([mark.kind, mark.kind === 'found' && mark.isHighEnough], ['found', true]);
  await assertOurs(file, produced[0]?.produce_id ?? '', exchange, PROMPT.model);
  assert.match(data.data?.[0]?.revised_prompt ?? '', /demonstration/);
});

test('pictures at addresses are fetched, labelled and handed out by Hegui to anyone who has the address', async () => {
  const answer = await client.images.generate({ ...PROMPT, n: 2, response_format: 'url' });
  const { produced, exchange } = producedOf(answer);
  assert.equal(produced.length, 2);
  for (const [index, { produce_id: number, aigc }] of produced.entries()) {
    const url = answer.data?.[index]?.url ?? '';
    assert.ok(url.startsWith(`${hegui.baseUrl}/produced/`), url);
    const served = await fetch(url);
    const file = Buffer.from(await served.arrayBuffer());
    assert.deepEqual(readLabel(file, 'a.png', 'XMP-TC260:AIGC'), aigc.AIGC);
    await assertOurs(file, number, exchange, PROMPT.model);
  }
});

test('an edited picture comes back labelled too', async () => {
  const image = await toFile(drawPicture('原图', 64, 64), 'a.png', { type: 'image/png' });
  const answer = await client.images.edit({ ...PROMPT, image });
  const file = Buffer.from(answer.data?.[0]?.b64_json ?? '', 'base64');
  const { produced, exchange } = producedOf(answer);
  assert.deepEqual(readLabel(file, 'a.png', 'XMP-TC260:AIGC'), produced[0]?.aigc.AIGC);
  await assertOurs(file, produced[0]?.produce_id ?? '', exchange, PROMPT.model);
});

test('a sound comes back marked and labelled, and its number is in the register', async () => {
  const model = 'hegui-demo-sound';
  const asked = { model, voice: 'alloy', input: '山中的茶园', response_format: 'wav' } as const;
  const response = await client.audio.speech.create(asked);
  const file = Buffer.from(await response.arrayBuffer());
  const { AIGC: label } = aigcSchema.parse(JSON.parse(response.headers.get('x-hegui-aigc') ?? ''));
  assert.deepEqual(readLabel(file, 'a.wav', 'Unknown_AIGC'), label);
  assert.equal(response.headers.get('x-hegui-explicit'), 'file');
  assert.equal((await verifySoundMark(file)).kind, 'found');
  await assertOurs(file, label.ProduceID, response.headers.get('x-request-id') ?? '', model);
});

test('a refused prompt is content_policy_violation for pictures and for speech', async () => {
  for (const asked of [
    client.images.generate({ ...PROMPT, prompt: `画${BLOCKED}` }),
    client.audio.speech.create({ model: 'hegui-demo-sound', voice: 'alloy', input: `说${BLOCKED}` }),
  ])
    await assert.rejects(
      asked,
      (error: unknown) =>
        error instanceof OpenAI.BadRequestError &&
        error.code === 'content_policy_violation' &&
        !error.message.includes(BLOCKED),
    );
});

test('the log proves each file: labelled before its exchange was closed, under the digest that the register has', async () => {
  const answer = await client.images.generate(PROMPT);
  const number = producedOf(answer).produced[0]?.produce_id ?? '';
  const out = `${hegui.folder}/bundle.jsonl`;
  const { code, stderr } = await hegui.run(['evidence', 'export', '--out', out]);
  assert.equal(code, 0, stderr);
  const lines = gunzipSync(readFileSync(out)).toString('utf8').split('\n');
  const kinds = lines
    .filter((line) => line.includes(number))
    .map((line) => /content\.labelled|response\.closed/.exec(line)?.[0]);
  assert.deepEqual(kinds, ['content.labelled', 'response.closed']);
  assert.equal((await hegui.run(['verify', out])).code, 0);
});
