import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import fc from 'fast-check';
import { buildKernel } from '../../../../../scripts/build-kernel.ts';
import { describeSeed, seededRandom } from '../../../../kernel/testing/seeded-random.ts';
import { concat, utf8 } from '../../../file/bytes.ts';
import { type Patch, patchedBytes } from '../../../file/patch.ts';
import { bytesSource } from '../../../file/source.ts';
import { isJson, outcomeOf, type Pieces, scanPieces } from '../../../testing/json-scans.ts';
import { damagedJson, randomJson } from '../../../testing/random-json.ts';
import { readTrail } from '../json-members.ts';
import { JsonScanner } from '../json-scanner.ts';
import { followTrail, MarkKeeper, type Trail } from '../json-trail.ts';
import { BLOCK_BYTES, ENDED, type JsonEngine, LEAST_BYTES, takeEngine } from './engine.ts';

/** Mutations of the long property; `bench/label-fuzz` asks for more. */
const RUNS = Number(process.env.HEGUI_FUZZ_RUNS ?? 1_000);

function requireEngine(): JsonEngine {
  const engine = takeEngine();
  assert.ok(engine !== null, 'this Node has no WebAssembly with vector instructions');
  return engine;
}

const pieces = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 6 });
const seeds = fc.record({ seed: fc.nat(), bytes: fc.integer({ min: 100, max: 3_000 }), isDamaged: fc.boolean() });
const made = ({ seed, bytes, isDamaged }: { seed: number; bytes: number; isDamaged: boolean }): Uint8Array => {
  const random = seededRandom(seed);
  const json = utf8(randomJson(random, bytes));
  return isDamaged ? damagedJson(json, random) : json;
};

it('kernel and twin make the same of every text, to the byte at which it is wrong, and accept what the language accepts', (t) => {
  const engine = requireEngine();
  const seed = describeSeed(t);
  let accepted = 0;
  const property = fc.property(seeds, pieces, (text, lengths) => {
    const bytes = made(text);
    const whole = outcomeOf(bytes, null, [bytes.length]);
    if (!text.isDamaged) assert.notEqual(typeof whole, 'string', String(whole));
    assert.equal(typeof whole !== 'string', isJson(bytes));
    assert.deepEqual(outcomeOf(bytes, engine, [engine.bytes.length]), whole);
    assert.deepEqual(outcomeOf(bytes, engine, lengths), whole);
    assert.deepEqual(outcomeOf(bytes, null, lengths), whole);
    if (text.isDamaged && typeof whole !== 'string') accepted += 1;
  });
  fc.assert(property, { seed, numRuns: RUNS });
  assert.ok(accepted > 0, 'every damaged text was refused, so none shows what may pass');
});

it('the kernel goes through ordinary text to the end, and leaves names that a label may have to the twin', () => {
  const engine = requireEngine();
  const rows = '{"id":12,"on":true,"x":[null,-1.5e3,[]],"名":"水壶\\n\\u6c34🫖"} ,\n '.repeat(400);
  const reach = (text: string, from: number): number => {
    const bytes = utf8(text);
    engine.bytes.set(bytes);
    Object.assign(engine.stand, { before: ENDED, hasColon: true, level: 0 });
    engine.stand.isObject[0] = 1;
    return engine.skip(from, bytes.length, true) - from;
  };
  const text = `{"k":0,"rows":[${rows}0]}`;
  assert.ok(utf8(text).length - reach(text, 6) <= 6 + LEAST_BYTES);
  for (const name of ['AIGC', 'aigc', 'a\u0131gc', '\\u0041IGC', 'A\\u0049GC']) {
    const labelled = `{"k":0,"rows":[${rows}0],"${name}":1${',"m":2'.repeat(30)}}`;
    const at = utf8(labelled.slice(0, labelled.indexOf(`"${name}"`))).length;
    const gone = reach(labelled, 6) + 6;
    assert.ok(gone <= at && gone > at - BLOCK_BYTES, `${name}: ${gone} of ${at}`);
  }
});

it('a text cut at any byte is refused, with the kernel as without', () => {
  const engine = requireEngine();
  const bytes = utf8(randomJson(seededRandom(4), 900).trimEnd());
  for (let end = 1; end < bytes.length; end += 1) {
    const cut = bytes.subarray(0, end);
    const outcome = outcomeOf(cut, engine, [engine.bytes.length]);
    assert.equal(typeof outcome, 'string', `at ${end}`);
    assert.equal(outcome, outcomeOf(cut, null, [end]));
  }
});

