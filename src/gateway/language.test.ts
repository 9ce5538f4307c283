import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from './language.ts';

const asking = (content: unknown) => ({ messages: [{ role: 'user', content }] });
const ENGLISH = { type: 'text', text: 'Tell me about tea' };

test('the header decides, then what the end user wrote last, then it is Chinese', () => {
  assert.equal(languageOf('zh-CN', asking('Tell me about tea')), 'zh');
  assert.equal(languageOf('en', asking('说说茶')), 'en');
  assert.equal(languageOf(undefined, asking('Tell me about tea')), 'en');
  assert.equal(languageOf(undefined, asking('Tell me about 茶')), 'zh');
  assert.equal(languageOf(undefined, asking([ENGLISH, { type: 'image_url', image_url: { url: 'https://a' } }])), 'en');
  assert.equal(languageOf(undefined, { prompt: 'Tell me about tea' }), 'en');
  assert.equal(languageOf(undefined, {}), 'zh');
});

test('whatever stands in place of a text is passed over', () => {
  const odd: unknown[] = [{ toString: 0 }, 7, null, ['说'], { text: '说' }];
  assert.equal(languageOf(undefined, asking([...odd.map((text) => ({ type: 'text', text })), ENGLISH])), 'en');
  assert.equal(languageOf(undefined, asking(odd)), 'zh');
});
