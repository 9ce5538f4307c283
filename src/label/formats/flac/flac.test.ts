import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, latin1, uint32, uint32le, utf8, viewOf } from '../../file/bytes.ts';
import { verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { EMPTY_TAG, makeFrame, makeTag } from '../../id3/tag.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { exiftool, ffmpegSample, ffprobe, packetHash, testFlac } from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';

const label = sampleLabel();
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=0.5', '-metadata', 'title=kettle'];
const padded = Uint8Array.from(ffmpegSample(SOUND, 'a.flac'));

const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));

interface Block {
  readonly kind: number;
  readonly content: Uint8Array;
}
/** The blocks of metadata, and the sound. */
function split(file: Uint8Array): { readonly blocks: readonly Block[]; readonly sound: Uint8Array } {
  const blocks: Block[] = [];
  for (let at = 4; ; ) {
    const head = viewOf(file).getUint32(at);
    const to = at + 4 + (head & 0xffffff);
    blocks.push({ kind: (head >>> 24) & 0x7f, content: file.slice(at + 4, to) });
    if (head >>> 31 === 1) return { blocks, sound: file.slice(to) };
    at = to;
  }
}
const join = (blocks: readonly Block[], sound: Uint8Array): Uint8Array =>
  concat(
    latin1('fLaC'),
    ...blocks.flatMap(({ kind, content }, at) => [
      uint32(((at === blocks.length - 1 ? 0x80 : 0) | kind) * 2 ** 24 + content.length),
      content,
    ]),
    sound,
  );
const comments = (...entries: readonly string[]): Block => ({
  kind: 4,
  content: concat(
    uint32le(0),
    uint32le(entries.length),
    ...entries.flatMap((entry) => [uint32le(utf8(entry).length), utf8(entry)]),
  ),
});
const { blocks, sound } = split(padded);
const info = blocks.filter(({ kind }) => kind === 0);
const withComments = (...entries: readonly string[]): Uint8Array => join([...info, comments(...entries)], sound);

for (const [name, file] of [
  ['with padding', padded],
  ['without padding', withComments('title=kettle')],
  ['without comments', join(info, sound)],
  [
    'with padding before its comments',
    join([...info, { kind: 1, content: new Uint8Array(500) }, comments('title=kettle')], sound),
  ],
  [
    'with padding that is used up to the byte',
    join(
      [
        ...info,
        { kind: 1, content: new Uint8Array(utf8(`AIGC=${bareLabelText(label)}`).length) },
        comments('title=kettle'),
      ],
      sound,
    ),
  ],
] as const) {
  test(`a sound ${name}: ffprobe, ExifTool and flac read the label, and the sound stays`, async () => {
    const twice = await write(await write(file, sampleLabel('first')));
    const tags = ffprobe(twice, 'a.flac').format.tags ?? {};
    assert.deepEqual(JSON.parse(tags.AIGC ?? ''), label.AIGC);
    const { AIGC: _, ...others } = tags;
    assert.deepEqual(others, ffprobe(file, 'a.flac').format.tags ?? {});
    const seen = exiftool(twice, 'a.flac');
    assert.deepEqual(JSON.parse(String(seen['Vorbis:Aigc'] ?? seen['Vorbis:AIGC'])), label.AIGC);
    testFlac(twice);
    assert.deepEqual(split(twice).sound, split(file).sound);
    assert.equal(packetHash(twice, 'a.flac'), packetHash(file, 'a.flac'));
    assert.deepEqual(await write(twice), twice);
    assert.equal((await verifyFile(bytesSource(twice))).kind, 'conformant');
  });
}

test('padding takes the label up, so that the sound stays where it was', async () => {
  assert.equal((await write(padded)).length, padded.length);
});

const bare = bareLabelText(label);
const tag = makeTag(EMPTY_TAG, [makeFrame('TXXX', concat(latin1('\x03AIGC\0'), utf8(bare)), EMPTY_TAG)]);
for (const [name, file, kind] of [
  ['in small letters', withComments(`aigc=${bare}`, 'mood=calm'), 'misplaced'],
  ['wrapped', withComments(`AIGC=${labelText(label)}`, 'mood=calm'), 'non-conformant'],
  ['in a comment of another name', withComments(`comment=${bare}`, 'mood=calm'), 'misplaced'],
  ['twice', withComments(`AIGC=${bare}`, 'mood=calm', `AIGC=${bare}`), 'non-conformant'],
  ['in an ID3 tag before the file', concat(tag, withComments('mood=calm')), 'misplaced'],
] as const) {
  test(`a label ${name} is read and judged, and gives way to the one label`, async () => {
    const verdict = await verifyFile(bytesSource(file));
    assert.equal(verdict.kind, kind, JSON.stringify(verdict));
    assert.equal(verdict.format, 'flac');
    const written = await write(file, sampleLabel('new'));
    assert.equal(fromLatin1(written).split('ContentProducer').length, 2);
    assert.ok(fromLatin1(written).includes('mood=calm'));
    assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
  });
}

test('a broken file is named', async () => {
  const lying = withComments('title=kettle');
  lying.set(uint32le(90_000), 4 + 4 + 34 + 4);
  const verdict = await verifyFile(bytesSource(lying));
  assert.ok(verdict.kind === 'unreadable' && /comment/.test(verdict.reason), JSON.stringify(verdict));
  assert.equal((await verifyFile(bytesSource(padded.subarray(0, 60)))).kind, 'unreadable');
});

test('mutations neither crash nor are written wrongly', async () => {
  const short = sound.subarray(0, 200);
  await fuzzFile(
    await write(join([...info, comments('mood=calm'), { kind: 1, content: new Uint8Array(300) }], short)),
    null,
    seededRandom(1),
  );
  await fuzzFile(concat(tag, join([...info, comments(`aigc=${bare}`)], short)), null, seededRandom(2));
});
