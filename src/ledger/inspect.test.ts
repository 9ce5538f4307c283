import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildVerifier } from '../../scripts/build-verifier.ts';
import { packBundle } from './pack.ts';
import { sampleEntries, sampleEntry, sampleLines, sampleSigner } from './testing/sample-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'hegui-verify-'));
const verifier = join(folder, 'hegui-verify.mjs');
const at = (name: string): string => join(folder, name);

before(async () => {
  await buildVerifier(verifier);
  const lines = [...sampleLines(sampleEntries(300), [100])];
  async function* source(): AsyncGenerator<string> {
    yield* lines;
  }
  const packed: Buffer[] = [];
  for await (const chunk of packBundle(source())) packed.push(chunk);
  writeFileSync(at('whole.jsonl.gz'), Buffer.concat(packed));
  writeFileSync(at('whole.jsonl'), lines.join(''));
  writeFileSync(at('changed.jsonl'), lines.join('').replace('\\"hits\\":0', '\\"hits\\":1'));
  writeFileSync(at('open.jsonl'), [...sampleLines([sampleEntry('evt_0', 'request.opened', 'exc_open')])].join(''));
  writeFileSync(at('noise.gz'), Buffer.concat([Buffer.of(0x1f, 0x8b), Buffer.alloc(500, 7)]));
  // What Node 18 lacks and the code or its helpers might reach for.
  const asNode18 = `
    import crypto from 'node:crypto';
    import { syncBuiltinESMExports } from 'node:module';
    delete crypto.hash;
    syncBuiltinESMExports();
    for (const name of ['isWellFormed', 'toWellFormed']) delete String.prototype[name];
    for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with']) delete Array.prototype[name];
    delete Promise.withResolvers; delete Object.groupBy; delete Array.fromAsync;`;
  writeFileSync(at('as-node-18.mjs'), asNode18);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env: {} }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr }),
    );
  });
}

test('the built file, alone in a folder, accepts a whole bundle with exit 0, packed or not, and with its key', async () => {
  const packed = await run(verifier, 'whole.jsonl.gz');
  assert.equal(packed.code, 0, packed.text);
  assert.match(packed.text, /通过/);
  assert.match(packed.text, /entries: 300/);
  assert.equal((await run(verifier, 'whole.jsonl')).code, 0);
  assert.equal((await run(verifier, 'whole.jsonl.gz', '--key', sampleSigner().key.text)).code, 0);
});

test('a changed entry, an open exchange and another key end in exit 1 and are named', async () => {
  const changed = await run(verifier, 'changed.jsonl');
  assert.equal(changed.code, 1);
  assert.match(changed.text, /条目被改动 \/ entry changed — entry 0 evt_0/);
  const open = await run(verifier, 'open.jsonl');
  assert.equal(open.code, 1);
  assert.match(open.text, /交互 \/ exchanges:\n {2}✗ .*exc_open/);
  const foreign = await run(verifier, 'whole.jsonl', '--key', sampleSigner(2).key.text, '--json');
  assert.equal(foreign.code, 1);
  assert.deepEqual(JSON.parse(foreign.text).findings[0].kind, 'key');
});

test('wrong usage ends in exit 2, what cannot be read in exit 3', async () => {
  assert.equal((await run(verifier)).code, 2);
  assert.equal((await run(verifier, 'whole.jsonl', '--unknown')).code, 2);
  assert.equal((await run(verifier, 'whole.jsonl', '--key', 'nonsense')).code, 2);
  assert.equal((await run(verifier, 'noise.gz')).code, 3);
  assert.equal((await run(verifier, 'missing.jsonl')).code, 3);
  assert.equal((await run(verifier, '.')).code, 3);
});

test('the built file needs nothing that Node 18 does not have', async () => {
  for (const [file, code] of [
    ['whole.jsonl.gz', 0],
    ['changed.jsonl', 1],
  ] as const) {
    const result = await run('--import', at('as-node-18.mjs'), verifier, file);
    assert.equal(result.code, code, result.text);
  }
});
