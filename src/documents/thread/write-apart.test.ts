import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentFile } from '../document.ts';
import { writePdf } from '../index.ts';
import { writeApart } from './write-apart.ts';

const document: DocumentFile = {
  title: '标题',
  language: 'zh-CN',
  madeAt: new Date('2026-11-26T00:00:00Z'),
  blocks: [{ kind: 'paragraph', text: '一段文字。'.repeat(200) }],
};

test('a document is the same from its own thread, and the event loop turns meanwhile', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const [apart, docx] = await Promise.all([writeApart('pdf', document), writeApart('docx', document)]);
  clearInterval(timer);
  assert.ok(turns > 10, `${turns}`);
  assert.deepEqual(Buffer.from(apart), Buffer.from(await writePdf(document)));
  assert.equal(Buffer.from(docx).subarray(0, 2).toString(), 'PK');
});

test('a document that cannot be written fails alone', async () => {
  const picture = { kind: 'picture', mediaType: 'image/png', widthPixels: 1, heightPixels: 1 } as const;
  const broken = { ...document, blocks: [{ ...picture, bytes: new Uint8Array([1, 2, 3]) }] };
  const [failed, written] = await Promise.allSettled([writeApart('pdf', broken), writeApart('pdf', document)]);
  assert.deepEqual([failed.status, written.status], ['rejected', 'fulfilled']);
});
