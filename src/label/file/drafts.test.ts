import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSeed, seededRandom } from '../../kernel/testing/seeded-random.ts';
import { gif } from '../formats/gif/index.ts';
import { json } from '../formats/json/index.ts';
import { makeChunk, SIGNATURE } from '../formats/png/chunks.ts';
import { png } from '../formats/png/index.ts';
import { bareLabelText, labelText } from '../implicit-label.ts';
import { mutate } from '../testing/mutations.ts';
import { randomJson } from '../testing/random-json.ts';
import { resealed } from '../testing/reseal.ts';
import { sampleLabel } from '../testing/sample-label.ts';
import { concat, latin1, utf8 } from './bytes.ts';
import type { Carrier, LabelFormat } from './format.ts';
import { planFileLabel, writeFileLabel } from './label-file.ts';
import { isSamePatch, joinPatch, patchedBytes, patchedSource } from './patch.ts';
import { type ByteSource, bytesSource } from './source.ts';

const RUNS = Number(process.env.HEGUI_FUZZ_RUNS ?? 400);
const label = sampleLabel();
const keyword = (name: string, text: string): Uint8Array => utf8(`${name}\0${text}`);
const piece = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index % 251);

const picture = concat(
  SIGNATURE,
  makeChunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0)),
  makeChunk('tEXt', keyword('AIGC', labelText(sampleLabel('old')))),
  ...Array.from({ length: 30 }, () => makeChunk('IDAT', piece(90))),
  makeChunk('tEXt', keyword('aigc', labelText(sampleLabel('late')))),
  makeChunk('IDAT', piece(40)),
  makeChunk('tEXt', keyword('Author', 'kettle')),
  makeChunk('IEND', new Uint8Array()),
);

const frame = concat(Uint8Array.of(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 250), piece(250), Uint8Array.of(3, 1, 2, 3, 0));
const comment = (text: string): Uint8Array =>
  concat(Uint8Array.of(0x21, 0xfe, text.length), utf8(text), Uint8Array.of(0));
const loops = concat(Uint8Array.of(0x21, 0xff, 11), latin1('NETSCAPE2.0'), Uint8Array.of(3, 1, 0, 0, 0));
const film = concat(
  latin1('GIF89a'),
  Uint8Array.of(1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 0),
  loops,
  ...Array.from({ length: 12 }, () => frame),
  comment('AIGC{"Label":"1"}'),
  frame,
  comment('by hand'),
  Uint8Array.of(0x3b),
);

const FILLER = `[${'[1,"水壶"],'.repeat(25_000)}0]`;
/** Members with labels and without, and so much between them that a scan leaves marks on its way. */
function text(random: () => number): Uint8Array {
  const members = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) => {
    const old = bareLabelText(sampleLabel(`old-${at}`));
    const more = [
      `"AIGC":${old}`,
      `"aigc" : ${old}`,
      `"\\u0041igc":${old}`,
      '"aigc":true',
      `"n":${randomJson(random, 90)}`,
    ];
    return [more[Math.floor(random() * more.length)], `"rows${at}":${random() < 0.7 ? FILLER : '{}'}`].join(' ,\n');
  });
  return utf8(`{${members.join(',')}}`);
}

const outcomeOf = async (reading: Promise<readonly Carrier[]>): Promise<readonly Carrier[] | string> =>
  await reading.catch(String);

type Made = (random: () => number) => Uint8Array;
const mutated =
  (sample: Uint8Array): Made =>
  (random) =>
    resealed(mutate(sample, random));

const CASES: readonly (readonly [format: LabelFormat, made: Made, runs: number])[] = [
  [png, mutated(picture), RUNS],
  [gif, mutated(film), RUNS],
  [json, text, RUNS / 8],
];
for (const [format, make, runs] of CASES) {
  test(`${format.name}: the way back that a draft knows finds what reading all of the new file finds`, async (t) => {
    const random = seededRandom(describeSeed(t));
    let compared = 0;
    for (let run = 0; run < runs; run += 1) {
      const source = bytesSource(make(random));
      const draft = await format.draft?.(source, label).catch(() => null);
      if (draft === null || draft === undefined) continue;
      const patch = joinPatch(draft.patch);
      const made = patchedSource(source, patch);
      assert.deepEqual(await outcomeOf(draft.readBack(made, patch)), await outcomeOf(format.read(made)), `run ${run}`);
      compared += 1;
    }
    assert.ok(compared > runs / 10, `only ${compared} of ${runs} were comparable`);
  });
}

