import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeSeed, seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { fromUtf8, utf8 } from '../../file/bytes.ts';
import { type Verdict, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { type ByteSource, bytesSource } from '../../file/source.ts';
import { bareLabelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { readTrail } from './json-members.ts';
import { JsonScanner } from './json-scanner.ts';
import type { JsonShape } from './json-state.ts';

const label = sampleLabel();
const text = bareLabelText(label);
const MEMBER = `"AIGC":${text}`;

const writeText = async (json: string): Promise<string> => {
  const source = bytesSource(utf8(json));
  return fromUtf8(await patchedBytes(source, await writeFileLabel(source, label, 'a.json')));
};
const verify = async (json: string, name: string | null = 'a.json'): Promise<Verdict> =>
  await verifyFile(bytesSource(utf8(json)), name);

const WRITTEN: readonly (readonly [before: string, after: string])[] = [
  ['{}', `{${MEMBER}}`],
  ['{\r\n  "a": 1.0\r\n}\r\n', `{${MEMBER},\r\n  "a": 1.0\r\n}\r\n`],
  ['\ufeff { "b" : [ ] }', `\ufeff {${MEMBER}, "b" : [ ] }`],
  [`{"a":1, "AIGC" : {"Label":"2"} ,"c":3}`, `{"a":1, ${MEMBER} ,"c":3}`],
  [`{"aigc":${text},"b":1}`, `{${MEMBER},"b":1}`],
  [`{"a":0,${MEMBER},"b":1 , "\\u0041IGC":{"Label":"1"} }`, `{"a":0,${MEMBER},"b":1  }`],
  ['{"aigc":true,"x":{"AIGC":1}}', `{${MEMBER},"aigc":true,"x":{"AIGC":1}}`],
];
for (const [before, after] of WRITTEN) {
  test(`a label is a member of the outermost object, and the rest stays to the byte: ${before.slice(0, 30)}`, async () => {
    const labelled = await writeText(before);
    assert.equal(labelled, after);
    assert.deepEqual(JSON.parse(labelled.replace(/^\ufeff/, '')).AIGC, label.AIGC);
    assert.equal(await writeText(labelled), labelled);
  });
}

const VERDICTS: readonly (readonly [json: string, kind: Verdict['kind']])[] = [
  [`{"a":1,${MEMBER}}`, 'conformant'],
  [`{${MEMBER},${MEMBER}}`, 'non-conformant'],
  [`{"AIGC":${JSON.stringify(text)}}`, 'non-conformant'],
  [`{"AIGC":{"AIGC":${text}}}`, 'non-conformant'],
  [`{"aigc":${text}}`, 'misplaced'],
  ['{"AIGC":true}', 'misplaced'],
  [`{"a":{${MEMBER}}}`, 'none'],
  [`[{${MEMBER}}]`, 'none'],
  ['{"a":1}{"b":2}', 'unreadable'],
  ['{"a":1', 'unreadable'],
  ['{"a":01}', 'unreadable'],
  ['{"a":1,}', 'unreadable'],
  ['{"a"}', 'unreadable'],
  ['[1}', 'unreadable'],
  ['"a\nb"', 'unreadable'],
  ['['.repeat(20_000), 'unreadable'],
];
for (const [json, kind] of VERDICTS)
  test(`judged as ${kind}: ${json.slice(0, 40)}`, async () => assert.equal((await verify(json)).kind, kind));

test('what has no room for a member is refused, with the way out', async () => {
  for (const json of ['[]', '[{"a":1}]', '"text"', '12', '{"AIGC":"yes"}'])
    await assert.rejects(writeText(json), { code: 'E_FILE_UNSUPPORTED', message: /FILE\.aigc\.json/ });
});

test('without a name, a text that begins as an object is JSON', async () => {
  assert.equal((await verify(`{"a":1,${MEMBER}}`, null)).kind, 'conformant');
  const verdict = await verify('{words}', null);
  assert.ok(!('format' in verdict && verdict.format === 'json'));
});

test('every JSON text that the language itself writes is gone through, and labelled as the language reads it', async (t) => {
  const seed = describeSeed(t);
  const property = fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), async (value, indent) => {
    const json = JSON.stringify(value, null, indent);
    if (Object.keys(value).some((name) => name.toUpperCase() === 'AIGC')) return;
    const { AIGC, ...rest } = JSON.parse(await writeText(json));
    assert.deepEqual(AIGC, label.AIGC);
    assert.deepEqual(rest, JSON.parse(json));
  });
  await fc.assert(property, { seed, numRuns: 200 });
});

/** What the scanner makes of bytes that come in pieces of these lengths, over and over. */
function scanInPieces(bytes: Uint8Array, lengths: readonly number[]): JsonShape | null {
  const scanner = new JsonScanner();
  try {
    for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
      const piece = bytes.slice(at, at + (lengths[turn % lengths.length] ?? bytes.length));
      scanner.scan(piece, at);
      at += piece.length;
    }
    return scanner.finish(bytes.length);
  } catch (error) {
    assert.match(String(error), /the JSON is (broken at byte|cut off)/);
    return null;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('damaged text is refused where the language refuses it, and nothing depends on where the pieces are cut', (t) => {
  const marks = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '-',
    '0',
    '1',
    '.5',
    'e+',
    'true',
    'nul',
    ' ',
    '\n',
    '文',
    '"AIGC":',
    '"k":1,',
  ];
  const damage = fc.record({ at: fc.nat(200), gone: fc.nat(2), mark: fc.constantFrom('', ...marks) });
  const damaged = fc
    .tuple(
      fc.constantFrom(`{"a":[1,{"b":null}],"AIGC":${text},"c":""}`, '[1,20,-3.5e+7,"文",{},[]]', ' 12 ', '{}'),
      fc.array(damage, { maxLength: 3 }),
    )
    .map(([whole, damages]) =>
      damages.reduce<string>((rest, { at, gone, mark }) => {
        const place = at % (rest.length + 1);
        return rest.slice(0, place) + mark + rest.slice(place + gone);
      }, whole),
    );
  const seed = describeSeed(t);
  const property = fc.property(damaged, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (json, lengths) => {
    const whole = scanInPieces(utf8(json), [Number.POSITIVE_INFINITY]);
    assert.equal(whole !== null, isJson(json));
    assert.deepEqual(scanInPieces(utf8(json), lengths), whole);
  });
  fc.assert(property, { seed, numRuns: 3_000 });
});

test('a text of any length is gone through piece by piece', async () => {
  const piece = utf8(`${'[1,2],'.repeat(40_000)}`);
  const [head, tail] = [utf8('{"a":['), utf8(`0],${MEMBER}}`)];
  const size = head.length + piece.length * 20 + tail.length;
  let longest = 0;
  const byteAt = (at: number): number => {
    if (at < head.length) return head[at] ?? 0;
    const within = at - head.length;
    return (within < piece.length * 20 ? piece[within % piece.length] : tail[within - piece.length * 20]) ?? 0;
  };
  const source: ByteSource = {
    size,
    read: async (offset, length) => {
      longest = Math.max(longest, length);
      return Uint8Array.from({ length: Math.min(length, size - offset) }, (_, index) => byteAt(offset + index));
    },
  };
  assert.equal((await readTrail(source)).shape.members.length, 1);
  assert.ok(longest <= 256 * 1024);
});

test('mutations neither crash nor are written wrongly', async () => {
  const random = seededRandom(6);
  await fuzzFile(utf8(`{"a":[1,{"b":null}],${MEMBER},"c":"\\u00e9\\\\","aigc":{"Label":"1"}}`), 'a.json', random);
});
