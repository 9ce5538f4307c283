import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import OpenAI, { toFile } from 'openai';
import { z } from 'zod';
import { aigcSchema } from '../../contract/index.ts';
import { drawPicture } from '../../demonstration/draw-picture.ts';
import { HeguiError } from '../../kernel/index.ts';
import { bytesSource, verifyFile } from '../../label/index.ts';
import { decodedHash, exiftool, ffmpegSample } from '../../label/testing/outside-readers.ts';
import {
  API_KEY,
  type Behaviour,
  GATEWAY_URL,
  type Harness,
  type HarnessOptions,
  startHarness,
} from '../testing/harness.ts';

const picture = drawPicture('测试', 64, 48);
const PROMPT = { model: 'm', prompt: '山中的茶园' };

const heguiSchema = z.object({
  exchange: z.string(),
  produced: z.array(
    z.object({
      index: z.int(),
      produce_id: z.string(),
      media_type: z.string(),
      aigc: aigcSchema,
      explicit: z.string(),
      mark: z.string().optional(),
    }),
  ),
});
const outputSchema = z.looseObject({ output: z.array(z.looseObject({ shown: z.string().nullable() })) });
const producedOf = (answer: object) => heguiSchema.parse(Reflect.get(answer, 'hegui')).produced;

async function open(t: TestContext, upstream: Behaviour, options: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness(options);
  t.after(() => harness.close());
  harness.upstream = upstream;
  return harness;
}

const clientOf = ({ url }: Harness): OpenAI => new OpenAI({ apiKey: API_KEY, baseURL: `${url}/v1`, maxRetries: 0 });

const sendJson = (response: ServerResponse, body: object): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** An upstream whose answer holds these pictures in their own characters. */
const painting =
  (files: readonly Uint8Array[], item: object = {}, extra: object = {}): Behaviour =>
  (_request, response) => {
    const data = files.map((file) => ({ b64_json: Buffer.from(file).toString('base64'), ...item }));
    sendJson(response, { created: 1, data, ...extra });
  };

/** An upstream whose picture lies at an address of the same server, where `serve` answers. */
const linking =
  (serve: (request: IncomingMessage, response: ServerResponse) => void, path = '/lies/here'): Behaviour =>
  (request, response) => {
    if (request.method === 'GET') serve(request, response);
    else {
      const url = path.startsWith('/') ? `http://${request.headers.host}${path}` : path;
      sendJson(response, { created: 1, data: [{ url }] });
    }
  };

const servePicture = (_request: IncomingMessage, response: ServerResponse): void => void response.end(picture);

const labelIn = (file: Uint8Array): unknown => {
  const seen = exiftool(file, 'a.png');
  return JSON.parse(String(seen['XMP-TC260:Aigc'] ?? seen['XMP-TC260:AIGC']));
};

type Refusal = { readonly status: number; readonly code: string | null | undefined; readonly message: string };

async function refusal(asked: Promise<unknown>): Promise<Refusal> {
  const error = await asked.then(
    () => assert.fail('the request was answered'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof OpenAI.APIError, String(error));
  return { status: error.status ?? 0, code: error.code, message: error.message };
}

test('a picture comes back with a label that ExifTool reads, under a number that is registered and recorded', async (t) => {
  const harness = await open(t, painting([picture]));
  const { data, response } = await clientOf(harness).images.generate(PROMPT).withResponse();
  const file = Buffer.from(data.data?.[0]?.b64_json ?? '', 'base64');
  const [produced] = producedOf(data);
  assert.deepEqual(labelIn(file), produced?.aigc.AIGC);
  assert.equal((await verifyFile(bytesSource(file))).kind, 'conformant');
  assert.deepEqual(JSON.parse(response.headers.get('x-hegui-aigc') ?? ''), produced?.aigc);
  assert.equal(produced?.aigc.AIGC.ContentProducer, '001191440300708461136T1XGW3');
  const [row, ...others] = harness.labels.registered;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [row?.file.produceId, row?.exchangeId, row?.serviceId, row?.model, row?.keepFor],
    [produced?.produce_id, response.headers.get('x-request-id'), 'svc_test', 'm', null],
  );
  const [closed] = harness.records.closed;
  assert.equal(closed?.evidence.outcome, 'completed');
  assert.deepEqual(closed?.evidence.produced, [
    { produceId: produced?.produce_id, contentKind: 'picture', explicit: false, explicitReason: 'unavailable' },
  ]);
  assert.deepEqual(harness.forwarded, [JSON.stringify({ ...PROMPT, model: 'm' })]);
});

