import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Patch } from '../../../label/index.ts';
import { DraftThread } from './draft-thread.ts';
import { openFileSource } from './file-source.ts';

const OLD = Buffer.from(Array.from({ length: 3 << 20 }, (_, index) => index % 251));
const PATCH: Patch = [
  { kind: 'copy', from: 0, to: 10 },
  { kind: 'bytes', bytes: Buffer.from('label') },
  { kind: 'copy', from: 20, to: OLD.length },
];
const STARTS_WITHIN_MS = 20_000;

const thread = new DraftThread();
let folder: string;
const at = (name: string): string => join(folder, name);

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-thread-'));
  writeFileSync(at('film'), OLD);
  writeFileSync(at('small'), 'a');
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Has the thread fill the draft, which it does once it has started. */
async function fill(patch: Patch, from = at('film')): Promise<void> {
  const source = await openFileSource(from);
  const draft = openSync(at('draft'), 'w');
  try {
    for (let waited = 0; waited < STARTS_WITHIN_MS; waited += 10) {
      const filled = thread.fill(draft, source, patch);
      if (filled !== null) return await filled;
      await setTimeout(10);
    }
    assert.fail('the thread does not start');
  } finally {
    closeSync(draft);
    await source.close();
  }
}

test('a draft is filled by the thread, one after the other and two at once', async () => {
  await fill(PATCH);
  const expected = Buffer.concat([OLD.subarray(0, 10), Buffer.from('label'), OLD.subarray(20)]);
  assert.ok(readFileSync(at('draft')).equals(expected));
  await fill([{ kind: 'copy', from: 5, to: 9 }]);
  assert.ok(readFileSync(at('draft')).equals(OLD.subarray(5, 9)));
  const source = await openFileSource(at('film'));
  const drafts = ['one', 'other'].map((name) => openSync(at(name), 'w'));
  await Promise.all(drafts.map((draft) => thread.fill(draft, source, PATCH)));
  for (const name of ['one', 'other']) assert.ok(readFileSync(at(name)).equals(expected));
  for (const draft of drafts) closeSync(draft);
  await source.close();
});

test('what goes wrong in the thread is told, and the next draft is filled all the same', async () => {
  await assert.rejects(fill([{ kind: 'copy', from: 0, to: OLD.length + 1 }]), /became shorter while it was read/);
  await fill(PATCH);
});

test('small files, those in memory and the first large one are left to who asks', async () => {
  const source = await openFileSource(at('film'));
  const small = await openFileSource(at('small'));
  const fresh = new DraftThread();
  assert.equal(thread.fill(0, small, PATCH), null);
  assert.equal(thread.fill(0, { ...source, file: null }, PATCH), null);
  assert.equal(fresh.fill(0, source, PATCH), null);
  await Promise.all([source.close(), small.close()]);
});

test('a process waits for the draft that the thread fills, and not for the thread', () => {
  const script = `
    import { closeSync, openSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    import { DraftThread } from ${JSON.stringify(join(import.meta.dirname, 'draft-thread.ts'))};
    import { openFileSource } from ${JSON.stringify(join(import.meta.dirname, 'file-source.ts'))};
    const source = await openFileSource(${JSON.stringify(at('film'))});
    const draft = openSync(${JSON.stringify(at('alone'))}, 'w');
    const thread = new DraftThread();
    const patch = [{ kind: 'copy', from: 0, to: source.size }];
    let filled = null;
    while (filled === null) {
      filled = thread.fill(draft, source, patch);
      await setTimeout(filled === null ? 10 : 0);
    }
    filled.then(() => process.stdout.write('filled'));
  `;
  writeFileSync(at('script.mjs'), script);
  const ended = spawnSync(process.execPath, [at('script.mjs')], { timeout: STARTS_WITHIN_MS });
  assert.equal(ended.status, 0, ended.stderr.toString());
  assert.equal(ended.stdout.toString(), 'filled');
  assert.ok(readFileSync(at('alone')).equals(OLD));
});