/** Counts what is read of a source beyond its first `headBytes`. */
function counted(source: ByteSource, headBytes: number): ByteSource & { beyond: number } {
  const counting = {
    size: source.size,
    beyond: 0,
    read: async (offset: number, length: number) => {
      const bytes = await source.read(offset, length);
      counting.beyond += Math.max(0, offset + bytes.length - Math.max(offset, headBytes));
      return bytes;
    },
  };
  return counting;
}

const LARGE: readonly (readonly [string, Uint8Array])[] = [
  [
    'a.png',
    concat(
      SIGNATURE,
      makeChunk('IHDR', piece(13)),
      ...many(makeChunk('IDAT', piece(4_000))),
      makeChunk('IEND', piece(0)),
    ),
  ],
  ['a.gif', concat(film.subarray(0, 19), loops, ...many(concat(frame, frame, frame)), Uint8Array.of(0x3b))],
  ['a.json', utf8(`{"rows":[${'[1,"水壶"],'.repeat(150_000)}0]}`)],
];
function many(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil((2 << 20) / bytes.length) }, () => bytes);
}
for (const [name, bytes] of LARGE) {
  test(`${name}: a large file is gone through once, and what comes of it is known by its beginning`, async () => {
    const source = counted(bytesSource(bytes), 300 * 1024);
    const { likely, confirm } = await planFileLabel(source, label, { name, evenIfSigned: false });
    assert.equal(source.beyond, 0);
    assert.ok(isSamePatch(likely, await confirm()));
    // What stands between the heads of blocks may be leapt over; what is new and stands in front is read back.
    const share = source.beyond / (bytes.length - 600 * 1024);
    assert.ok(share > 0.9 && share < 1.3, `${share} of it was read`);
    assert.ok(isSamePatch(likely, await writeFileLabel(source, label, name)));
    // What is labelled already is guessed as well, unless the label is found only later.
    const labelled = bytesSource(await patchedBytes(source, likely));
    const again = await planFileLabel(labelled, sampleLabel('again'), { name, evenIfSigned: false });
    assert.ok(isSamePatch(again.likely, await again.confirm()));
  });
}

test('of files that are broken at their beginning nothing is planned', async () => {
  for (const broken of [' '.repeat(2 << 20), `{"a":1,,${' '.repeat(2 << 20)}`, `{"a":1,,}`]) {
    const plan = planFileLabel(bytesSource(utf8(broken)), label, { name: 'a.json', evenIfSigned: false });
    await assert.rejects(plan, { code: 'E_FILE_UNREADABLE' });
  }
});

test('that a file is signed is told before anything else that hinders, and by nobody to whom it is no hindrance', async () => {
  const manifest = makeChunk('caBX', piece(40));
  const signed = concat(picture.subarray(0, 33), manifest, picture.subarray(33));
  const large = concat(signed.subarray(0, -12), ...many(makeChunk('IDAT', piece(4_000))), picture.subarray(-12));
  for (const bytes of [signed, large]) {
    const { confirm } = await planFileLabel(bytesSource(bytes), label, { name: null, evenIfSigned: false });
    await assert.rejects(confirm(), { code: 'E_FILE_SIGNED' });
    const all = await planFileLabel(bytesSource(bytes), label, { name: null, evenIfSigned: true });
    assert.ok(isSamePatch(await all.confirm(), await writeFileLabel(bytesSource(bytes), label)));
  }
  const headless = bytesSource(concat(picture.subarray(0, 8), manifest, picture.subarray(33)));
  await assert.rejects(planFileLabel(headless, label, { name: null, evenIfSigned: false }), { code: 'E_FILE_SIGNED' });
  await assert.rejects(planFileLabel(headless, label, { name: null, evenIfSigned: true }), {
    code: 'E_FILE_UNREADABLE',
  });
});
