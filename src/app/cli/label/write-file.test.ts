import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { HeguiError } from '../../../kernel/index.ts';
import type { LabelPlan, Patch } from '../../../label/index.ts';
import { openFileSource } from './file-source.ts';
import { writePatchedFile, writePlannedFile } from './write-file.ts';

const OLD = Buffer.from(Array.from({ length: 3 << 20 }, (_, index) => index % 251));
const NEW = Buffer.concat([OLD.subarray(0, 10), Buffer.from('label'), OLD.subarray(20)]);
const PATCH: Patch = [
  { kind: 'copy', from: 0, to: 10 },
  { kind: 'bytes', bytes: Buffer.from('label') },
  { kind: 'copy', from: 20, to: OLD.length },
];

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-write-'));
  writeFileSync(at('film'), OLD);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function write(patch: Patch, from: string, to: string): Promise<void> {
  const source = await openFileSource(from);
  try {
    await writePatchedFile(source, patch, to);
  } finally {
    await source.close();
  }
}

const planned = async (plan: LabelPlan): Promise<Patch> => {
  const source = await openFileSource(at('film'));
  try {
    return await writePlannedFile(source, plan, at('film'));
  } finally {
    await source.close();
  }
};

/** Writes in a process of its own, which gets the signal when a third of the file is copied; tells by what it ended. */
function stoppedWriting(signal: 'SIGKILL' | 'SIGTERM'): string | null {
  const script = `
    import { openFileSource } from ${JSON.stringify(join(import.meta.dirname, 'file-source.ts'))};
    import { writePatchedFile } from ${JSON.stringify(join(import.meta.dirname, 'write-file.ts'))};
    const path = ${JSON.stringify(at('film'))};
    const source = await openFileSource(path);
    const fill = (buffer, offset, length) => {
      if (offset > 1 << 20) process.kill(process.pid, ${JSON.stringify(signal)});
      return source.fill(buffer, offset, length);
    };
    // What lies before goes to the disk in the background meanwhile, so that the process listens.
    const parts = Array.from({ length: 20 }, () => ({ kind: 'copy', from: 0, to: 1 << 20 }));
    await writePatchedFile({ ...source, fill }, [...parts, { kind: 'copy', from: 0, to: source.size }], path);
    setInterval(() => undefined, 1_000);
  `;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 }).signal;
}

test('the new file takes the place of the old one with its mode, and nothing else is in the folder', async () => {
  chmodSync(at('film'), 0o666);
  await write(PATCH, at('film'), at('film'));
  assert.ok(readFileSync(at('film')).equals(NEW));
  assert.equal(statSync(at('film')).mode & 0o777, 0o666);
  assert.deepEqual(readdirSync(folder), ['film']);
});

test('a link stays one, and what it leads to is written', async () => {
  symlinkSync(at('film'), at('link'));
  await write(PATCH, at('link'), at('link'));
  assert.ok(lstatSync(at('link')).isSymbolicLink());
  assert.ok(readFileSync(at('film')).equals(NEW));
});

test('a failure in the middle leaves the old file whole and no draft', async () => {
  const patch: Patch = [...PATCH, { kind: 'copy', from: OLD.length, to: OLD.length + 1 }];
  await assert.rejects(
    write(patch, at('film'), at('film')),
    (error) => error instanceof HeguiError && /shorter/.test(error.message),
  );
  assert.ok(readFileSync(at('film')).equals(OLD));
  assert.deepEqual(readdirSync(folder), ['film']);
});

const WHOLE: Patch = [{ kind: 'copy', from: 0, to: OLD.length }];

test('what is written is what was confirmed, whatever was likely', async () => {
  for (const likely of [PATCH, WHOLE, [...PATCH, ...WHOLE, ...WHOLE]]) {
    writeFileSync(at('film'), OLD);
    assert.deepEqual(await planned({ likely, confirm: async () => PATCH }), PATCH);
    assert.ok(readFileSync(at('film')).equals(NEW));
    assert.deepEqual(readdirSync(folder), ['film']);
  }
});

test('the draft is gone when nothing is confirmed, and the reason is told as it is', async () => {
  const reason = new HeguiError('E_FILE_UNREADABLE', 'the file is broken at its end');
  const confirm = async (): Promise<Patch> => {
    assert.ok(readFileSync(at('film')).equals(OLD));
    throw reason;
  };
  await assert.rejects(planned({ likely: PATCH, confirm }), (error) => error === reason);
  assert.ok(readFileSync(at('film')).equals(OLD));
  assert.deepEqual(readdirSync(folder), ['film']);
});

test('a process that is stopped leaves the old file whole and no draft', () => {
  assert.equal(stoppedWriting('SIGTERM'), 'SIGTERM');
  assert.ok(readFileSync(at('film')).equals(OLD));
  assert.deepEqual(readdirSync(folder), ['film']);
});

test('a process that is killed leaves the old file whole, and its draft goes with the next writing there', async () => {
  assert.equal(stoppedWriting('SIGKILL'), 'SIGKILL');
  assert.ok(readFileSync(at('film')).equals(OLD));
  assert.equal(readdirSync(folder).length, 2, 'nobody could take the draft away');
  await write(PATCH, at('film'), at('film'));
  assert.ok(readFileSync(at('film')).equals(NEW));
  assert.deepEqual(readdirSync(folder), ['film']);
});
