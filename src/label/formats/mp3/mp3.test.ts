import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, latin1, uint32, utf8 } from '../../file/bytes.ts';
import { crc32 } from '../../file/crc32.ts';
import { verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { EMPTY_TAG, makeFrame, makeTag, parseTag, type Tag, tagSizeAt } from '../../id3/tag.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { exiftool, ffmpegSample, ffprobe, packetHash } from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { writeXmpLabel } from '../../xmp/xmp.ts';

const label = sampleLabel();
const SOUND = [
  '-f',
  'lavfi',
  '-i',
  'sine=duration=1',
  '-b:a',
  '32k',
  '-c:a',
  'libmp3lame',
  '-metadata',
  'title=kettle',
];
const bare = ffmpegSample([...SOUND, '-id3v2_version', '0', '-write_xing', '1'], 'a.mp3');

const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));

const soundOf = (file: Uint8Array): Uint8Array => Uint8Array.from(file.subarray(tagSizeAt(file)));
const tag = (version: 2 | 3 | 4, frames: readonly Uint8Array[], changes: Partial<Tag> = {}): Uint8Array =>
  makeTag({ ...EMPTY_TAG, version, ...changes }, frames);
const userText = (version: 2 | 3 | 4, name: string, text: string): Uint8Array =>
  makeFrame(version === 2 ? 'TXX' : 'TXXX', concat(latin1(`\0${name}\0`), utf8(text)), {
    version,
    hasPlainSizes: false,
  });
const title = (version: 2 | 3 | 4, text = 'kettle'): Uint8Array =>
  makeFrame(version === 2 ? 'TT2' : 'TIT2', concat(latin1('\0'), utf8(text)), { version, hasPlainSizes: false });
const utf16 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'));

for (const [name, file] of [
  ['without a tag', bare],
  [
    'with ID3v1 and an APE tag at its end',
    ffmpegSample([...SOUND, '-write_id3v1', '1', '-write_apetag', '1', '-id3v2_version', '0'], 'a.mp3'),
  ],
  ['with ID3v2.3', ffmpegSample([...SOUND, '-id3v2_version', '3'], 'a.mp3')],
  ['with ID3v2.4', ffmpegSample([...SOUND, '-id3v2_version', '4'], 'a.mp3')],
  ['with ID3v2.2', concat(tag(2, [title(2)]), bare)],
  ['with padding', concat(tag(3, [title(3)], { tail: new Uint8Array(600), frames: [] }), bare)],
  [
    'with unsynchronised ID3v2.3',
    concat(
      tag(
        3,
        [
          title(3),
          makeFrame('PRIV', Uint8Array.of(0x41, 0, 0xff, 0xe0, 0xff, 0, 0xff), { version: 3, hasPlainSizes: false }),
        ],
        { flags: 0x80 },
      ),
      bare,
    ),
  ],
  [
    'with plain sizes in ID3v2.4',
    concat(
      tag(4, [
        makeFrame('TIT2', concat(latin1('\0kettle'), new Uint8Array(300)), { version: 4, hasPlainSizes: true }),
        makeFrame('TPE1', latin1('\0nobody'), { version: 4, hasPlainSizes: true }),
      ]),
      bare,
    ),
  ],
  ['with a footer', concat(tag(4, [title(4)], { flags: 0x10 }), bare)],
] as const) {
  test(`a sound ${name}: ffprobe and ExifTool read the label, all else stays`, async () => {
    const labelled = await write(file, sampleLabel('first'));
    const twice = await write(labelled);
    const tags = ffprobe(twice, 'a.mp3').format.tags ?? {};
    assert.deepEqual(JSON.parse(tags.AIGC ?? ''), label.AIGC);
    const { AIGC: _, ...others } = tags;
    assert.deepEqual(others, ffprobe(file, 'a.mp3').format.tags ?? {});
    const shown = Object.entries(exiftool(twice, 'a.mp3')).filter(([key]) => /^ID3v2_\d:/.test(key));
    const seen = shown.map(([, value]) => String(value)).filter((value) => value.includes('ContentProducer'));
    // Older ones show it as a text with its description before it.
    assert.deepEqual(
      seen.map((value) => JSON.parse(value.replace(/^\(AIGC\) /, ''))),
      [label.AIGC],
    );
    assert.deepEqual(soundOf(twice), soundOf(file));
    assert.equal(packetHash(twice, 'a.mp3'), packetHash(file, 'a.mp3'));
    assert.deepEqual(await write(twice), twice);
    assert.equal((await verifyFile(bytesSource(twice))).kind, 'conformant');
  });
}

test('padding takes the label up, so that the sound stays where it was', async () => {
  const padded = concat(tag(3, [title(3)], { tail: new Uint8Array(600), frames: [] }), bare);
  assert.equal((await write(padded)).length, padded.length);
});

