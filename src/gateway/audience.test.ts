import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import type { AdmissionQuestion } from './admit.ts';
import { contentOf, saying, startHarness, streaming } from './testing/harness.ts';

const answerSchema = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })) });

test('a request for minors is said in a header or in the body, is recorded, and the model is not told', async () => {
  const harness = await startHarness();
  try {
    harness.upstream = saying('an answer');
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
    await harness.post('/v1/chat/completions', body);
    await harness.post('/v1/chat/completions', body, { headers: { 'x-hegui-audience': 'minors' } });
    const last = await harness.post('/v1/chat/completions', { ...body, hegui: { audience: 'minors' } });
    assert.equal(answerSchema.parse(await last.json()).choices.length, 1);
    assert.deepEqual(
      harness.records.opened.map(({ evidence }) => evidence.audience),
      [undefined, 'minors', 'minors'],
    );
    assert.ok(!harness.forwarded.join('').includes('hegui'), 'what is for the gateway stays there');
  } finally {
    await harness.close();
  }
});

test('another word is refused naming what is allowed, and so is a contradiction', async () => {
  const harness = await startHarness();
  try {
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
    const rows = [
      [{}, { 'x-hegui-audience': 'children' }, /x-hegui-audience must be "general" or "minors"/],
      [{ hegui: { audience: 'all' } }, {}, /hegui\.audience must be "general" or "minors"/],
      [{ hegui: { audience: 'general' } }, { 'x-hegui-audience': 'minors' }, /send one of them/],
      [{ hegui: { mode: 'x' } }, {}, /hegui\.mode is not known/],
    ] as const;
    for (const [extra, headers, pattern] of rows) {
      const response = await harness.post('/v1/chat/completions', { ...body, ...extra }, { headers });
      assert.equal(response.status, 400);
      assert.match(await response.text(), new RegExp(pattern.source.replaceAll('"', '\\\\"')));
    }
    assert.equal(harness.records.opened.length, 0);
  } finally {
    await harness.close();
  }
});

test('a key bound to an audience decides, whatever a request says', async () => {
  const harness = await startHarness({ key: { audience: 'minors' } });
  try {
    harness.upstream = saying('an answer');
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
    await harness.post('/v1/chat/completions', body);
    assert.deepEqual(
      harness.records.opened.map(({ evidence }) => evidence.audience),
      ['minors'],
    );
    const refused = await harness.post('/v1/chat/completions', body, { headers: { 'x-hegui-audience': 'general' } });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /the key is bound to/);
  } finally {
    await harness.close();
  }
});

test('a user who is known to be a minor is served as one whatever the request says, and the door hears of it', async () => {
  const asked: Pick<AdmissionQuestion, 'audience' | 'companion' | 'endUser' | 'lastText'>[] = [];
  const harness = await startHarness({
    trainingUse: () => 'allowed',
    audienceOf: async (_service, endUser) => (endUser?.endsWith(':child') === true ? 'minors' : null),
    doors: [
      {
        name: 'minors',
        ask: ({ audience, companion, endUser, lastText }) => {
          asked.push({ audience, companion, endUser, lastText });
          return { admit: true, basis: 'x', minorMode: 'used' };
        },
      },
    ],
  });
  try {
    harness.upstream = saying('an answer');
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
    const general = { 'x-hegui-audience': 'general' };
    await harness.post('/v1/chat/completions', body, { headers: { ...general, 'x-hegui-user': 'child' } });
    await harness.post('/v1/chat/completions', { ...body, user: 'child' }, { headers: { 'x-hegui-companion': 'kin' } });
    await harness.post('/v1/chat/completions', { ...body, user: 'grown' });
    assert.deepEqual(
      harness.records.opened.map(({ evidence }) => [evidence.audience, evidence.minorMode, evidence.trainingUse]),
      [
        ['minors', 'used', 'refused'],
        ['minors', 'used', 'refused'],
        [undefined, 'used', 'allowed'],
      ],
    );
    assert.deepEqual(
      asked.map(({ audience, companion, lastText }) => [audience, companion, lastText]),
      [
        ['minors', null, 'hi'],
        ['minors', 'kin', 'hi'],
        ['general', null, 'hi'],
      ],
    );
    const wrong = await harness.post('/v1/chat/completions', body, { headers: { 'x-hegui-companion': 'friend' } });
    assert.equal(wrong.status, 400);
  } finally {
    await harness.close();
  }
});

test('a refusal says why in one word, counts as no use, and a reminder stands behind the text once', async () => {
  const notice = { text: '请休息一下。', url: 'https://example/', isInText: true };
  const harness = await startHarness({
    policy: { label: { explicit: 'append', text: '（AI生成）' } },
    doors: [
      { name: 'before', ask: () => ({ admit: true, basis: 'x', minorMode: 'used' }) },
      {
        name: 'minors',
        ask: ({ endUser }) =>
          endUser === null
            ? { admit: true, basis: 'x', minorMode: 'used', notice }
            : { admit: false, basis: 'x', code: 'time', minorMode: 'time', answer: '时间用完了。' },
      },
    ],
  });
  try {
    harness.upstream = saying('你好');
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
    const refused = await harness.post('/v1/chat/completions', { ...body, user: 'child' });
    assert.equal(refused.headers.get('x-hegui-code'), 'time');
    const told = z.object({ hegui: z.object({ code: z.string(), door: z.string() }) }).parse(await refused.json());
    assert.deepEqual(told.hegui, { code: 'time', door: 'minors' });
    const whole = answerSchema.parse(await (await harness.post('/v1/chat/completions', body)).json());
    assert.equal(whole.choices[0]?.message.content, '你好\n\n请休息一下。\n\n（AI生成）');
    harness.upstream = streaming({ choices: [{ index: 0, delta: { content: '你好' }, finish_reason: 'stop' }] });
    const streamed = contentOf(await (await harness.post('/v1/chat/completions', { ...body, stream: true })).text());
    assert.equal(streamed, '你好\n\n请休息一下。\n\n（AI生成）');
    assert.deepEqual(
      harness.records.opened.map(({ evidence }) => evidence.minorMode),
      ['time', 'used', 'used'],
    );
  } finally {
    await harness.close();
  }
});
