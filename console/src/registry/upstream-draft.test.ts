import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Upstream } from '@hegui/contract';
import { draftOf, upstreamOf } from './upstream-draft.ts';

const upstream: Upstream = {
  id: 'ups_1',
  name: '甲',
  baseUrl: 'https://model.example.cn/v1',
  hasApiKey: true,
  models: { chat: 'big-model' },
  connectMs: null,
  firstByteMs: 5_000,
  idleMs: null,
  demonstration: false,
  health: { circuit: 'closed', failures: 0, lastError: null, lastOkAt: null, retryAt: null },
  createdAt: '2026-11-23T08:00:00Z',
};

test('an upstream that was not touched is sent as it was and keeps its key', () => {
  assert.deepEqual(upstreamOf(draftOf(upstream)), {
    name: '甲',
    baseUrl: 'https://model.example.cn/v1',
    models: { chat: 'big-model' },
    connectMs: null,
    firstByteMs: 5_000,
    idleMs: null,
    apiKey: null,
  });
});

test('a typed key is sent without surrounding space', () => {
  assert.equal(upstreamOf({ ...draftOf(upstream), apiKey: ' sk-1 ' }).apiKey, 'sk-1');
});

test('removing the key sends an empty one', () => {
  assert.equal(upstreamOf({ ...draftOf(upstream), removesApiKey: true }).apiKey, '');
});