test('several pictures have a number each, in the order of the answer, and no header speaks for all of them', async (t) => {
  const harness = await open(t, painting([picture, drawPicture('二', 32, 32), picture]));
  const { data, response } = await clientOf(harness)
    .images.generate({ ...PROMPT, n: 3 })
    .withResponse();
  const produced = producedOf(data);
  assert.equal(new Set(produced.map((one) => one.produce_id)).size, 3);
  for (const [index, { aigc }] of produced.entries())
    assert.deepEqual(labelIn(Buffer.from(data.data?.[index]?.b64_json ?? '', 'base64')), aigc.AIGC);
  assert.equal(response.headers.get('x-hegui-aigc'), null);
});

test('JPEG and WebP are labelled as PNG is, and told by what they are', async (t) => {
  const cases = [
    ['a.jpg', 'image/jpeg'],
    ['a.webp', 'image/webp'],
  ] as const;
  const harness = await open(t, painting([]));
  for (const [name, mediaType] of cases) {
    const file = ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=64x48', '-frames:v', '1'], name);
    harness.upstream = painting([file]);
    const answer = await clientOf(harness).images.generate(PROMPT);
    const [produced] = producedOf(answer);
    assert.equal(produced?.media_type, mediaType);
    const labelled = Buffer.from(answer.data?.[0]?.b64_json ?? '', 'base64');
    assert.deepEqual(labelIn(labelled), produced?.aigc.AIGC);
    assert.equal(decodedHash(labelled, name), decodedHash(file, name));
  }
});

test('a refused prompt is the error that clients know as content_policy_violation, and nothing is forwarded', async (t) => {
  const harness = await open(t, painting([picture]));
  const { status, code, message } = await refusal(
    clientOf(harness).images.generate({ model: 'm', prompt: '画禁词甲' }),
  );
  assert.deepEqual([status, code], [400, 'content_policy_violation']);
  assert.doesNotMatch(message, /禁词甲/);
  assert.deepEqual(harness.forwarded, []);
  assert.equal(harness.records.closed[0]?.evidence.outcome, 'refused');
  assert.equal(harness.records.closed[0]?.evidence.reason, 'screening:A.1.f');
});

test('a masked prompt is forwarded masked', async (t) => {
  const harness = await open(t, painting([picture]));
  await clientOf(harness).images.generate({ model: 'm', prompt: '画违禁乙吧' });
  assert.equal(JSON.parse(harness.forwarded[0] ?? '').prompt, '画■■■吧');
});

test('what the model says beside a picture is screened: masked, or the whole answer is cut', async (t) => {
  const harness = await open(t, painting([picture], { revised_prompt: '一幅违禁乙' }));
  const answer = await clientOf(harness).images.generate(PROMPT);
  assert.equal(answer.data?.[0]?.revised_prompt, '一幅■■■');
  assert.equal(harness.records.closed[0]?.evidence.replaced, 1);
  harness.upstream = painting([picture], { revised_prompt: '一幅禁词甲' });
  const { code } = await refusal(clientOf(harness).images.generate(PROMPT));
  assert.equal(code, 'content_policy_violation');
  assert.equal(harness.records.closed[1]?.evidence.outcome, 'cut');
  const shownOf = (index: number) => outputSchema.parse(harness.records.closed[index]?.content).output[0]?.shown;
  assert.deepEqual([shownOf(0), shownOf(1)], ['一幅■■■', '']);
  assert.equal(harness.labels.registered.length, 1);
});

