import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { makeBox } from '../../bmff/boxes.ts';
import { concat, indexOfBytes, latin1, uint32, utf8, viewOf } from '../../file/bytes.ts';
import { readFileLabels, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { decodedHash, exiftool, ffmpegSample, ffprobe, packetHash } from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { writeXmpLabel } from '../../xmp/xmp.ts';

const label = sampleLabel();
const SIGHT = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=2'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=2'];
const FILM = [...SIGHT, ...SOUND, '-c:v', 'libx264', '-g', '5', '-c:a', 'aac', '-b:a', '32k'];

const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));

/** The file with the bytes of a box put at the end of `moov`, which is the last box of it. */
function withInMoov(file: Uint8Array, box: Uint8Array): Uint8Array {
  const moov = indexOfBytes(file, latin1('moov')) - 4;
  const size = viewOf(file).getUint32(moov);
  assert.equal(moov + size, file.length, 'moov is last');
  return concat(file.subarray(0, moov), uint32(size + box.length), file.subarray(moov + 4), box);
}

/** The film without its user data, which ffmpeg puts at the end of `moov`. */
function withoutMetadata(file: Uint8Array): Uint8Array {
  const moov = indexOfBytes(file, latin1('moov')) - 4;
  const udta = indexOfBytes(file, latin1('udta'), moov) - 4;
  return concat(file.subarray(0, moov), uint32(udta - moov), file.subarray(moov + 4, udta));
}

const last = ffmpegSample(FILM, 'last.mp4');
const bareFilm = withoutMetadata(ffmpegSample([...SIGHT, '-frames:v', '2', '-c:v', 'libx264'], 'a.mp4'));
const small = ffmpegSample([...SIGHT, '-frames:v', '3', '-c:v', 'libx264', '-movflags', '+faststart'], 'a.mp4');
for (const [title, file, name] of [
  ['MP4 with moov last', last, 'a.mp4'],
  ['MP4 with moov first', ffmpegSample([...FILM, '-movflags', '+faststart'], 'a.mp4'), 'a.mp4'],
  [
    'MP4 with tags of players',
    ffmpegSample([...FILM, '-metadata', 'title=kettle', '-movflags', '+faststart'], 'a.mp4'),
    'a.mp4',
  ],
  [
    'MP4 with keys already',
    ffmpegSample(
      [...FILM, '-metadata', 'title=kettle', '-metadata', 'mood=calm', '-movflags', '+faststart+use_metadata_tags'],
      'a.mp4',
    ),
    'a.mp4',
  ],
  ['fragmented MP4', ffmpegSample([...FILM, '-movflags', '+frag_keyframe'], 'a.mp4'), 'a.mp4'],
  [
    'fragmented MP4 without media in moov',
    ffmpegSample([...FILM, '-movflags', '+frag_keyframe+empty_moov+default_base_moof'], 'a.mp4'),
    'a.mp4',
  ],
  [
    'fragmented MP4 with an index of segments',
    ffmpegSample([...FILM, '-movflags', '+frag_keyframe+dash+global_sidx'], 'a.mp4'),
    'a.mp4',
  ],
  ['MOV', ffmpegSample([...FILM, '-metadata', 'title=kettle'], 'a.mov'), 'a.mov'],
  ['MOV with moov first', ffmpegSample([...FILM, '-movflags', '+faststart'], 'a.mov'), 'a.mov'],
  [
    'M4A',
    ffmpegSample([...SOUND, '-c:a', 'aac', '-metadata', 'title=kettle', '-movflags', '+faststart'], 'a.m4a'),
    'a.m4a',
  ],
] as const) {
  test(`${title}: ffprobe and ExifTool read the label, and every packet stays`, async () => {
    const before = ffprobe(file, name);
    const labelled = await write(file, sampleLabel('first'));
    const twice = await write(labelled);
    const tags = ffprobe(twice, name).format.tags ?? {};
    assert.deepEqual(JSON.parse(tags.AIGC ?? ''), label.AIGC);
    const { AIGC: _, ...others } = tags;
    assert.deepEqual(others, before.format.tags);
    assert.deepEqual(JSON.parse(String(exiftool(twice, name)['Keys:AIGC'])), label.AIGC);
    assert.equal(ffprobe(labelled, name).format.tags?.AIGC, bareLabelText(sampleLabel('first')));
    assert.equal(packetHash(labelled, name), packetHash(file, name));
    assert.equal(decodedHash(twice, name), decodedHash(file, name));
    assert.equal(Buffer.from(twice).toString('latin1').split('ContentProducer').length, 2);
    assert.deepEqual(await write(twice), twice);
    assert.equal((await verifyFile(bytesSource(twice))).kind, 'conformant');
  });
}

