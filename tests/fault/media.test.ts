import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { afterTest, temporaryFolder } from '../../src/store/testing/folders.ts';
import { freshDatabase } from '../support/cluster.ts';
import { waitUntil } from '../support/hegui.ts';
import { initHegui, ServerProcess } from '../support/server-process.ts';
import { startDatabaseProxy } from './database-proxy.ts';

const answerSchema = z.object({
  data: z.array(z.object({ url: z.string() })).optional(),
  error: z.object({ code: z.string() }).optional(),
});

test('when the database is gone no picture is shown, neither a new one nor one at its address, and all is well when it is back', {
  timeout: 2 * 60_000,
}, async (t) => {
  const { place, drop } = await freshDatabase();
  afterTest(t, drop);
  const proxy = await startDatabaseProxy(place);
  afterTest(t, () => proxy.close());
  const settings = { HEGUI_DATA: temporaryFolder(t), DATABASE_URL: proxy.url };
  const { apiKey } = await initHegui(settings);
  const server = await ServerProcess.start(settings);
  afterTest(t, () => server.kill());
  const draw = async () => {
    const response = await fetch(`${server.baseUrl}/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'hegui-demo', prompt: '茶', size: '64x64', response_format: 'url' }),
    });
    const { data, error } = answerSchema.parse(await response.json());
    return { status: response.status, url: data?.[0]?.url, code: error?.code };
  };
  const before = await draw();
  assert.equal(before.status, 200, before.code);
  const url = before.url ?? '';
  assert.equal((await fetch(url)).status, 200);

  proxy.set('cut');
  for (let times = 0; times < 2; times++) {
    const refused = await draw();
    assert.deepEqual([refused.status, refused.code, refused.url], [503, 'E_EVIDENCE_UNAVAILABLE', undefined]);
  }
  assert.equal((await fetch(url)).status, 503);

  proxy.set('open');
  await waitUntil(async () => (await draw()).status === 200, 'pictures are drawn again', 15_000);
  assert.equal((await fetch(url)).status, 200);
});