test('members that nobody knows do not pass: one could be the same picture without its label', async (t) => {
  const twice = {
    images: [{ url: 'https://elsewhere.example/a.png' }],
    usage: { input_tokens: 3, output_tokens: 5, at: 'x' },
  };
  const harness = await open(t, painting([picture], { thumbnail: 'QUJD' }, twice));
  const answer = await clientOf(harness).images.generate(PROMPT);
  assert.deepEqual(Object.keys(answer).sort(), ['created', 'data', 'hegui', 'usage']);
  assert.deepEqual(Object.keys(answer.data?.[0] ?? {}), ['b64_json']);
  assert.deepEqual(answer.usage, { input_tokens: 3, output_tokens: 5 });
  const { content } = harness.records.closed[0] ?? {};
  assert.deepEqual(z.looseObject({ usage: z.unknown() }).parse(content).usage, {
    promptTokens: 3,
    completionTokens: 5,
  });
});

test('what cannot be labelled is withheld: the client is told why, and it is recorded which file it was', async (t) => {
  const cases = [
    [[Buffer.from('no picture at all')], 'data.0', 'unsupported'],
    [[picture, picture.subarray(0, 60)], 'data.1', 'unreadable'],
    [[Buffer.from('<!doctype html><html><head></head><body>sorry</body></html>')], 'data.0', 'other-kind'],
  ] as const;
  const harness = await open(t, painting([]));
  for (const [files, place, reason] of cases) {
    harness.upstream = painting(files);
    const { status, code, message } = await refusal(clientOf(harness).images.generate(PROMPT));
    assert.deepEqual([status, code], [502, 'E_CONTENT_WITHHELD']);
    assert.match(message, new RegExp(`${place}: `));
    const withheld = harness.labels.withheld.at(-1);
    assert.deepEqual([withheld?.place, withheld?.reason, withheld?.kind], [place, reason, 'picture']);
    assert.equal(harness.records.closed.at(-1)?.evidence.reason, `withheld:${reason}`);
  }
  assert.deepEqual(harness.labels.registered, []);
});

test('an answer that holds no pictures is a broken upstream', async (t) => {
  const harness = await open(t, (_request, response) => sendJson(response, { data: [] }));
  assert.equal((await refusal(clientOf(harness).images.generate(PROMPT))).code, 'E_UPSTREAM_BROKEN');
  harness.upstream = (_request, response) => void response.writeHead(200).end(picture);
  assert.equal((await refusal(clientOf(harness).images.generate(PROMPT))).code, 'E_UPSTREAM_BROKEN');
  harness.upstream = (_request, response) => sendJson(response, { data: [{}] });
  assert.equal((await refusal(clientOf(harness).images.generate(PROMPT))).code, 'E_CONTENT_WITHHELD');
  harness.upstream = painting(Array.from({ length: 11 }, () => picture));
  assert.equal((await refusal(clientOf(harness).images.generate(PROMPT))).code, 'E_UPSTREAM_BROKEN');
  let deep: unknown = 'x';
  for (let depth = 0; depth < 100; depth++) deep = [deep];
  harness.upstream = painting([picture], { revised_prompt: deep });
  assert.equal((await refusal(clientOf(harness).images.generate(PROMPT))).code, 'E_UPSTREAM_BROKEN');
  assert.equal(harness.records.closed.length, harness.records.opened.length);
});