it('every byte put in any place of a block is taken as the twin takes it', () => {
  const engine = requireEngine();
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const rows: readonly (readonly [row: string, bytes: Iterable<number>])[] = [
    ['1,[],{"k":"水","u":-1.5e3},null,1,true,-2,"\\u00e9\\n",'.repeat(4), all],
    ['[12,"水\\\\\\n",[]],[[],[[1]]],'.repeat(5), utf8('[]{}:,"\\ n1u\t')],
  ];
  for (const [row, bytes] of rows) {
    const text = utf8(`{"a":[${row}0]}`);
    for (let at = 72; at < 140; at += 1)
      for (const byte of bytes) {
        const changed = Uint8Array.from(text);
        changed[at] = byte;
        assert.deepEqual(
          outcomeOf(changed, engine, [engine.bytes.length]),
          outcomeOf(changed, null, [changed.length]),
          `byte ${byte} at ${at}`,
        );
      }
  }
});

it('whatever may begin a character, and whatever may follow, is taken as the twin takes it among Chinese', () => {
  const engine = requireEngine();
  // The twin begins, hands over behind a comma 64 bytes on, and would go through a whole string.
  const text = utf8(`[ ${'0,'.repeat(40)}"${'水壶'.repeat(40)}"]`);
  for (const at of [155, 191, 209])
    for (const first of [0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5])
      for (let second = 0x70; second < 0xd0; second += 1) {
        const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        const character = Uint8Array.of(first, second, 0x80, 0x80).subarray(0, length);
        const changed = concat(text.subarray(0, at), character, text.subarray(at));
        assert.deepEqual(
          outcomeOf(changed, engine, [engine.bytes.length]),
          outcomeOf(changed, null, [changed.length]),
          `${character} at ${at}`,
        );
      }
});

const NUMBERS = ['0', '-0', '12', '-7', '1.5', '-0.25', '0e0', '1e5', '1E+05', '2.50e-10', '-1.0E0', '10', '123456789'];
const WORDS = ['true', 'false', 'null'];
const CONTAINERS = ['{}', '[]', '{"k":1}', '[1]', '{"k":[]}', '[{},{}]', '""', '"k"', '"\\n"', '"\\u00e9"', '"é水🫖"'];
/** What is none of these, though it begins as one or is made of the same bytes. */
const WRONG = (
  '01 -01 00 1. .5 -.5 1..5 1.5.5 1.e5 - -- + +1 1- 1-2 1+2 1e 1e+ 1e+-5 1e5.5 1e5e5 1e-5.5 1E+5e5 1.5e5.0 1.5e5e1 e5 -e5 E 1e-.5 0x1 1_0 ' +
  'tru truee true1 true- true.5 truefalse nul nulll null0 fals falsee false"" TRUE t 1true 1"" ""1 "a""b" ]1 1[ 1{ {}1 []{} {}{} ' +
  '{1} {1:1} {"k"} {"k":} {"k":1,} {"k":1:2} {"k","l"} {"k":1 "l":2} {,} {:} {{}} {[]} {"k":1,{}} {"k":1,[]} {true:1} {null} ' +
  '[,] [1,] [,1] [:] [1:2] ["k":1] [1 2] [} {] [1} {"k":1] \\ \\"k" "\\x" "\\u00g0" "\\u12"'
)
  .split(' ')
  .concat(['"\t"', '"\n"', '\u00e9', '\u00a0', '\0']);

it('whatever a value may be, and what is none, is taken as the twin takes it at any place of a block', () => {
  const engine = requireEngine();
  for (const value of [...NUMBERS, ...WORDS, ...CONTAINERS, ...WRONG]) {
    for (let place = 0; place < 70; place += 1) {
      const space = ' '.repeat(72 + place);
      for (const text of [
        `{"a":[0,${space}${value},1],"b":"${'c'.repeat(90)}"}`,
        `{"a":{"b":0,"c":${space}${value}${space}}}`,
      ]) {
        const bytes = utf8(text);
        const outcome = outcomeOf(bytes, engine, [engine.bytes.length]);
        assert.equal(typeof outcome === 'string', WRONG.includes(value), `${value} at ${place}: ${String(outcome)}`);
        assert.deepEqual(outcome, outcomeOf(bytes, null, [bytes.length]), `${value} at ${place}`);
      }
    }
  }
});

it('numbers have a longest length with the kernel as without', () => {
  const engine = requireEngine();
  for (const [digits, isRefused] of [
    [1_000, false],
    [1_024, false],
    [1_025, true],
    [5_000, true],
  ] as const) {
    const bytes = utf8(`{"a":[${'0,'.repeat(100)}${'7'.repeat(digits)},1],"b":[${'0,'.repeat(100)}0]}`);
    const outcome = outcomeOf(bytes, engine, [engine.bytes.length]);
    assert.equal(typeof outcome === 'string', isRefused);
    assert.deepEqual(outcome, outcomeOf(bytes, null, [bytes.length]));
  }
});

