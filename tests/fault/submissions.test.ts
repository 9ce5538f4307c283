import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { describeSeed, seededRandom } from '../../src/kernel/testing/seeded-random.ts';
import { afterTest, temporaryFolder } from '../../src/store/testing/folders.ts';
import { freshDatabase } from '../support/cluster.ts';
import { initHegui, runHegui, ServerProcess } from '../support/server-process.ts';

const ROUNDS = 6;
const CLIENTS_EACH = 3;
const LIFE_MS_MAX = 900;
const TRIES_MAX = 400;

const receiptSchema = z.object({ receipt: z.string(), secret: z.string() });
type Receipt = z.infer<typeof receiptSchema>;
const exportedSchema = z.object({ receipt: z.string() });

/** What the public sends, each its way in, and the command that lists what came. */
const INTAKES = [
  {
    name: 'complaint',
    path: '/api/public/complaints',
    bodyOf: (key: string) => ({ kind: 'other', text: `words of ${key}` }),
    command: 'complaints',
  },
  {
    name: 'request',
    path: '/api/public/privacy-requests',
    bodyOf: (key: string) => ({ kind: 'explain', user: `user of ${key}`, text: `words of ${key}` }),
    command: 'requests',
  },
] as const;
type Intake = (typeof INTAKES)[number];

test(`over ${ROUNDS} kills during submissions no acknowledged complaint or request is lost and none is doubled [measures#15 measures#11]`, {
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
  const acknowledged = new Map<string, { readonly intake: Intake; readonly receipt: Receipt }>();

  const submit = async ({ path, bodyOf }: Intake, key: string): Promise<Receipt | null> => {
    try {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(bodyOf(key)),
      });
      const text = await response.text();
      return response.status === 201 ? receiptSchema.parse(JSON.parse(text)) : null;
    } catch (error) {
      // The server was killed under it: nobody was told anything.
      assert.ok(error instanceof TypeError, String(error));
      return null;
    }
  };
  /** Sends the same until somebody answers, as an app with a queue would. */
  const client = async (intake: Intake, number: number): Promise<void> => {
    for (let i = 0; !isOver; i++) {
      const key = `client-${number}-${intake.name}-${String(i).padStart(6, '0')}`;
      for (let tries = 0; tries < TRIES_MAX && !acknowledged.has(key); tries++) {
        const receipt = await submit(intake, key);
        if (receipt !== null) acknowledged.set(key, { intake, receipt });
        else await delay(50);
      }
    }
  };
  const clients = INTAKES.flatMap((intake) =>
    Array.from({ length: CLIENTS_EACH }, (_, number) => client(intake, number)),
  );
  for (let round = 0; round < ROUNDS; round++) {
    await delay(300 + random() * LIFE_MS_MAX);
    await server.kill();
    server = await ServerProcess.start(settings);
    url = server.url;
  }
  await delay(500);
  isOver = true;
  await Promise.all(clients);

  for (const [key, { intake, receipt }] of acknowledged) {
    const response = await fetch(`${url}${intake.path}/${receipt.receipt}`, {
      headers: { authorization: `Bearer ${apiKey}`, 'x-receipt-secret': receipt.secret },
    });
    const text = await response.text();
    assert.equal(response.status, 200, `${key}: ${text}`);
    assert.ok(text.includes(`words of ${key}`), key);
    assert.deepEqual(await submit(intake, key), receipt, 'sent once more it is the same');
  }
  for (const intake of INTAKES) {
    const file = `${folder}/${intake.command}.jsonl`;
    const { code, stderr } = await runHegui([intake.command, 'export', file], settings);
    assert.equal(code, 0, stderr);
    const stored = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => exportedSchema.parse(JSON.parse(line)).receipt.replaceAll('-', ''));
    const told = [...acknowledged.values()]
      .filter((one) => one.intake === intake)
      .map(({ receipt }) => receipt.receipt.replaceAll('-', ''));
    assert.ok(told.length > ROUNDS, `only ${told.length} were acknowledged`);
    assert.equal(new Set(told).size, told.length);
    assert.deepEqual(
      stored.sort(),
      told.sort(),
      `every stored ${intake.name} was acknowledged, and the other way round`,
    );
    t.diagnostic(`${intake.name}: ${told.length} acknowledged, ${stored.length} stored`);
  }
});
