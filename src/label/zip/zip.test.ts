import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, viewOf } from '../file/bytes.ts';
import { patchedBytes } from '../file/patch.ts';
import { bytesSource } from '../file/source.ts';
import { pythonZip, readPythonZip } from '../testing/python-zip.ts';
import { rewriteZip } from './rewrite-zip.ts';
import { readEntry, readZip, type Zip } from './zip.ts';

const TEXTS = [
  ['a.txt', '一'.repeat(100)],
  ['b.txt', 'two'],
  ['c.txt', 'three'],
] as const;
const plain = pythonZip(TEXTS, { comment: 'kept' });

/** The same ZIP with ZIP64 records at its end, and the place of its last entry told in a field of ZIP64. */
function wide(): Uint8Array {
  const at = Buffer.from(plain).indexOf('PK\x05\x06', 0, 'latin1');
  const end = Uint8Array.from(plain.subarray(at));
  const [size, from] = [viewOf(end).getUint32(12, true), viewOf(end).getUint32(16, true)];
  const directory = Uint8Array.from(plain.subarray(from, from + size));
  const last = Buffer.from(directory).lastIndexOf('PK\x01\x02', undefined, 'latin1');
  const field = new Uint8Array(12);
  viewOf(field).setUint16(0, 1, true);
  viewOf(field).setUint16(2, 8, true);
  viewOf(field).setBigUint64(4, BigInt(viewOf(directory).getUint32(last + 42, true)), true);
  viewOf(directory).setUint32(last + 42, 0xffffffff, true);
  viewOf(directory).setUint16(last + 30, field.length, true);
  const end64 = new Uint8Array(56 + 4);
  end64.set([0x50, 0x4b, 6, 6, 48]);
  end64.set([9, 9, 9, 9], 56);
  viewOf(end64).setUint16(14, 45, true);
  const numbers = { 24: 3, 32: 3, 40: size + field.length, 48: from };
  for (const [place, value] of Object.entries(numbers)) viewOf(end64).setBigUint64(Number(place), BigInt(value), true);
  viewOf(end64).setBigUint64(4, 48n, true);
  const locator = new Uint8Array(20);
  locator.set([0x50, 0x4b, 6, 7]);
  viewOf(locator).setBigUint64(8, BigInt(from + size + field.length), true);
  viewOf(locator).setUint32(16, 1, true);
  end.fill(0xff, 8, 20);
  return concat(plain.subarray(0, from), directory, field, end64.subarray(0, 56), locator, end);
}

const rewrite = async (bytes: Uint8Array, changes: Readonly<Record<string, string>>): Promise<Uint8Array> => {
  const source = bytesSource(bytes);
  const made = new Map(Object.entries(changes).map(([name, text]) => [name, Buffer.from(text)]));
  return await patchedBytes(source, rewriteZip(await readZip(source), made));
};
const read = async (bytes: Uint8Array): Promise<Zip> => await readZip(bytesSource(bytes));

for (const [title, bytes] of [
  ['a plain ZIP', plain],
  ['a ZIP with ZIP64 records', wide()],
] as const) {
  test(`${title} is rewritten in place and at its end, and Python reads it`, async () => {
    assert.deepEqual(await rewrite(bytes, {}), Uint8Array.from(bytes));
    const rewritten = await rewrite(bytes, { 'a.txt': 'changed', 'd.txt': 'added' });
    const expected = [['a.txt', 'changed'], ...TEXTS.slice(1), ['d.txt', 'added']];
    assert.deepEqual(readPythonZip(rewritten), { comment: 'kept', entries: expected });
    assert.deepEqual(await rewrite(rewritten, { 'a.txt': 'changed' }), rewritten);
    const { entries, end64At } = await read(rewritten);
    assert.equal(end64At === null, title === 'a plain ZIP');
    const [, , third] = entries;
    assert.ok(third !== undefined);
    assert.equal(Buffer.from(await readEntry(bytesSource(rewritten), third)).toString(), 'three');
  });
}

test('lies of the directory are named', async () => {
  const at = Buffer.from(plain).indexOf('PK\x05\x06', 0, 'latin1');
  const from = viewOf(plain).getUint32(at + 16, true);
  const changed = (place: number, ...values: readonly number[]): Uint8Array => {
    const bytes = Uint8Array.from(plain);
    bytes.set(values, place);
    return bytes;
  };
  const second = Buffer.from(plain).indexOf('PK\x01\x02', from + 4, 'latin1');
  const lies: readonly (readonly [RegExp, Uint8Array])[] = [
    [/no end record/, plain.subarray(0, -1)],
    [/record 4/, changed(at + 10, 4)],
    [/more in it/, changed(at + 10, 2)],
    [/beyond its end/, changed(at + 12, 0xff, 0xff)],
    [/several files/, changed(at + 4, 1)],
    [/share their place/, changed(second + 42, 0, 0, 0, 0)],
    [/overlaps/, changed(from + 20, 0xff, 0xff)],
    [/same name/, changed(second + 46, 0x41)],
  ];
  for (const [says, bytes] of lies) await assert.rejects(read(bytes), { code: 'E_FILE_UNREADABLE', message: says });
  const damaged = changed(from + 16, 0);
  const [entry] = (await read(damaged)).entries;
  assert.ok(entry !== undefined);
  await assert.rejects(readEntry(bytesSource(damaged), entry), /damaged/);
  const locked = (await read(changed(from + 8, 1))).entries[0];
  assert.ok(locked !== undefined);
  await assert.rejects(readEntry(bytesSource(plain), locked), { code: 'E_FILE_UNSUPPORTED', message: /encrypted/ });
});
