import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import OpenAI, { toFile } from 'openai';
import { systemClock } from '../kernel/index.ts';
import { decodedHash, exiftool, ffprobe } from '../label/testing/outside-readers.ts';
import { drawPicture } from './draw-picture.ts';
import { type Demonstration, startDemonstration } from './index.ts';

const PROMPT = { model: 'hegui-demo-picture', prompt: '山中的茶园', size: '256x256' } as const;

let demonstration: Demonstration;
let client: OpenAI;
before(async () => {
  demonstration = await startDemonstration({ clock: systemClock });
  client = new OpenAI({ baseURL: demonstration.baseUrl, apiKey: 'demo', maxRetries: 0 });
});
after(() => demonstration.close());

test('a prompt always gives the same picture, each of several another, and every reader sees a PNG of the size asked for', async () => {
  const { data = [] } = await client.images.generate({ ...PROMPT, n: 2 });
  const [one, other] = data.map(({ b64_json: text }) => Buffer.from(text ?? '', 'base64'));
  assert.ok(one !== undefined && other !== undefined);
  assert.deepEqual(one, drawPicture(`${PROMPT.prompt}#0`, 256, 256));
  assert.notDeepEqual(one, other);
  const seen = exiftool(one, 'a.png');
  assert.deepEqual([seen['PNG:ImageWidth'], seen['PNG:ImageHeight'], seen['ExifTool:Warning']], [256, 256, undefined]);
  assert.match(decodedHash(one, 'a.png'), /^MD5=/);
  assert.match(data[0]?.revised_prompt ?? '', /demonstration/);
});

test('a picture at an address is the same as the one in Base64, and an edit takes a form', async () => {
  const linked = await client.images.generate({ ...PROMPT, response_format: 'url' });
  const served = await fetch(linked.data?.[0]?.url ?? '');
  assert.deepEqual(Buffer.from(await served.arrayBuffer()), drawPicture(`${PROMPT.prompt}#0`, 256, 256));
  const image = await toFile(drawPicture('原图', 16, 16), 'a.png', { type: 'image/png' });
  const edited = await client.images.edit({ ...PROMPT, image });
  assert.deepEqual(
    Buffer.from(edited.data?.[0]?.b64_json ?? '', 'base64'),
    drawPicture(`${PROMPT.prompt}#0`, 256, 256),
  );
  assert.equal((await fetch(`${demonstration.baseUrl}/demonstration-pictures/nothing`)).status, 404);
});

test('a text always gives the same tune, as a WAV that players decode, and other formats are refused with the remedy', async () => {
  const ask = async (format?: 'mp3' | 'wav') =>
    await client.audio.speech.create({
      model: 'hegui-demo-sound',
      voice: 'alloy',
      input: '你好，茶',
      ...(format === undefined ? {} : { response_format: format }),
    });
  const sound = Buffer.from(await (await ask('wav')).arrayBuffer());
  assert.deepEqual(Buffer.from(await (await ask()).arrayBuffer()), sound);
  assert.equal(ffprobe(sound, 'a.wav').format.duration, '0.560000');
  await assert.rejects(
    ask('mp3'),
    (error) => error instanceof OpenAI.BadRequestError && /WAV only/.test(error.message),
  );
});

test('a size past the largest, a number past the highest and a form that is none are refused', async () => {
  const huge = client.images.generate({ ...PROMPT, size: '1536x1024' });
  await assert.rejects(huge, (error) => error instanceof OpenAI.BadRequestError && error.param === 'size');
  const many = client.images.generate({ ...PROMPT, n: 9 });
  await assert.rejects(many, (error) => error instanceof OpenAI.BadRequestError && error.param === 'n');
  const broken = await fetch(`${demonstration.baseUrl}/images/edits`, { method: 'POST', body: 'no form' });
  assert.equal(broken.status, 400);
});
