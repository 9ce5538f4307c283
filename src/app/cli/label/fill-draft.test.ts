import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { describeSeed, seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { bytesSource, type Patch, patchedBytes } from '../../../label/index.ts';
import { openFileSource } from './file-source.ts';
import { fillDraft } from './fill-draft.ts';

const OLD = Uint8Array.from({ length: 3_000 }, (_, at) => (at * 7) % 251);

let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-fill-'));
  writeFileSync(at('old'), OLD);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function randomPatch(below: (limit: number) => number): Patch {
  return Array.from({ length: below(6) }, () => {
    if (below(3) === 0) return { kind: 'bytes', bytes: new Uint8Array(below(40)).fill(0xee) };
    const from = below(OLD.length);
    return { kind: 'copy', from, to: from + below(OLD.length - from + 1) };
  });
}

test('a draft is the new file, whatever was read on the way, in whatever order, with gaps and twice', async (t) => {
  const random = seededRandom(describeSeed(t));
  const below = (limit: number): number => Math.floor(random() * limit);
  const source = await openFileSource(at('old'));
  for (let run = 0; run < 150; run += 1) {
    const patch = randomPatch(below);
    const draft = openSync(at('draft'), 'w');
    const filling = fillDraft(draft, source, patch);
    for (let from = below(40), takes = below(12); takes > 0; takes -= 1) {
      const length = below(900);
      await filling.take(OLD.slice(from, from + length), from);
      from = random() < 0.8 ? Math.min(OLD.length, from + length + below(30)) : below(OLD.length);
    }
    await (await filling.finish()).onDisk;
    closeSync(draft);
    assert.deepEqual(
      new Uint8Array(readFileSync(at('draft'))),
      await patchedBytes(bytesSource(OLD), patch),
      `run ${run}`,
    );
  }
  await source.close();
});

test('what goes wrong on the way is told at the end, and nothing more is written', async () => {
  const source = await openFileSource(at('old'));
  writeFileSync(at('draft'), '');
  const unwritable = openSync(at('draft'), 'r');
  const filling = fillDraft(unwritable, source, [{ kind: 'copy', from: 0, to: OLD.length }]);
  await filling.take(OLD, 0);
  await filling.take(OLD, 0);
  await assert.rejects(filling.finish(), { code: 'EBADF' });
  closeSync(unwritable);
  await source.close();
});
