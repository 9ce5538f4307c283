import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptRows } from './kept-rows.ts';

/** A database that only tells of changes, and rows that are read when the test says so. */
function harness() {
  let tell: (payload: string | null) => void = () => undefined;
  let nowMs = 0;
  let reads = 0;
  const gates: PromiseWithResolvers<string>[] = [];
  const rows = new KeptRows<string>({
    database: {
      listen: async (_channel, onNotify) => {
        tell = onNotify;
        return async () => undefined;
      },
    },
    channel: 'test',
    read: () => {
      reads++;
      const gate = Promise.withResolvers<string>();
      gates.push(gate);
      return gate.promise;
    },
    clock: { now: () => new Date(nowMs), monotonicMs: () => nowMs },
    keysMax: 2,
  });
  return {
    rows,
    tell: (payload: string | null) => tell(payload),
    pass: (ms: number) => {
      nowMs += ms;
    },
    reads: () => reads,
    answer: (value: string) => gates.shift()?.resolve(value),
  };
}

test('what is kept costs no reading, and those who ask at the same moment share one', async () => {
  const { rows, reads, answer } = harness();
  await rows.start();
  const both = Promise.all([rows.get('a'), rows.get('a')]);
  answer('one');
  assert.deepEqual(await both, ['one', 'one']);
  assert.deepEqual([rows.get('a'), reads()], ['one', 1]);
});

test('a change that is told while a reading is under way is seen by whoever asks after it', async () => {
  const { rows, tell, reads, answer } = harness();
  await rows.start();
  const before = rows.get('a');
  tell('a');
  const after = rows.get('a');
  answer('old');
  answer('new');
  assert.deepEqual([await before, await after], ['old', 'new']);
  assert.deepEqual([rows.get('a'), reads()], ['new', 2]);
});

test('after a reconnect, after a minute, and beyond its bound nothing is believed without asking', async () => {
  const { rows, tell, pass, reads, answer } = harness();
  await rows.start();
  const ask = async (key: string) => {
    const asked = rows.get(key);
    answer(key);
    return await asked;
  };
  await ask('a');
  tell(null);
  await ask('a');
  assert.equal(reads(), 2);
  pass(60_000);
  await ask('a');
  assert.equal(reads(), 3);
  await ask('b');
  await ask('c');
  await ask('a');
  assert.equal(reads(), 6);
});

test('nobody who does not listen keeps anything, and a failed reading is not kept', async () => {
  const { rows, reads, answer } = harness();
  const asked = rows.get('a');
  answer('one');
  await asked;
  assert.ok(rows.get('a') instanceof Promise);
  answer('one');
  assert.equal(reads(), 2);
  const failing = new KeptRows<string>({
    database: { listen: async () => async () => undefined },
    channel: 'test',
    read: () => Promise.reject(new Error('down')),
    clock: { now: () => new Date(), monotonicMs: () => 0 },
  });
  await failing.start();
  await assert.rejects(async () => await failing.get('a'), /down/);
  await assert.rejects(async () => await failing.get('a'), /down/);
});