test('when records or the register cannot be written nothing is shown', async (t) => {
  const harness = await open(t, painting([picture]));
  harness.labels.failure = new HeguiError('E_STORE_UNAVAILABLE', 'gone');
  assert.deepEqual(statusOf(await refusal(clientOf(harness).images.generate(PROMPT))), [503, 'E_EVIDENCE_UNAVAILABLE']);
  assert.equal(harness.records.closed[0]?.evidence.reason, 'record-failed');
  harness.upstream = painting([Buffer.from('junk')]);
  assert.deepEqual(statusOf(await refusal(clientOf(harness).images.generate(PROMPT))), [503, 'E_EVIDENCE_UNAVAILABLE']);
  harness.labels.failure = null;
  harness.upstream = painting([picture]);
  harness.records.failure = new HeguiError('E_EVIDENCE_UNAVAILABLE', 'gone');
  assert.deepEqual(statusOf(await refusal(clientOf(harness).images.generate(PROMPT))), [503, 'E_EVIDENCE_UNAVAILABLE']);
});

const statusOf = ({ status, code }: Refusal): [number, Refusal['code']] => [status, code];

test('sizes are bounded: of the answer, of one picture, and of a form', async (t) => {
  const harness = await open(t, painting([picture]), {
    media: { fileBytesMax: picture.length - 1 },
    limits: { bodyBytesMax: 100 },
  });
  const client = clientOf(harness);
  const tooLarge = await refusal(client.images.generate(PROMPT));
  assert.equal(tooLarge.code, 'E_CONTENT_WITHHELD');
  assert.match(tooLarge.message, /is larger than/);
  assert.equal(harness.labels.withheld[0]?.reason, 'too-large');
  harness.upstream = painting([picture, picture, picture]);
  assert.equal((await refusal(client.images.generate(PROMPT))).code, 'E_OUTPUT_TOO_LONG');
  assert.equal(harness.records.closed.at(-1)?.evidence.reason, 'output-limit');
  harness.upstream = linking(servePicture);
  assert.match((await refusal(client.images.generate(PROMPT))).message, /data\.0: it is larger than/);
  const image = await toFile(Buffer.alloc(picture.length * 2), 'a.png', { type: 'image/png' });
  assert.equal((await refusal(client.images.edit({ ...PROMPT, image }))).status, 413);
});

