import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { z } from 'zod';
import { fileMarker } from '../../app/media-labels.ts';
import { drawPicture } from '../../demonstration/draw-picture.ts';
import { makeSound } from '../../demonstration/make-sound.ts';
import { bytesSource, verifyFile } from '../../label/index.ts';
import { verifyPictureMark } from '../../marks/index.ts';
import { API_KEY, type Behaviour, type Harness, startHarness } from '../testing/harness.ts';

const MARK = '（本内容由AI生成）';
const ASK = { model: 'm', messages: [{ role: 'user', content: '你好' }] };
const READER = { 'x-hegui-user': 'reader' };
const OMIT = { 'x-hegui-explicit-label': 'omit' };
const picture = drawPicture('测试', 256, 256);
const errorSchema = z.object({ error: z.object({ message: z.string(), param: z.string(), code: z.string() }) });
const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })),
  hegui: z.object({ exchange: z.string(), explicit: z.string().optional() }),
});
const pictureSchema = z.object({
  data: z.array(z.object({ b64_json: z.string() })),
  hegui: z.object({ produced: z.array(z.object({ produce_id: z.string(), explicit: z.string() })) }),
});

const says: Behaviour = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      id: 'x',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: '您好。' }, finish_reason: 'stop' }],
    }),
  );
const paints: Behaviour = (_request, response) =>
  void response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ created: 1, data: [{ b64_json: picture.toString('base64') }] }));
const sings: Behaviour = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'audio/wav' }).end(makeSound('测试'));

let harness: Harness;
before(async () => {
  harness = await startHarness({ media: { marker: fileMarker } });
});
afterEach(() => {
  harness.lifts.open.length = 0;
  harness.lifts.noted.length = 0;
  harness.lifts.failure = null;
  harness.records.closed.length = 0;
  harness.labels.registered.length = 0;
});
after(() => harness.close());

const accept = (headers: Record<string, string> = READER, body: object = { agreement: '1', accepted: true }) =>
  harness.post('/v1/hegui/label-requests', body, { headers });
const chat = async (headers: Record<string, string>, body: object = ASK) =>
  await harness.post('/v1/chat/completions', body, { headers });
const contentOf = async (answer: Response) => answerSchema.parse(await answer.json());

test('an accepted agreement alone takes no mark off: the request has to ask for it [labelling-measures#9]', async () => {
  harness.upstream = says;
  assert.equal((await accept()).status, 201);
  const marked = await contentOf(await chat(READER));
  assert.ok(marked.choices[0]?.message.content.endsWith(MARK));
  assert.equal(marked.hegui.explicit, undefined);
  const lifted = await contentOf(await chat({ ...READER, ...OMIT }));
  assert.equal(lifted.choices[0]?.message.content, '您好。');
  assert.equal(lifted.hegui.explicit, 'none');
  assert.deepEqual(
    harness.lifts.noted.map(({ exchangeId, produceId, kind, lift }) => [exchangeId, produceId, kind, lift.endUser]),
    [[lifted.hegui.exchange, lifted.hegui.exchange, 'text', 'pseudonym:svc_test:reader']],
  );
  assert.deepEqual(harness.records.closed[1]?.evidence.label, {
    explicit: 'none',
    explicitReason: 'lifted',
    produceId: lifted.hegui.exchange,
  });
});

