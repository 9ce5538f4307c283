import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chat, chunk, type Harness, saying, startHarness, streaming } from '../testing/harness.ts';

const running: Harness[] = [];
after(async () => {
  for (const harness of running) await harness.close();
});

test('a member beside what a choice says that holds a listed term reaches no client, streamed and whole', async () => {
  const harness = await startHarness();
  running.push(harness);
  const beside = { note: { deep: ['这里有禁词甲'] }, kept: '平常' };
  const event: object = JSON.parse(JSON.stringify(chunk({ content: '你好' })), (name, value: unknown) =>
    name === 'choices' && Array.isArray(value) ? value.map((choice: object) => ({ ...choice, ...beside })) : value,
  );
  harness.upstream = streaming(event, chunk({}, 'stop'));
  const streamed = await (await harness.post('/v1/chat/completions', chat('问', { stream: true }))).text();
  harness.upstream = saying('你好', beside);
  const whole = await (await harness.post('/v1/chat/completions', chat('问'))).text();
  for (const text of [streamed, whole]) {
    assert.match(text, /你好/);
    assert.doesNotMatch(text, /禁词甲/);
  }
  assert.match(streamed, /"kept":"平常"/);
});
