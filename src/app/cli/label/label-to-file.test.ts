import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { buildImplicitLabel, bytesSource, verifyFile } from '../../../label/index.ts';
import { openFileSource } from './file-source.ts';
import { labelToFile } from './label-to-file.ts';

const label = buildImplicitLabel({ providerCode: '001191350100M000100Y4310001', produceId: 'one' });
/** So long that the disk begins on a guess, and in several pieces. */
const rows = (end: string): string => `{"rows":[${'[1,"水壶"],'.repeat(220_000)}0]${end}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-label-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function labelled(text: string): Promise<Uint8Array> {
  const path = join(folder, 'rows.json');
  writeFileSync(path, text);
  const source = await openFileSource(path);
  try {
    await labelToFile(source, label, { path, place: path, evenIfSigned: false });
  } finally {
    await source.close();
    assert.deepEqual(readdirSync(folder), ['rows.json']);
  }
  return readFileSync(path);
}

test('a long text carries its label, and the rest of it stays to the byte', async () => {
  const text = rows('}');
  const written = await labelled(text);
  assert.equal((await verifyFile(bytesSource(written), 'rows.json')).kind, 'conformant');
  const made = Buffer.from(written).toString();
  assert.ok(made.startsWith('{"AIGC":') && made.endsWith(`,${text.slice(1)}`));
});

test('a label that is found only at the end gives way, although the draft was written without knowing of it', async () => {
  const written = await labelled(rows(`,"AIGC":${JSON.stringify(label.AIGC)}}`));
  assert.equal((await verifyFile(bytesSource(written), 'rows.json')).kind, 'conformant');
  assert.equal(Buffer.from(written).toString().split('AIGC').length, 2);
});

test('a text that turns out to be broken at its end stays as it is', async () => {
  for (const end of ['', ',}', '}}', 'x}']) {
    await assert.rejects(labelled(rows(end)), { code: 'E_FILE_UNREADABLE' });
    assert.equal(readFileSync(join(folder, 'rows.json'), 'utf8'), rows(end));
  }
});
