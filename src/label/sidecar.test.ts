import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { utf8 } from './file/bytes.ts';
import { verifyFile } from './file/label-file.ts';
import { bytesSource } from './file/source.ts';
import { buildSidecar, checkSidecar, sidecarName } from './sidecar.ts';
import { sampleLabel } from './testing/sample-label.ts';

const table = utf8('名称,数量\n甲,1\n');
const source = bytesSource(table);
const label = sampleLabel();

test('a sidecar holds the label and what it belongs to, and is found right', async () => {
  const text = await buildSidecar(source, 'out/a.csv', label);
  assert.deepEqual(JSON.parse(text), {
    AIGC: label.AIGC,
    File: { Name: 'a.csv', Bytes: table.length, SHA256: createHash('sha256').update(table).digest('hex') },
  });
  assert.equal(sidecarName('out/a.csv'), 'out/a.csv.aigc.json');
  const check = await checkSidecar(source, 'other/a.csv', text);
  assert.deepEqual(check, { kind: 'conformant', members: label.AIGC, findings: [] });
  // Whoever reads labels in JSON finds this one as well.
  assert.equal((await verifyFile(bytesSource(utf8(text)), 'a.csv.aigc.json')).kind, 'conformant');
});

test('a sidecar of other bytes, another size, or without a file is told', async () => {
  const text = await buildSidecar(source, 'a.csv', label);
  const codes = async (bytes: Uint8Array, sidecar: string, name: string | null = 'a.csv'): Promise<string> => {
    const { kind, findings } = await checkSidecar(bytesSource(bytes), name, sidecar);
    return [kind, ...findings.map(({ code }) => code)].join(' ');
  };
  assert.equal(await codes(utf8('名称,数量\n甲,2\n'), text), 'non-conformant sha256');
  assert.equal(await codes(utf8('x'), text), 'non-conformant sha256 bytes');
  assert.equal(await codes(table, text, 'b.csv'), 'conformant name');
  assert.equal(await codes(table, text, null), 'conformant');
  assert.equal(await codes(table, JSON.stringify({ AIGC: label.AIGC })), 'non-conformant file');
  assert.equal(await codes(table, text.replace('"Label": "1"', '"Label": "9"')), 'non-conformant label');
  assert.equal(
    await codes(table, text.replace(/"ReservedCode2": ""/, '"Other": ""')),
    'non-conformant missing unknown',
  );
  for (const other of ['', '[]', '{"AIGC":1}', '{"File":{}}']) assert.equal(await codes(table, other), 'none sidecar');
});