test('every frame but the label stays to the byte, through unsynchronisation and in every version', async () => {
  for (const version of [2, 3, 4] as const) {
    const odd = makeFrame(version === 2 ? 'UFI' : 'PRIV', Uint8Array.of(0x78, 0, 0xff, 0xe3, 0xff, 0, 0, 0xff), {
      version,
      hasPlainSizes: false,
    });
    const file = concat(tag(version, [odd, title(version)], { flags: version === 4 ? 0 : 0x80 }), bare);
    const written = await write(file);
    const frames = parseTag(written.subarray(0, tagSizeAt(written))).frames;
    assert.deepEqual(
      frames.slice(1).map(({ bytes }) => bytes),
      [odd, title(version)],
    );
    assert.equal(frames.length, 3);
  }
});

test('an extended header of ID3v2.3 keeps a right checksum', async () => {
  const frame = title(3);
  const extended = concat(uint32(10), Uint8Array.of(0x80, 0), uint32(0), uint32(crc32(frame)));
  const written = await write(concat(tag(3, [frame], { flags: 0x40, extended }), bare));
  const parsed = parseTag(written.subarray(0, tagSizeAt(written)));
  assert.deepEqual(parsed.extended.subarray(10), uint32(crc32(...parsed.frames.map(({ bytes }) => bytes))));
  assert.equal(ffprobe(written, 'a.mp3').format.tags?.AIGC, bareLabelText(label));
});

const wild = bareLabelText(label);
const utf16Label = makeFrame('TXXX', concat(Uint8Array.of(1), utf16('AIGC\0'), utf16(wild)), {
  version: 3,
  hasPlainSizes: false,
});
const broken =
  '{"AIGC":{"Label":"1","ContentProducer":"x","ProduceID":"2","ContentPropagator":"x","PropagateID":"%!s(MISSING)"}}';
for (const [name, version, frame, kind, code] of [
  [
    'in small letters and wrapped',
    4,
    userText(4, 'aigc', labelText(label).replace('AIGC', 'aigc')),
    'misplaced',
    'wrapper',
  ],
  ['wrapped', 4, userText(4, 'AIGC', labelText(label)), 'non-conformant', 'form'],
  ['without reserved codes', 3, userText(3, 'AIGC', broken), 'non-conformant', 'missing'],
  ['in UTF-16', 3, utf16Label, 'conformant', null],
  [
    'in a comment',
    3,
    makeFrame('COMM', concat(latin1('\0eng\0'), utf8(wild)), { version: 3, hasPlainSizes: false }),
    'misplaced',
    'place',
  ],
  [
    'in XMP',
    3,
    makeFrame('PRIV', concat(latin1('XMP\0'), utf8(writeXmpLabel(null, label))), { version: 3, hasPlainSizes: false }),
    'misplaced',
    'place',
  ],
  ['twice', 4, concat(userText(4, 'AIGC', wild), userText(4, 'AIGC', wild)), 'non-conformant', 'count'],
] as const) {
  test(`a label ${name} is read and judged, and gives way to the one label`, async () => {
    const file = concat(tag(version, [frame, title(version)]), bare);
    const verdict = await verifyFile(bytesSource(file));
    assert.equal(verdict.kind, kind, JSON.stringify(verdict));
    assert.ok('findings' in verdict);
    if (code !== null)
      assert.ok(
        verdict.findings.some((finding) => finding.code === code),
        JSON.stringify(verdict.findings),
      );
    const written = await write(file, sampleLabel('new'));
    assert.equal(fromLatin1(written).split('ContentProducer').length, 2);
    assert.deepEqual(ffprobe(written, 'a.mp3').format.tags?.AIGC, bareLabelText(sampleLabel('new')));
    assert.equal(ffprobe(written, 'a.mp3').format.tags?.title, 'kettle');
  });
}

test('other JSON in a comment is no label', async () => {
  const comment = makeFrame('COMM', concat(latin1('\0eng\0'), utf8('{"label":"a kettle","size":3}')), {
    version: 3,
    hasPlainSizes: false,
  });
  const file = concat(tag(3, [comment]), bare);
  assert.equal((await verifyFile(bytesSource(file))).kind, 'none');
  assert.ok(fromLatin1(await write(file)).includes('a kettle'));
});

test('broken tags are named', async () => {
  const lying = concat(tag(3, [title(3)]), bare);
  lying.set(uint32(5_000), 14);
  const verdict = await verifyFile(bytesSource(lying));
  assert.ok(verdict.kind === 'unreadable' && /frame 1/.test(verdict.reason), JSON.stringify(verdict));
  assert.equal((await verifyFile(bytesSource(lying.subarray(0, 12)))).kind, 'unreadable');
});

test('mutations neither crash nor are written wrongly', async () => {
  const sound = bare.subarray(0, 2_000);
  await fuzzFile(await write(sound), null, seededRandom(1));
  await fuzzFile(concat(tag(3, [utf16Label, title(3)], { flags: 0x80 }), sound), null, seededRandom(2));
});