test('a stream that is lifted carries its implicit label and no mark', async () => {
  harness.upstream = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(
      'data: {"choices":[{"index":0,"delta":{"content":"您好。"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    );
  };
  await accept();
  const answer = await chat({ ...READER, ...OMIT }, { ...ASK, stream: true });
  const text = await answer.text();
  assert.ok(text.includes('您好。') && !text.includes('AI生成'), text);
  assert.match(answer.headers.get('x-hegui-aigc') ?? '', /"ProduceID":"exc_/);
  assert.equal(harness.lifts.noted.length, 1);
});

test('whoever is not named or did not ask gets no content and a reason in both languages', async () => {
  harness.upstream = says;
  const before = harness.forwarded.length;
  for (const [headers, field] of [
    [OMIT, 'x-hegui-user'],
    [{ ...OMIT, ...READER }, 'x-hegui-explicit-label'],
  ] as const) {
    const answer = await chat(headers);
    const { error } = errorSchema.parse(await answer.json());
    assert.deepEqual([answer.status, error.code, error.param], [403, 'E_LABEL_LIFT_REFUSED', field]);
    assert.match(error.message, /[\u4e00-\u9fff].* · .*[a-z]/);
  }
  assert.equal(harness.forwarded.length, before);
});

test('another word in the header, or an endpoint without content, is refused naming the header', async () => {
  await accept();
  for (const [path, said] of [
    ['/v1/chat/completions', 'yes'],
    ['/v1/embeddings', 'omit'],
  ] as const) {
    const answer = await harness.post(path, ASK, { headers: { ...READER, 'x-hegui-explicit-label': said } });
    assert.equal(answer.status, 400);
    assert.equal(errorSchema.parse(await answer.json()).error.param, 'x-hegui-explicit-label');
  }
});

test('what cannot be written down is not shown, and its exchange ends as failed', async () => {
  harness.upstream = says;
  await accept();
  harness.lifts.failure = new Error('no database');
  const answer = await chat({ ...READER, ...OMIT });
  assert.equal(answer.status, 503);
  assert.equal((await answer.text()).includes('您好'), false);
  assert.deepEqual(
    harness.records.closed.map(({ evidence }) => [evidence.outcome, evidence.reason]),
    [['failed', 'record-failed']],
  );
});

test('a refused prompt is answered in our own words, and nothing is noted as lifted', async () => {
  await accept();
  const answer = await chat({ ...READER, ...OMIT }, { ...ASK, messages: [{ role: 'user', content: '禁词甲' }] });
  assert.equal(answer.status, 200);
  assert.equal(harness.lifts.noted.length, 0);
});

test('a lifted picture has its implicit label only, and is registered with whom it went to', async () => {
  harness.upstream = paints;
  await accept();
  const ask = async (headers: Record<string, string>) => {
    const answer = await harness.post('/v1/images/generations', { model: 'm', prompt: '茶' }, { headers });
    const { data, hegui } = pictureSchema.parse(await answer.json());
    return { bytes: Buffer.from(data[0]?.b64_json ?? '', 'base64'), produced: hegui.produced[0] };
  };
  const marked = await ask(READER);
  assert.equal((await verifyPictureMark(marked.bytes, { mark: MARK })).kind, 'found');
  assert.equal(marked.produced?.explicit, 'file');
  const lifted = await ask({ ...READER, ...OMIT });
  assert.notEqual((await verifyPictureMark(lifted.bytes, { mark: MARK })).kind, 'found');
  assert.equal((await verifyFile(bytesSource(lifted.bytes), null)).kind, 'conformant');
  assert.equal(lifted.produced?.explicit, 'none');
  const [, registered] = harness.labels.registered;
  assert.deepEqual(
    [registered?.explicitReason, registered?.lift?.endUser, registered?.lift?.agreement],
    ['lifted', 'pseudonym:svc_test:reader', '1'],
  );
});

test('a lifted sound begins with its own first sample and says that it has no mark', async () => {
  harness.upstream = sings;
  await accept();
  const ask = async (headers: Record<string, string>) =>
    await harness.post('/v1/audio/speech', { model: 'm', input: '茶', response_format: 'wav' }, { headers });
  const [marked, lifted] = [await ask(READER), await ask({ ...READER, ...OMIT })];
  assert.deepEqual([marked.headers.get('x-hegui-explicit'), lifted.headers.get('x-hegui-explicit')], ['file', 'none']);
  const [long, short] = [(await marked.arrayBuffer()).byteLength, (await lifted.arrayBuffer()).byteLength];
  assert.ok(long > short + 10_000, `${long} ${short}`);
});

test('an agreement has to be accepted in so many words, by a named user, and can be withdrawn', async () => {
  for (const body of [{ agreement: '1' }, { agreement: '1', accepted: 'yes' }, { accepted: true }])
    assert.equal((await accept(READER, body)).status, 400);
  assert.equal((await accept({})).status, 403);
  assert.equal((await accept({}, { agreement: '1', accepted: true, user: 'reader' })).status, 201);
  const asked = async (method: string, headers: Record<string, string> = READER) => {
    const url = `${harness.url}/v1/hegui/label-requests`;
    const answer = await fetch(url, { method, headers: { authorization: `Bearer ${API_KEY}`, ...headers } });
    return {
      status: answer.status,
      body: z.object({ data: z.array(z.looseObject({})) }).safeParse(await answer.json()),
    };
  };
  assert.equal((await asked('GET')).body.data?.data.length, 1);
  assert.equal((await asked('GET', {})).status, 403);
  assert.equal((await asked('DELETE')).body.data?.data.length, 1);
  assert.equal((await asked('GET')).body.data?.data.length, 0);
  assert.equal((await asked('PUT')).status, 405);
});
