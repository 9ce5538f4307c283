import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import OpenAI from 'openai';
import { z } from 'zod';
import { makeSound } from '../../demonstration/make-sound.ts';
import { bytesSource, verifyFile } from '../../label/index.ts';
import { decodedHash, exiftoolValue, ffmpegSample, ffprobe } from '../../label/testing/outside-readers.ts';
import { API_KEY, type Behaviour, type Harness, type HarnessOptions, startHarness } from '../testing/harness.ts';

const sound = makeSound('测试');
const ASKED = { model: 'm', voice: 'alloy', input: '山中的茶园', response_format: 'wav' } as const;
const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=0.3'];

const speaking =
  (file: Uint8Array, mediaType = 'audio/wav'): Behaviour =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': mediaType }).end(file);

async function open(t: TestContext, upstream: Behaviour, options: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness(options);
  t.after(() => harness.close());
  harness.upstream = upstream;
  return harness;
}

const clientOf = ({ url }: Harness): OpenAI => new OpenAI({ apiKey: API_KEY, baseURL: `${url}/v1`, maxRetries: 0 });

const errorOf = async (response: Response) =>
  z
    .object({ error: z.object({ code: z.string(), param: z.string().nullable(), message: z.string() }) })
    .parse(await response.json()).error;

test('a sound comes back with its label inside and in its header, the same to the ear, under a registered number', async (t) => {
  const harness = await open(t, speaking(sound));
  const response = await clientOf(harness).audio.speech.create(ASKED);
  const file = Buffer.from(await response.arrayBuffer());
  const aigc: unknown = JSON.parse(response.headers.get('x-hegui-aigc') ?? '');
  const verdict = await verifyFile(bytesSource(file));
  assert.equal(verdict.kind, 'conformant');
  assert.deepEqual({ AIGC: verdict.kind === 'conformant' ? verdict.members : null }, aigc);
  assert.deepEqual({ AIGC: JSON.parse(exiftoolValue(file, 'a.wav', 'Unknown_AIGC').replace(/\0$/, '')) }, aigc);
  assert.equal(decodedHash(file, 'a.wav'), decodedHash(sound, 'a.wav'));
  assert.match(response.headers.get('content-type') ?? '', /^audio\//);
  assert.equal(response.headers.get('x-hegui-explicit'), 'interface');
  const [row] = harness.labels.registered;
  assert.deepEqual([row?.file.kind, row?.file.label, row?.keepFor], ['sound', aigc, null]);
  assert.equal(harness.records.closed[0]?.evidence.outcome, 'completed');
  assert.equal(harness.records.closed[0]?.evidence.produced?.[0]?.produceId, row?.file.produceId);
});

test('compressed sounds are labelled where FFmpeg reads their tags', async (t) => {
  const harness = await open(t, speaking(sound));
  for (const format of ['mp3', 'flac', 'opus'] as const) {
    const name = `a.${format}`;
    const file = ffmpegSample(TONE, name);
    harness.upstream = speaking(file);
    const response = await clientOf(harness).audio.speech.create({ ...ASKED, response_format: format });
    const labelled = Buffer.from(await response.arrayBuffer());
    const probed = ffprobe(labelled, name);
    const tags = Object.entries({ ...probed.format.tags, ...probed.streams[0]?.tags });
    const value = tags.find(([tag]) => tag.toUpperCase() === 'AIGC')?.[1];
    assert.deepEqual({ AIGC: JSON.parse(value ?? '') }, JSON.parse(response.headers.get('x-hegui-aigc') ?? ''), format);
    assert.equal(decodedHash(labelled, name), decodedHash(file, name));
  }
});

test('formats without a place for a label are refused with the remedy before the model is asked', async (t) => {
  const harness = await open(t, speaking(sound));
  for (const format of ['aac', 'pcm']) {
    const response = await harness.post('/v1/audio/speech', { ...ASKED, response_format: format });
    const { param, message } = await errorOf(response);
    assert.deepEqual([response.status, param], [400, 'response_format']);
    assert.match(message, /has no place for the label.+ask for mp3, opus, flac, wav/);
  }
  assert.deepEqual(harness.forwarded, []);
});

test('what an upstream sends instead of a sound that can be labelled is withheld, and recorded', async (t) => {
  const harness = await open(t, speaking(sound));
  const aac = ffmpegSample([...TONE, '-f', 'adts'], 'a.aac');
  for (const [file, reason] of [
    [aac, 'unsupported'],
    [Buffer.from([0, 1, 2, 3]), 'unsupported'],
    [ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=16x16', '-frames:v', '1'], 'a.png'), 'other-kind'],
  ] as const) {
    harness.upstream = speaking(file);
    const response = await harness.post('/v1/audio/speech', ASKED);
    assert.deepEqual([response.status, (await errorOf(response)).code], [502, 'E_CONTENT_WITHHELD']);
    assert.deepEqual([harness.labels.withheld.at(-1)?.reason, harness.labels.withheld.at(-1)?.kind], [reason, 'sound']);
  }
  harness.upstream = speaking(Buffer.from('{"detail":"busy"}'), 'application/json');
  assert.equal((await errorOf(await harness.post('/v1/audio/speech', ASKED))).code, 'E_UPSTREAM_BROKEN');
  assert.deepEqual(harness.labels.registered, []);
});

test('what is to be said is screened: refused with content_policy_violation, or said with its mask', async (t) => {
  const harness = await open(t, speaking(sound));
  const refused = await harness.post('/v1/audio/speech', { ...ASKED, input: '说禁词甲' });
  assert.deepEqual([refused.status, (await errorOf(refused)).code], [400, 'content_policy_violation']);
  const instructed = await harness.post('/v1/audio/speech', { ...ASKED, instructions: '像禁词甲那样说' });
  assert.equal((await errorOf(instructed)).code, 'content_policy_violation');
  assert.deepEqual(harness.forwarded, []);
  await clientOf(harness).audio.speech.create({ ...ASKED, input: '说违禁乙吧' });
  assert.equal(JSON.parse(harness.forwarded[0] ?? '').input, '说■■■吧');
  assert.equal(harness.sent[0]?.headers.accept, 'audio/*, application/json');
});

test('a mark that people hear is put into the sound before its label', async (t) => {
  const marked = makeSound('有标识的声音');
  const markSound = async (): Promise<Uint8Array> => marked;
  const markPicture = () => Promise.reject(new Error('no picture'));
  const harness = await open(t, speaking(sound), { media: { marker: { markSound, markPicture } } });
  const response = await clientOf(harness).audio.speech.create(ASKED);
  const file = Buffer.from(await response.arrayBuffer());
  assert.equal(decodedHash(file, 'a.wav'), decodedHash(marked, 'a.wav'));
  assert.equal(response.headers.get('x-hegui-explicit'), 'file');
  assert.equal(harness.labels.registered[0]?.explicitReason, null);
});

test('requests that are not as required name their field', async (t) => {
  const harness = await open(t, speaking(sound));
  const { input: _, ...silent } = ASKED;
  const { model: __, ...nameless } = ASKED;
  for (const [body, field] of [
    [silent, 'input'],
    [{ ...ASKED, input: '' }, 'input'],
    [nameless, 'model'],
    [{ ...ASKED, response_format: 'midi' }, 'response_format'],
    [{ ...ASKED, stream_format: 'sse' }, 'stream_format'],
  ] as const) {
    const response = await harness.post('/v1/audio/speech', body);
    assert.deepEqual([response.status, (await errorOf(response)).param], [400, field]);
  }
  assert.deepEqual(harness.forwarded, []);
});