it('characters that are written as AIGC in capitals begin as the kernel thinks', () => {
  const beginnings = new Set<string>();
  for (let code = 0; code <= 0x10_ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const capitals = String.fromCodePoint(code).toUpperCase();
    if ('AIGC'.startsWith(capitals)) beginnings.add(`A ${[...utf8(String.fromCodePoint(code))][0]?.toString(16)}`);
    if ('IGC'.startsWith(capitals)) beginnings.add(`I ${[...utf8(String.fromCodePoint(code))][0]?.toString(16)}`);
  }
  assert.deepEqual([...beginnings].sort(), ['A 41', 'A 61', 'I 49', 'I 69', 'I c4']);
});

it('nesting as deep as is allowed is gone through, and one level more is not', () => {
  const engine = requireEngine();
  const nested = (depth: number): Uint8Array => utf8(`{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`);
  for (const depth of [64, 100, 9_999, 10_000, 10_001])
    assert.equal(typeof outcomeOf(nested(depth), engine, [engine.bytes.length]) === 'string', depth > 10_000);
});

/** A text as another is made of it by edits, scanned in full, and along the first one's trail. */
async function compareTrails(
  bytes: Uint8Array,
  edits: Patch,
  lengths: Pieces,
  engine: JsonEngine | null,
): Promise<void> {
  const first = new JsonScanner();
  const keeper = new MarkKeeper();
  scanPieces(first, bytes, new Uint8Array(bytes.length), lengths, keeper);
  const trail: Trail = { size: bytes.length, shape: first.finish(bytes.length), marks: keeper.marks };
  const patched = await patchedBytes(bytesSource(bytes), edits);
  const scanner = new JsonScanner(engine);
  const room = engine?.bytes ?? new Uint8Array(patched.length);
  const outcome = await followTrail(scanner, 0, edits, trail, async (from, to) => {
    if (from >= to) return;
    room.set(patched.subarray(from, to));
    scanner.scan(room.subarray(0, to - from), from);
  }).catch(String);
  assert.deepEqual(outcome, outcomeOf(patched, null, [patched.length]));
}

it('a text that was changed in places comes out along the trail of the first as it does in full', async (t) => {
  const engine = requireEngine();
  const seed = describeSeed(t);
  const change = fc.record({
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    gone: fc.integer({ min: 0, max: 4 }),
    text: fc.constantFrom('', ' ', '"', '1', ',', '}', '{"AIGC":1},', '"x":{},', '"AIGC":{"Label":"1"},'),
  });
  const property = fc.asyncProperty(
    seeds,
    pieces,
    fc.array(change, { maxLength: 3 }),
    async (text, lengths, changes) => {
      const bytes = made({ ...text, isDamaged: false });
      const edits = changes
        .map(({ place, gone, text: put }) => ({ from: Math.floor(place * bytes.length), gone, bytes: utf8(put) }))
        .toSorted((one, other) => one.from - other.from);
      let at = 0;
      const patch: Patch[number][] = [];
      for (const { from, gone, bytes: put } of edits) {
        if (from < at) continue;
        patch.push({ kind: 'copy', from: at, to: from }, { kind: 'bytes', bytes: put });
        at = Math.min(bytes.length, from + gone);
      }
      patch.push({ kind: 'copy', from: at, to: bytes.length });
      await compareTrails(bytes, patch, lengths, engine);
      await compareTrails(bytes, patch, lengths, null);
    },
  );
  await fc.assert(property, { seed, numRuns: Math.ceil(RUNS / 3) });
});

it('where WebAssembly is missing or refused, large files are gone through all the same', async () => {
  const source = bytesSource(utf8(`{"rows":[${'[1,"水壶"],'.repeat(9_000)}0],"AIGC":{"Label":"1"}}`));
  const { marks: _marks, ...trail } = await readTrail(source);
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly');
  assert.ok(descriptor !== undefined);
  try {
    Reflect.deleteProperty(globalThis, 'WebAssembly');
    // The one that was given back is there still.
    assert.ok(takeEngine() !== null);
    assert.equal(takeEngine(), null);
    const { marks: _others, ...without } = await readTrail(source);
    assert.deepEqual(without, trail);
  } finally {
    Object.defineProperty(globalThis, 'WebAssembly', descriptor);
  }
});

it('the committed kernel is what its source compiles to', async () => {
  const committed = readFileSync(new URL('kernel-bytes.ts', import.meta.url), 'utf8');
  assert.equal(committed, await buildKernel(import.meta.dirname));
});
