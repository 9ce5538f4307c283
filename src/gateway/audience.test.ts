import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { saying, startHarness } from './testing/harness.ts';

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
