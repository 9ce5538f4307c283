import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { BundleWriter } from './bundle.ts';
import type { Verified } from './bundle-verifier.ts';
import { signCheckpoint } from './checkpoint.ts';
import { leafHash } from './hash.ts';
import { packBundle } from './pack.ts';
import { type SampleEntry, sampleEntries, sampleEntry, sampleLines, sampleSigner } from './testing/sample-bundle.ts';
import { Frontier } from './tree.ts';
import { verifyBundle } from './verify.ts';

async function* cut(bytes: Uint8Array, sizeMax = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sizeMax) yield bytes.subarray(at, at + sizeMax);
}

const verify = (file: string | Uint8Array, pinnedKey?: string): Promise<Verified> =>
  verifyBundle(cut(Buffer.from(file)), pinnedKey === undefined ? {} : { pinnedKey });

const linesOf = (entries: readonly SampleEntry[], checkpointSizes: readonly number[] = []): string[] => [
  ...sampleLines(entries, checkpointSizes),
];

async function pack(lines: readonly string[]): Promise<Buffer> {
  async function* source(): AsyncGenerator<string> {
    yield* lines;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of packBundle(source())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const told = ({ findings }: Verified): string[] => findings.map(({ kind, subject }) => `${kind}: ${subject}`);
// Whatever is changed in a sealed file also breaks the seal; that is looked at once and left out elsewhere.
const toldBesideSeal = (verified: Verified): string[] => told(verified).filter((one) => one !== 'seal: seal');

/** Seals lines anew: what someone who holds the log's key could do. */
function reseal(lines: readonly string[]): string {
  const signer = sampleSigner();
  const header: { exportedAt: string; origin: string; keys: string[]; size: number } = JSON.parse(lines[0] ?? '');
  const writer = new BundleWriter(header);
  writer.header();
  let text = lines[0] ?? '';
  for (const line of lines.slice(1, -1)) {
    const value: { tile?: number; hashes?: string; checkpoint?: string; i?: number } & Record<string, string> =
      JSON.parse(line);
    if (value.tile !== undefined) text += writer.tile(value.tile, Buffer.from(value.hashes ?? '', 'base64'));
    else if (value.checkpoint !== undefined) text += writer.checkpoint(value.checkpoint);
    else {
      const { at = '', body = '', id = '', kind = '' } = value;
      text += writer.entry({ index: value.i ?? 0, at, body, id, kind });
    }
  }
  return text + writer.seal(signer);
}

const without = <T>(items: readonly T[], at: number): T[] => items.toSpliced(at, 1);
const swap = <T>(items: readonly T[], a: number, b: number): T[] => {
  const order = items.map((_, at) => (at === a ? b : at === b ? a : at));
  return order.flatMap((at) => items.slice(at, at + 1));
};
// Line 0 is the header and line 1 the first tile; with checkpoints only at the end, entry i stands on line i + 2.
const lineOfEntry = (index: number): number => index + 2 + Math.floor(index / 256);

test('a whole bundle verifies, plain and packed, however it is cut, and tells its numbers', async () => {
  const lines = linesOf(sampleEntries(600), [1, 200, 256, 257, 512]);
  const signer = sampleSigner();
  const expected: Verified = {
    ok: true,
    entries: 600,
    checkpoints: 6,
    exchanges: 300,
    origin: 'hegui/log/sample',
    verifierKey: signer.key.text,
    findings: [],
  };
  assert.deepEqual(await verify(lines.join('')), expected);
  const packed = await pack(lines);
  assert.deepEqual(await verify(packed, signer.key.text), expected);
  assert.deepEqual(await verifyBundle(cut(packed, 7)), expected);
  assert.deepEqual(await verifyBundle(cut(Buffer.from(lines.join('')), 5)), expected);
});

test('an empty log verifies', async () => {
  assert.deepEqual(told(await verify(linesOf([]).join(''))), []);
});

test('a flip in every byte of a plain bundle is found, and in an entry line it is that entry that is named', async () => {
  const lines = linesOf(sampleEntries(4), [3]);
  const bytes = Buffer.from(lines.join(''));
  let line = 0;
  let entry = -1;
  for (let at = 0; at < bytes.length; at++) {
    const isEntry = lines[line]?.startsWith('{"at"') === true;
    if (isEntry && bytes[at - 1] === 10) entry += 1;
    // Three bits of each byte, others each time, and all eight at once: every bit of every byte would take a minute.
    for (const flip of [1 << (at % 8), 1 << ((at + 3) % 8), 1 << ((at + 5) % 8), 255]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ flip;
      const verified = await verify(changed);
      const where = `byte ${at} ^ ${flip} of line ${line}: ${told(verified).join(', ')}`;
      assert.equal(verified.ok, false, where);
      if (isEntry)
        assert.ok(
          verified.findings.some(({ subject }) => subject.split(' ')[1] === String(entry)),
          where,
        );
    }
    if (bytes[at] === 10) line += 1;
  }
  assert.equal(entry, 3);
});

test('every flipped bit of a packed bundle is found', async () => {
  const packed = await pack(linesOf(sampleEntries(8), [3]));
  for (let at = 0; at < packed.length; at++) {
    for (const flip of [1, 2, 4, 8, 16, 32, 64, 128]) {
      const changed = Buffer.from(packed);
      changed[at] = (changed[at] ?? 0) ^ flip;
      assert.equal((await verify(changed)).ok, false, `byte ${at} ^ ${flip}`);
    }
  }
});

test('a bundle cut short at any byte is found, plain and packed', async () => {
  const lines = linesOf(sampleEntries(4));
  const plain = Buffer.from(lines.join(''));
  for (let end = 2; end < plain.length; end++) {
    const verified = await verify(plain.subarray(0, end));
    const kinds = new Set(verified.findings.map(({ kind }) => kind));
    assert.ok(kinds.has('truncated') || kinds.has('unreadable'), `${end}: ${[...kinds].join()}`);
  }
  const packed = await pack(lines);
  for (let end = 2; end < packed.length; end++) {
    assert.equal((await verify(packed.subarray(0, end))).ok, false, `${end}`);
  }
});

test('something after the end is found, plain and packed', async () => {
  const lines = linesOf(sampleEntries(4));
  for (const tail of ['\n', 'x', lines[3] ?? '']) {
    assert.deepEqual(told(await verify(lines.join('') + tail)), ['seal: seal']);
    assert.equal((await verify(Buffer.concat([await pack(lines), Buffer.from(tail)]))).ok, false);
  }
  const emptyMember = gzipSync('');
  assert.equal((await verify(Buffer.concat([await pack(lines), emptyMember]))).ok, false);
});

test('a bundle packed by another program keeps its content and is told by its packing', async () => {
  const text = linesOf(sampleEntries(4)).join('');
  assert.deepEqual(told(await verify(gzipSync(text))), ['packing: file']);
});

test('a changed body is named by index, id and kind, and the rest stays proven', async () => {
  const lines = linesOf(sampleEntries(600));
  lines[lineOfEntry(300)] = (lines[lineOfEntry(300)] ?? '').replace('\\"hits\\":0', '\\"hits\\":7');
  const verified = await verify(lines.join(''));
  assert.deepEqual(toldBesideSeal(verified), ['changed: entry 300 evt_300']);
  assert.match(verified.findings.find(({ kind }) => kind === 'changed')?.message ?? '', /request\.opened/);
});

test('a removed entry is named, also the last, and even when the bundle was sealed anew', async () => {
  for (const index of [0, 17, 255, 256, 599]) {
    const lines = without(linesOf(sampleEntries(600)), lineOfEntry(index));
    const verified = await verify(reseal(lines));
    const exchange = `exc_${Math.floor(index / 2)}`;
    assert.deepEqual(told(verified), [
      `removed: entry ${index}`,
      index % 2 === 0 ? `unopened: ${exchange}` : `unclosed: ${exchange}`,
    ]);
  }
});

test('an inserted entry is named as forged, a repeated one too', async () => {
  const lines = linesOf(sampleEntries(300));
  const forged = sampleEntry('evt_forged', 'staff.created', 'x');
  const line = JSON.stringify({ at: forged.at, body: forged.body, i: 10, id: forged.id, kind: forged.kind });
  const inserted = lines.toSpliced(lineOfEntry(10), 0, `${line}\n`);
  assert.deepEqual(told(await verify(reseal(inserted))), ['forged: entry evt_forged at line 13']);
  const repeated = lines.toSpliced(lineOfEntry(20), 0, lines[lineOfEntry(4)] ?? '');
  assert.deepEqual(told(await verify(reseal(repeated))), ['forged: entry evt_4 at line 23']);
});

test('swapped entries are named, both, next to each other, apart, and in different tiles', async () => {
  for (const [a, b] of [
    [4, 5],
    [4, 40],
    [4, 400],
  ] as const) {
    const lines = swap(linesOf(sampleEntries(600)), lineOfEntry(a), lineOfEntry(b));
    const { findings } = await verify(reseal(lines));
    const kinds = new Set(findings.map(({ kind }) => kind));
    assert.deepEqual([...kinds], ['reordered'], `${a} and ${b}`);
    const text = findings.map(({ subject, message }) => `${subject} ${message}`).join('\n');
    assert.match(text, new RegExp(`entry ${a}\\b`));
    assert.match(text, new RegExp(`entry ${b}\\b`));
  }
});

test('bodies swapped under their old indices are told as reordered', async () => {
  const entries = sampleEntries(300);
  const lines = linesOf(entries);
  const put = (index: number, entry: SampleEntry | undefined): void => {
    if (entry === undefined) return;
    const { at, body, id, kind } = entry;
    lines[lineOfEntry(index)] = `${JSON.stringify({ at, body, i: index, id, kind })}\n`;
  };
  put(3, entries[9]);
  put(9, entries[3]);
  const { findings } = await verify(reseal(lines));
  assert.deepEqual(findings.map(({ kind, subject }) => `${kind}: ${subject}`).sort(), [
    'reordered: entry 3 evt_3',
    'reordered: entry 9 evt_9',
  ]);
});

test('an altered line of hashes is told from an altered entry by the next checkpoint', async () => {
  const lines = linesOf(sampleEntries(600), [100]);
  const tile: { hashes: string; tile: number } = JSON.parse(lines[1] ?? '');
  const hashes = Buffer.from(tile.hashes, 'base64');
  hashes[50 * 32] = (hashes[50 * 32] ?? 0) ^ 1;
  lines[1] = `${JSON.stringify({ hashes: hashes.toString('base64'), tile: 0 })}\n`;
  assert.deepEqual(told(await verify(reseal(lines))), ['tile: tile 0']);
});

test('a lost line of hashes is told, and the entries under it are still proven', async () => {
  const lines = without(linesOf(sampleEntries(600)), lineOfEntry(256) - 1);
  assert.deepEqual(told(await verify(reseal(lines))), ['tile: tile 1']);
});

test('a removed tile with its entries is told as the range that is gone', async () => {
  const lines = linesOf(sampleEntries(800));
  const from = lineOfEntry(256) - 1;
  const verified = await verify(reseal([...lines.slice(0, from), ...lines.slice(from + 257)]));
  assert.deepEqual(told(verified), ['removed: entries 256 to 511', 'tile: entry 256']);
});

test('a removed end is told even when header and seal were made anew', async () => {
  const lines = linesOf(sampleEntries(600));
  const verified = await verify(reseal([...lines.slice(0, lineOfEntry(256) - 1), '']));
  assert.deepEqual(told(verified), ['removed: entries 256 to 599', 'unsigned: entries 0 to 599']);
});

test('a history rewritten under valid signatures is told at the checkpoint that contradicts it', async () => {
  const entries = sampleEntries(20);
  const frontier = new Frontier();
  for (const entry of entries.slice(0, 10)) frontier.append(leafHash(entry.body));
  const before = signCheckpoint(10, frontier.root(), sampleSigner());
  const rewritten = entries.with(4, sampleEntry('evt_4', 'request.opened', 'exc_2 '));
  const lines = linesOf(rewritten, [10]);
  lines[lineOfEntry(10)] = `${JSON.stringify({ checkpoint: before })}\n`;
  const verified = await verify(reseal(lines));
  assert.ok(told(verified).includes('rewritten: checkpoint 10'), told(verified).join());
});

test('a checkpoint of another key, out of place or missing at the end is told', async () => {
  const entries = sampleEntries(20);
  const foreign = linesOf(entries, [10]);
  foreign[lineOfEntry(10)] = [...sampleLines(entries, [10], sampleSigner(2))][lineOfEntry(10)] ?? '';
  assert.deepEqual(told(await verify(reseal(foreign))), ['signature: checkpoint 10']);
  const misplaced = linesOf(sampleEntries(600), [10]);
  const moved = without(misplaced, lineOfEntry(10)).toSpliced(500, 0, misplaced[lineOfEntry(10)] ?? '');
  assert.deepEqual(told(await verify(reseal(moved))), ['reordered: checkpoint 10']);
  const unsigned = without(linesOf(entries, [10]), lineOfEntry(20) + 1);
  assert.deepEqual(told(await verify(reseal(unsigned))), ['unsigned: entries 10 to 19']);
});

test('an altered header and an altered seal are named', async () => {
  const lines = linesOf(sampleEntries(4));
  const header = lines.with(0, (lines[0] ?? '').replace('00:00:01', '00:00:02'));
  assert.deepEqual(told(await verify(header.join(''))), ['header: header', 'seal: seal']);
  const other = linesOf(sampleEntries(6)).at(-1) ?? '';
  assert.deepEqual(told(await verify(lines.with(-1, other).join(''))), ['header: header', 'seal: seal']);
  const foreignSeal = [...sampleLines(sampleEntries(4), [], sampleSigner(2))].at(-1) ?? '';
  assert.deepEqual(told(await verify(lines.with(-1, foreignSeal).join(''))), ['seal: seal']);
});

test('a bundle that another key made whole is a finding only against the pinned key', async () => {
  const text = [...sampleLines(sampleEntries(4), [], sampleSigner(2))].join('');
  assert.equal((await verify(text)).ok, true);
  const pinned = await verify(text, sampleSigner().key.text);
  assert.deepEqual(told(pinned), [`key: ${sampleSigner(2).key.text}`]);
});

test('what is no bundle is unreadable: text, noise, nothing, damaged gzip', async () => {
  for (const file of ['', 'hello\nworld\n', '{"a":1}\n', Buffer.alloc(5_000, 0xa5), gzipSync('x').subarray(0, 4)]) {
    const verified = await verify(file);
    assert.equal(verified.ok, false);
  }
  assert.deepEqual(told(await verify('hello\nworld\n')), ['unreadable: file']);
  const packed = await pack(linesOf(sampleEntries(50)));
  packed.fill(0xff, 40, 90);
  assert.ok(told(await verify(packed)).includes('unreadable: file'));
});

test('an entry whose line or body is not canonical JSON is named', async () => {
  const lines = linesOf(sampleEntries(10));
  const spaced = lines.with(lineOfEntry(3), (lines[lineOfEntry(3)] ?? '').replace('"i":3', '"i": 3'));
  assert.ok(told(await verify(spaced.join(''))).includes('not-canonical: entry 3 evt_3'));
  const body = `{"kind":"x", "v":1}`;
  const entries = sampleEntries(10).with(3, { id: 'evt_3', kind: 'x', at: '', body });
  assert.ok(told(await verify(linesOf(entries).join(''))).includes('not-canonical: entry 3 evt_3'));
});

test('an id beside the body that is not the one in it is named', async () => {
  const entries = sampleEntries(10).map((entry, i) => (i === 3 ? { ...entry, id: 'evt_other' } : entry));
  assert.deepEqual(told(await verify(linesOf(entries).join(''))), ['changed: entry 3 evt_other']);
});

test('an id that occurs twice under the tree is named', async () => {
  const entries = [...sampleEntries(4), sampleEntry('evt_1', 'staff.created', 'x')];
  assert.deepEqual(told(await verify(linesOf(entries).join(''))), ['forged: entry 4 evt_1']);
});

test('exchanges left open, closed without opening, closed or opened twice are named apart from damage', async () => {
  const entries = [
    sampleEntry('evt_0', 'request.opened', 'exc_open'),
    sampleEntry('evt_1', 'response.closed', 'exc_never_opened'),
    sampleEntry('evt_2', 'request.opened', 'exc_twice'),
    sampleEntry('evt_3', 'response.closed', 'exc_twice'),
    sampleEntry('evt_4', 'response.closed', 'exc_twice'),
    sampleEntry('evt_5', 'request.opened', 'exc_twice'),
    sampleEntry('evt_6', 'response.closed', 'exc_early'),
    sampleEntry('evt_7', 'request.opened', 'exc_early'),
  ];
  assert.deepEqual(told(await verify(linesOf(entries).join(''))), [
    'closed-twice: exc_twice',
    'opened-twice: exc_twice',
    'unclosed: exc_open',
    'unopened: exc_never_opened',
  ]);
});

test('wide damage lists a thousand findings and counts the rest', async () => {
  const lines = linesOf(sampleEntries(3_000)).map((line) => line.replace('\\"hits\\":0', '\\"hits\\":1'));
  const { findings } = await verify(lines.join(''));
  assert.equal(findings.length, 1_001);
  assert.equal(findings.at(-1)?.kind, 'more');
  assert.match(findings.at(-1)?.message ?? '', /^\d+ further/);
});

test('no random change of lines goes unseen', async () => {
  const lines = linesOf(sampleEntries(520), [10, 300]);
  const at = fc.integer({ min: 0, max: lines.length - 1 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('drop', 'swap', 'repeat', 'move'), at, at, async (what, a, b) => {
      fc.pre(what === 'drop' || what === 'repeat' || lines[a] !== lines[b]);
      const line = lines[a] ?? '';
      const changed = {
        drop: () => without(lines, a),
        swap: () => swap(lines, a, b),
        repeat: () => lines.toSpliced(b, 0, line),
        move: () => without(lines, a).toSpliced(b, 0, line),
      }[what]();
      fc.pre(changed.join('') !== lines.join(''));
      assert.equal((await verify(changed.join(''))).ok, false);
    }),
    { numRuns: 150 },
  );
});
