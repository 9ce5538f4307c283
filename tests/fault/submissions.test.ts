import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { describeSeed, seededRandom } from '../../src/kernel/testing/seeded-random.ts';
import { afterTest, temporaryFolder } from '../../src/store/testing/folders.ts';
import { freshDatabase } from '../support/cluster.ts';
import { initHegui, runHegui, ServerProcess } from '../support/server-process.ts';

const ROUNDS = 6;
const CLIENTS = 4;
const LIFE_MS_MAX = 900;
const TRIES_MAX = 400;

const receiptSchema = z.object({ receipt: z.string(), secret: z.string() });
const exportedSchema = z.object({ receipt: z.string() });

test(`over ${ROUNDS} kills during submissions no acknowledged complaint is lost and none is doubled [measures#15]`, {
  timeout: 5 * 60_000,
}, async (t) => {
  const random = seededRandom(describeSeed(t));
  const folder = temporaryFolder(t);
  const database = await freshDatabase();
  afterTest(t, () => database.drop());
  const settings = { HEGUI_DATA: folder, DATABASE_URL: database.url };
  const { apiKey } = await initHegui(settings);
  let server = await ServerProcess.start(settings);
  afterTest(t, () => server.kill());
  let isOver = false;
  let url = server.url;
  const acknowledged = new Map<string, z.infer<typeof receiptSchema>>();

  const submit = async (key: string): Promise<z.infer<typeof receiptSchema> | null> => {
    try {
      const response = await fetch(`${url}/api/public/complaints`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ kind: 'other', text: `words of ${key}` }),
      });
      const text = await response.text();
      return response.status === 201 ? receiptSchema.parse(JSON.parse(text)) : null;
    } catch (error) {
      // The server was killed under it: nobody was told anything.
      assert.ok(error instanceof TypeError, String(error));
      return null;
    }
  };
  /** Sends the same complaint until somebody answers, as an app with a queue would. */
  const client = async (number: number): Promise<void> => {
    for (let i = 0; !isOver; i++) {
      const key = `client-${number}-complaint-${String(i).padStart(6, '0')}`;
      for (let tries = 0; tries < TRIES_MAX && !acknowledged.has(key); tries++) {
        const receipt = await submit(key);
        if (receipt !== null) acknowledged.set(key, receipt);
        else await delay(50);
      }
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
  for (let round = 0; round < ROUNDS; round++) {
    await delay(300 + random() * LIFE_MS_MAX);
    await server.kill();
    server = await ServerProcess.start(settings);
    url = server.url;
  }
  await delay(500);
  isOver = true;
  await Promise.all(clients);

  assert.ok(acknowledged.size > ROUNDS, `only ${acknowledged.size} were acknowledged`);
  for (const [key, { receipt, secret }] of acknowledged) {
    const response = await fetch(`${url}/api/public/complaints/${receipt}`, {
      headers: { authorization: `Bearer ${apiKey}`, 'x-receipt-secret': secret },
    });
    const text = await response.text();
    assert.equal(response.status, 200, `${key}: ${text}`);
    assert.ok(text.includes(`words of ${key}`), key);
    assert.deepEqual(await submit(key), { receipt, secret }, 'sent once more it is the same');
  }
  const file = `${folder}/complaints.jsonl`;
  const { code, stderr } = await runHegui(['complaints', 'export', file], settings);
  assert.equal(code, 0, stderr);
  const { readFileSync } = await import('node:fs');
  const stored = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => exportedSchema.parse(JSON.parse(line)).receipt);
  const told = [...acknowledged.values()].map(({ receipt }) => receipt.replaceAll('-', ''));
  assert.equal(new Set(told).size, acknowledged.size);
  assert.deepEqual(stored.sort(), told.sort(), 'every stored complaint was acknowledged, and the other way round');
  t.diagnostic(`${acknowledged.size} acknowledged, ${stored.length} stored`);
});