test('a film of ffmpeg without the flag that keeps keys carries no label, whatever the command line said', async () => {
  const file = ffmpegSample([...SIGHT, '-metadata', `AIGC=${bareLabelText(label)}`], 'a.mp4');
  assert.equal((await verifyFile(bytesSource(file))).kind, 'none');
  const flagged = ffmpegSample(
    [...SIGHT, '-metadata', `AIGC=${bareLabelText(label)}`, '-movflags', 'use_metadata_tags'],
    'a.mp4',
  );
  assert.equal((await verifyFile(bytesSource(flagged))).kind, 'conformant');
});

const nulls = '{"Label":"1","ContentProducer":"kling","ProduceID":"1","ReservedCode1":null,"ContentPropagator":null}';
const controls = bareLabelText(label).replaceAll(',', ',\u0001');
const data = (text: string): Uint8Array => makeBox('data', uint32(1), uint32(0), utf8(text));
const handler = (type: string): Uint8Array => makeBox('hdlr', uint32(0), uint32(0), latin1(type), new Uint8Array(13));
const keyList = (type: string, text: string, isFull = true): Uint8Array =>
  makeBox(
    'meta',
    isFull ? uint32(0) : new Uint8Array(),
    handler('mdta'),
    makeBox('keys', uint32(0), uint32(1), makeBox('mdta', latin1(type))),
    makeBox('ilst', makeBox('\0\0\0\u0001', data(text))),
  );
const playerList = (...entries: readonly Uint8Array[]): Uint8Array =>
  makeBox('meta', uint32(0), handler('mdir'), makeBox('ilst', ...entries));
const freeForm = makeBox(
  '----',
  makeBox('mean', uint32(0), latin1('com.example')),
  makeBox('name', uint32(0), latin1('AIGC')),
  data(bareLabelText(label)),
);
const XMP_UUID = Uint8Array.from('be7acfcb97a942e89c71999491e3afac'.match(/../g) ?? [], (byte) =>
  Number.parseInt(byte, 16),
);

for (const [title, file, kind, codes] of [
  ['JSON with nulls', withInMoov(bareFilm, makeBox('udta', keyList('AIGC', nulls))), 'non-conformant', ['type']],
  [
    'JSON with control characters',
    withInMoov(bareFilm, makeBox('udta', keyList('AIGC', controls))),
    'non-conformant',
    ['controls'],
  ],
  [
    'a list without version and flags',
    withInMoov(bareFilm, makeBox('udta', keyList('AIGC', bareLabelText(label), false))),
    'conformant',
    [],
  ],
  [
    'a wrapped value',
    withInMoov(bareFilm, makeBox('udta', keyList('AIGC', labelText(label)))),
    'non-conformant',
    ['form'],
  ],
  [
    'a key in small letters',
    withInMoov(bareFilm, makeBox('udta', keyList('aigc', bareLabelText(label)))),
    'misplaced',
    ['place'],
  ],
  ['a list in moov', withInMoov(bareFilm, keyList('AIGC', bareLabelText(label))), 'misplaced', ['place']],
  [
    'a literal atom',
    withInMoov(bareFilm, makeBox('udta', playerList(makeBox('AIGC', data(bareLabelText(label)))))),
    'misplaced',
    ['place'],
  ],
  [
    'JSON without key',
    withInMoov(bareFilm, makeBox('udta', playerList(makeBox('\0\0\0\0', data(bareLabelText(label)))))),
    'misplaced',
    ['place'],
  ],
  [
    'a comment',
    withInMoov(bareFilm, makeBox('udta', playerList(makeBox('\u00a9cmt', data(labelText(label)))))),
    'misplaced',
    ['place'],
  ],
  ['a free-form atom', withInMoov(bareFilm, makeBox('udta', playerList(freeForm))), 'misplaced', ['place']],
  [
    'a text of QuickTime',
    withInMoov(
      bareFilm,
      makeBox('udta', makeBox('\u00a9cmt', latin1('\0\u00ff\u0055\u00c4'), utf8(bareLabelText(label))), uint32(0)),
    ),
    'misplaced',
    ['place'],
  ],
  ['XMP', concat(bareFilm, makeBox('uuid', XMP_UUID, utf8(writeXmpLabel(null, label)))), 'misplaced', ['place']],
] as const) {
  test(`${title} is read and judged, and gives way to the one label`, async () => {
    const verdict = await verifyFile(bytesSource(file));
    assert.equal(verdict.kind, kind, JSON.stringify(verdict));
    assert.ok('findings' in verdict);
    for (const code of codes)
      assert.ok(
        verdict.findings.some((finding) => finding.code === code),
        code,
      );
    const written = await write(file, sampleLabel('new'));
    assert.equal(Buffer.from(written).toString('latin1').split('ContentProducer').length, 2);
    assert.deepEqual(await write(written, sampleLabel('new')), written);
    assert.equal(ffprobe(written, 'a.mp4').format.tags?.AIGC, bareLabelText(sampleLabel('new')));
  });
}