async function closedOutcome({ records }: Harness): Promise<string | undefined> {
  for (let tries = 0; records.closed.length === 0 && tries < 400; tries++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return records.closed[0]?.evidence.outcome;
}

test('a client that leaves ends what is asked for it, is recorded as aborted, and nothing is registered or withheld', async (t) => {
  for (const stage of ['asked', 'fetched']) {
    const leave = new AbortController();
    const harness = await open(t, () => undefined);
    const cancelled = new Promise<void>((resolve) => {
      const hang = (_request: IncomingMessage, response: ServerResponse): void => {
        response.on('close', resolve);
        leave.abort();
      };
      harness.upstream = stage === 'asked' ? hang : linking(hang);
    });
    await assert.rejects(harness.post('/v1/images/generations', PROMPT, { signal: leave.signal }));
    await cancelled;
    assert.equal(await closedOutcome(harness), 'aborted', stage);
    assert.deepEqual([harness.labels.registered, harness.labels.withheld], [[], []]);
  }
});

test('a picture that lies at an address is fetched, labelled, and handed out at an address of our own without a key', async (t) => {
  const harness = await open(t, linking(servePicture));
  const answer = await clientOf(harness).images.generate({ ...PROMPT, response_format: 'url' });
  const url = answer.data?.[0]?.url ?? '';
  assert.match(url, new RegExp(`^${GATEWAY_URL}/produced/[A-Za-z0-9_-]{43}\\.png$`));
  const served = await fetch(url.replace(GATEWAY_URL, `${harness.url}/v1`));
  assert.equal(served.headers.get('content-type'), 'image/png');
  assert.equal(served.headers.get('x-content-type-options'), 'nosniff');
  const [produced] = producedOf(answer);
  assert.deepEqual(labelIn(Buffer.from(await served.arrayBuffer())), produced?.aigc.AIGC);
  assert.deepEqual(JSON.parse(served.headers.get('x-hegui-aigc') ?? ''), produced?.aigc);
  assert.match(harness.labels.registered[0]?.keepFor ?? '', /^anonymous:svc_test:/);
  for (const other of ['x', `${'A'.repeat(43)}.png`, `${'A'.repeat(43)}`]) {
    const missing = await fetch(`${harness.url}/v1/produced/${other}`);
    assert.equal(missing.status, 404);
  }
  assert.equal((await fetch(`${harness.url}/v1/produced/${'A'.repeat(43)}.png`, { method: 'POST' })).status, 405);
});

test('whoever asks for Base64 gets it from an address too, and whoever asks for an address gets one for Base64', async (t) => {
  const harness = await open(t, linking(servePicture));
  const inline = await clientOf(harness).images.generate({ ...PROMPT, response_format: 'b64_json' });
  assert.ok((inline.data?.[0]?.b64_json ?? '') !== '' && inline.data?.[0]?.url === undefined);
  assert.ok(((await clientOf(harness).images.generate(PROMPT)).data?.[0]?.url ?? '') !== '');
  harness.upstream = painting([picture]);
  const linked = await clientOf(harness).images.generate({ ...PROMPT, response_format: 'url' });
  assert.ok((linked.data?.[0]?.url ?? '') !== '' && linked.data?.[0]?.b64_json === undefined);
});

test('an address may redirect three times within http, and anything else at it is withheld', async (t) => {
  const redirecting =
    (times: number, to = ''): ((request: IncomingMessage, response: ServerResponse) => void) =>
    (request, response) => {
      const done = Number(/\d+$/.exec(request.url ?? '')?.[0] ?? 0);
      if (done >= times) response.end(picture);
      else response.writeHead(302, { location: to === '' ? `/lies/${done + 1}` : to }).end();
    };
  const harness = await open(t, linking(redirecting(3)), { media: { fetchMs: 300 }, allowedHosts: ['127.0.0.1:1'] });
  const client = clientOf(harness);
  await client.images.generate(PROMPT);
  const cases: readonly (readonly [Behaviour, RegExp])[] = [
    [linking(redirecting(4)), /redirects too often/],
    [linking(redirecting(1, 'file:///etc/hostname')), /not one of http or https/],
    [linking(servePicture, 'ftp://127.0.0.1/a.png'), /not one of http or https/],
    [linking(servePicture, 'data:image/png;base64,AAAA'), /not one of http or https/],
    [linking(servePicture, 'http://127.0.0.1:1/a.png'), /could not be reached/],
    [linking((_request, response) => void response.writeHead(404).end()), /status 404/],
    [linking(() => undefined), /did not give it within 300 ms/],
    [linking((_request, response) => void response.end(Buffer.from([0, 1, 2]))), /no kind of file/],
  ];
  for (const [upstream, reason] of cases) {
    harness.upstream = upstream;
    const { code, message } = await refusal(client.images.generate(PROMPT));
    assert.equal(code, 'E_CONTENT_WITHHELD', message);
    assert.match(message, reason);
  }
  assert.equal(harness.labels.registered.length, 1);
  assert.equal(harness.labels.withheld.length, cases.length);
});

test('a picture in a private network is withheld, by number, by name and behind a redirect, unless the setting names its host', async (t) => {
  const harness = await open(t, linking(servePicture));
  const lying = createServer(servePicture);
  t.after(() => lying.close());
  await new Promise<void>((done) => lying.listen(0, '127.0.0.1', done));
  const address = lying.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const to = `http://127.0.0.1:${port}/a.png`;
  const cases: readonly Behaviour[] = [
    linking(servePicture, to),
    linking(servePicture, `http://localhost:${port}/a.png`),
    linking(servePicture, `http://0x7f.1:${port}/a.png`),
    linking(servePicture, `http://[::ffff:127.0.0.1]:${port}/a.png`),
    linking(servePicture, 'http://169.254.169.254/latest/meta-data'),
    linking((_request, response) => void response.writeHead(302, { location: to }).end()),
  ];
  for (const [index, upstream] of cases.entries()) {
    harness.upstream = upstream;
    const { code, message } = await refusal(clientOf(harness).images.generate(PROMPT));
    assert.equal(code, 'E_CONTENT_WITHHELD', `case ${index}`);
    assert.match(message, /private network/, `case ${index}`);
  }
  assert.equal(harness.labels.registered.length, 0);
  const allowing = await open(t, linking(servePicture, to), { allowedHosts: [`127.0.0.1:${port}`] });
  assert.equal((await clientOf(allowing).images.generate(PROMPT)).data?.length, 1);
});

test('no credentials of ours or of the client go to the address of a picture', async (t) => {
  const seen: (string | undefined)[] = [];
  const harness = await open(
    t,
    linking((request, response) => {
      seen.push(request.headers.authorization, request.headers.cookie);
      response.end(picture);
    }),
  );
  await clientOf(harness).images.generate(PROMPT);
  assert.deepEqual(seen, [undefined, undefined]);
});

test('a mark that people see goes into the file before the label, and where the policy leaves it to the interface it does not', async (t) => {
  const marked = drawPicture('有标识', 16, 16);
  const asked: string[] = [];
  const marker = {
    markPicture: async (_bytes: Uint8Array, mark: string) => {
      asked.push(mark);
      return marked;
    },
    markSound: () => Promise.reject(new Error('no sound')),
  };
  const harness = await open(t, painting([picture]), { media: { marker } });
  const answer = await clientOf(harness).images.generate(PROMPT);
  assert.deepEqual(asked, ['（本内容由AI生成）']);
  const shown = exiftool(Buffer.from(answer.data?.[0]?.b64_json ?? '', 'base64'), 'a.png');
  assert.equal(shown['PNG:ImageWidth'], 16);
  assert.deepEqual([producedOf(answer)[0]?.explicit, producedOf(answer)[0]?.mark], ['file', undefined]);
  assert.equal(harness.records.closed[0]?.evidence.produced?.[0]?.explicit, true);

  const left = await open(t, painting([picture]), {
    media: { marker },
    policy: { label: { explicit: 'interface', text: '（本内容由AI生成）' } },
  });
  const unmarked = await clientOf(left).images.generate(PROMPT);
  assert.deepEqual(
    [producedOf(unmarked)[0]?.explicit, producedOf(unmarked)[0]?.mark],
    ['interface', '（本内容由AI生成）'],
  );
  assert.equal(left.records.closed[0]?.evidence.produced?.[0]?.explicitReason, 'interface');
  assert.equal(asked.length, 1);
});

test('a marker that says that it cannot mark this leaves it to the interface; one that fails otherwise withholds the picture', async (t) => {
  const outcomeOf = async (error: Error): Promise<[number, string | null | undefined]> => {
    const fails = () => Promise.reject(error);
    const harness = await open(t, painting([picture]), { media: { marker: { markPicture: fails, markSound: fails } } });
    const answer = await harness.post('/v1/images/generations', PROMPT);
    const text = await answer.text();
    assert.doesNotMatch(text, /out of paint/);
    return [answer.status, harness.labels.withheld[0]?.reason ?? harness.labels.registered[0]?.explicitReason];
  };
  for (const code of ['E_FILE_UNSUPPORTED', 'E_REQUEST_INVALID'] as const)
    assert.deepEqual(await outcomeOf(new HeguiError(code, 'out of paint')), [200, 'unavailable']);
  for (const error of [new HeguiError('E_INTERNAL', 'out of paint'), new Error('out of paint')])
    assert.deepEqual(await outcomeOf(error), [502, 'fault']);
});

test('requests that are not as required name their field, and are not forwarded', async (t) => {
  const harness = await open(t, painting([picture]));
  const cases: readonly (readonly [object, string])[] = [
    [{ model: 'm' }, 'prompt'],
    [{ ...PROMPT, prompt: ['a'] }, 'prompt'],
    [{ prompt: 'a' }, 'model'],
    [{ ...PROMPT, n: 0 }, 'n'],
    [{ ...PROMPT, n: 11 }, 'n'],
    [{ ...PROMPT, response_format: 'webp' }, 'response_format'],
    [{ ...PROMPT, stream: true }, 'stream'],
  ];
  for (const [body, field] of cases) {
    const answer = await harness.post('/v1/images/generations', body);
    const { error } = z.object({ error: z.object({ param: z.string() }) }).parse(await answer.json());
    assert.deepEqual([answer.status, error.param], [400, field]);
  }
  assert.deepEqual(harness.forwarded, []);
});

test('a form goes on with its fields screened and its pictures as they came, and what comes back is labelled', async (t) => {
  const harness = await open(t, painting([picture]));
  const one = await toFile(picture, '违禁乙 "一".png', { type: 'image/png' });
  const mask = await toFile(Buffer.from([0, 13, 10, 45, 45, 255]), 'mask.png', { type: 'image/png' });
  const answer = await clientOf(harness).images.edit({
    model: 'm',
    prompt: '加上违禁乙',
    image: [one, one],
    mask,
    n: 1,
  });
  assert.equal(producedOf(answer).length, 1);
  const { headers, body } = harness.sent[0] ?? assert.fail('nothing was forwarded');
  const form = await new Response(Uint8Array.from(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();
  assert.deepEqual([form.get('prompt'), form.get('model'), form.get('n')], ['加上■■■', 'm', '1']);
  const sent = form.getAll('image[]').map((value) => (typeof value === 'string' ? assert.fail() : value));
  assert.deepEqual(
    sent.map(({ name, type }) => [name, type]),
    Array.from({ length: 2 }, () => ['■■■ "一".png', 'image/png']),
  );
  assert.deepEqual(Buffer.from((await sent[0]?.arrayBuffer()) ?? new ArrayBuffer(0)), picture);
  const sentMask = form.get('mask');
  assert.ok(sentMask !== null && typeof sentMask !== 'string');
  assert.deepEqual([...new Uint8Array(await sentMask.arrayBuffer())], [0, 13, 10, 45, 45, 255]);
});

test('a term in a field or a file name of a form refuses it; what is no whole form, or holds no picture, is an error', async (t) => {
  const harness = await open(t, painting([picture]));
  const client = clientOf(harness);
  const image = await toFile(picture, '禁词甲.png', { type: 'image/png' });
  assert.equal((await refusal(client.images.edit({ ...PROMPT, image }))).code, 'content_policy_violation');
  const plain = await toFile(picture, 'a.png', { type: 'image/png' });
  assert.equal(
    (await refusal(client.images.edit({ model: 'm', prompt: '禁词甲', image: plain }))).code,
    'content_policy_violation',
  );
  const type = 'multipart/form-data; boundary=x';
  const bodies: readonly (readonly [string, string, string])[] = [
    [type, '--x\r\ncontent-disposition: form-data; name="prompt"\r\n\r\na', 'body'],
    [type, '--x\r\ncontent-disposition: form-data; name="prompt"\r\n\r\na\r\n--x--\r\n', 'image'],
    [type, '--x\r\ncontent-disposition: form-data; name="#files"\r\n\r\na\r\n--x--\r\n', '#files'],
    ['application/json', '{}', 'content-type'],
  ];
  for (const [contentType, body, field] of bodies) {
    const answer = await harness.post('/v1/images/edits', body, { headers: { 'content-type': contentType } });
    const { error } = z.object({ error: z.object({ param: z.string() }) }).parse(await answer.json());
    assert.deepEqual([answer.status, error.param], [400, field]);
  }
  assert.deepEqual(harness.forwarded, []);
});