test('a list of a camera in moov keeps its names beside the label, for readers with one table of keys and with two', async () => {
  const camera = makeBox(
    'meta',
    handler('mdta'),
    makeBox(
      'keys',
      uint32(0),
      uint32(2),
      ...['AIGC', 'com.apple.quicktime.make'].map((name) => makeBox('mdta', latin1(name))),
    ),
    makeBox('ilst', makeBox('\0\0\0\u0001', data(bareLabelText(label))), makeBox('\0\0\0\u0002', data('Kettle'))),
  );
  for (const file of [withInMoov(bareFilm, camera), withInMoov(withInMoov(bareFilm, camera), makeBox('udta'))]) {
    const written = await write(file, sampleLabel('new'));
    const tags = ffprobe(written, 'a.mp4').format.tags;
    assert.equal(tags?.AIGC, bareLabelText(sampleLabel('new')));
    assert.equal(tags?.['com.apple.quicktime.make'], 'Kettle');
    const seen = exiftool(written, 'a.mp4');
    assert.equal(seen['Keys:Make'], 'Kettle');
    assert.equal(seen['Keys:AIGC'], bareLabelText(sampleLabel('new')));
    assert.deepEqual(await write(written, sampleLabel('new')), written);
  }
});

test('other keys and entries keep their places and bytes', async () => {
  const list = makeBox(
    'meta',
    uint32(0),
    handler('mdta'),
    makeBox('keys', uint32(0), uint32(3), ...['mood', 'AIGC', 'place'].map((name) => makeBox('mdta', latin1(name)))),
    makeBox(
      'ilst',
      ...[1, 2, 3].map((index) => makeBox(`\0\0\0${String.fromCharCode(index)}`, data(`value ${index}`))),
    ),
  );
  const tags = ffprobe(await write(withInMoov(bareFilm, makeBox('udta', list))), 'a.mp4').format.tags;
  assert.equal(tags?.mood, 'value 1');
  assert.equal(tags?.place, 'value 3');
  assert.equal(tags?.AIGC, bareLabelText(label));
});

test('a key that stands twice stands once afterwards, and those behind it are found under their names', async () => {
  const names = ['AIGC', 'aigc', 'AIGC', 'place'];
  const list = makeBox(
    'meta',
    uint32(0),
    handler('mdta'),
    makeBox('keys', uint32(0), uint32(4), ...names.map((name) => makeBox('mdta', latin1(name)))),
    makeBox(
      'ilst',
      ...[1, 2, 3, 4].map((index) =>
        makeBox(`\0\0\0${String.fromCharCode(index)}`, data(index < 4 ? bareLabelText(label) : 'here')),
      ),
    ),
  );
  const file = withInMoov(bareFilm, makeBox('udta', list));
  const verdict = await verifyFile(bytesSource(file));
  assert.ok('findings' in verdict && verdict.findings.some(({ code }) => code === 'count'));
  const tags = ffprobe(await write(file), 'a.mp4').format.tags;
  assert.equal(tags?.place, 'here');
  assert.equal(tags?.AIGC, bareLabelText(label));
  assert.equal(tags?.aigc, undefined);
});

test('broken files are named, never mistaken', async () => {
  for (const cut of [20, 40, last.length - 10]) {
    const verdict = await verifyFile(bytesSource(last.subarray(0, cut)));
    assert.equal(verdict.kind, 'unreadable');
  }
  const { format } = await readFileLabels(bytesSource(last));
  assert.equal(format, 'mp4');
});

test('mutations neither crash nor are written wrongly', async () => {
  await fuzzFile(await write(small), null, seededRandom(1));
  await fuzzFile(await write(withInMoov(bareFilm, makeBox('udta', playerList(freeForm)))), null, seededRandom(2));
});
