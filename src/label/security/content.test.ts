import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSeed, seededRandom } from '../../kernel/testing/seeded-random.ts';
import { createLabelCrypto, newKeyPem, signerOfPem } from '../../sm2/index.ts';
import { concat, fromLatin1, latin1 } from '../file/bytes.ts';
import { propagateFileLabel, verifyFile } from '../file/label-file.ts';
import { patchedBytes } from '../file/patch.ts';
import { bytesSource } from '../file/source.ts';
import { pdf } from '../formats/pdf/index.ts';
import { openDml } from '../testing/open-dml.ts';
import { exiftool, ffmpegSample, qpdf, qpdfCheck } from '../testing/outside-readers.ts';
import { PDF_ENCRYPTIONS } from '../testing/pdf-encryptions.ts';
import { sampleLabel } from '../testing/sample-label.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { writeXmpLabel } from '../xmp/xmp.ts';
import { contentDigest } from './content.ts';
import { writeSignedFileLabel } from './sign-file.ts';

const crypto = createLabelCrypto();
const signer = signerOfPem(newKeyPem(), 'test', crypto);
const trust = { crypto, pins: [{ name: 'test', publicKey: signer.publicKey }] };
const INFO = '<< /Title (Kettle) >>';
const OLD = '{"Label":"1","ContentProducer":"old","ProduceID":"1"}';
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=0.3'];
const FILM = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=5:duration=1'];

const sign = async (bytes: Uint8Array): Promise<Uint8Array> => {
  const source = bytesSource(bytes);
  const { patch, isBound } = await writeSignedFileLabel(source, sampleLabel(), signer);
  assert.ok(isBound);
  return await patchedBytes(source, patch);
};
const passOn = async (bytes: Uint8Array, propagateId: string): Promise<Uint8Array> => {
  const source = bytesSource(bytes);
  return await patchedBytes(source, await propagateFileLabel(source, { contentPropagator: 'platform', propagateId }));
};
const contentOf = async (bytes: Uint8Array): Promise<string> => {
  const verdict = await verifyFile(bytesSource(bytes), null, trust);
  return 'signature' in verdict ? verdict.signature.content : verdict.kind;
};

const filmWithSound = (): Uint8Array =>
  ffmpegSample([...SOUND, ...FILM, '-c:a', 'pcm_s16le', '-fflags', '+bitexact'], 'a.avi');
const AES = ['--encrypt', '', 'owner', '256', '--'];
const RC4 = ['--allow-weak-crypto', '--encrypt', '', 'owner', '128', '--'];

// Each leaves another kind of room, or has none, so that the label takes another way into the file.
const ROOMS: readonly (readonly [title: string, sample: () => Uint8Array])[] = [
  ['MP3 without a tag', () => ffmpegSample([...SOUND, '-id3v2_version', '0'], 'a.mp3')],
  ['MP3 with ID3v2.3 and padding', () => padded(ffmpegSample([...SOUND, '-id3v2_version', '3'], 'a.mp3'))],
  ['MP3 with a label in other letters', () => ffmpegSample([...SOUND, '-metadata', `aigc=${OLD}`], 'a.mp3')],
  ['Matroska with a label already', () => ffmpegSample([...FILM, '-metadata', `AIGC=${OLD}`], 'a.mkv')],
  ['Matroska with an index at its front', () => ffmpegSample([...FILM, '-cues_to_front', '1'], 'a.mkv')],
  ['Matroska as it is streamed', () => ffmpegSample([...FILM, '-live', '1'], 'a.mkv')],
  ['AVI without texts', () => ffmpegSample([...FILM, '-fflags', '+bitexact'], 'a.avi')],
  ['AVI with texts', () => ffmpegSample([...FILM, '-metadata', 'title=Kettle'], 'a.avi')],
  ['AVI in several RIFFs', () => openDml(filmWithSound(), { parts: 3, hasRoom: true, base: 'pictures' })],
  ['AVI in several RIFFs without room', () => openDml(filmWithSound(), { parts: 3, hasRoom: false, base: 'file' })],
  ['PDF without Info', () => samplePdf()],
  ['PDF with a label already', () => samplePdf({ info: `<< /Title (Kettle) /AIGC (${OLD}) >>` })],
  ['PDF without a last line feed', () => samplePdf({ info: INFO }).slice(0, -1)],
  ['PDF behind other bytes', () => concat(latin1('mail\r\n'), samplePdf({ info: INFO }))],
  ['PDF that is linearised', () => qpdf(samplePdf({ info: INFO }), ['--linearize'])],
  ['PDF with streams of objects', () => qpdf(samplePdf({ info: INFO }), ['--object-streams=generate'])],
  // Every second one: each way to encrypt, with and without streams of objects.
  ...PDF_ENCRYPTIONS.filter((_, index) => index % 2 === 1).map(
    ([title, args]) => [`PDF encrypted by ${title}`, () => qpdf(samplePdf({ info: INFO }), args)] as const,
  ),
  [
    'PDF encrypted with XMP that holds a label',
    () => qpdf(samplePdf({ info: INFO, packet: writeXmpLabel(null, sampleLabel('in-xmp')) }), RC4),
  ],
  [
    'PDF that may be signed',
    () => samplePdf({ info: `<< /AIGC (${OLD}) >>`, catalog: '/AcroForm << /SigFlags 3 >> ' }),
  ],
];
for (const [title, sample] of ROOMS) {
  test(`${title}: a signed label is bound, and stays so when it becomes longer and shorter`, async () => {
    let file = await sign(sample());
    assert.equal(await contentOf(file), 'intact');
    for (const propagateId of ['p'.repeat(9_000), 'p']) {
      file = await passOn(file, propagateId);
      assert.equal(await contentOf(file), 'intact', `${propagateId.length}`);
    }
  });
}

/** ID3v2.3 with 300 bytes of padding behind its frames. */
function padded(file: Uint8Array): Uint8Array {
  const size = ((file[8] ?? 0) << 7) + (file[9] ?? 0);
  const grown = concat(file.subarray(0, 10 + size), new Uint8Array(300), file.subarray(10 + size));
  grown.set([(size + 300) >> 7, (size + 300) & 0x7f], 8);
  return grown;
}

const at = (file: Uint8Array, text: string): number => {
  const place = fromLatin1(file).indexOf(text);
  assert.ok(place >= 0, text);
  return place;
};
const replaced = (file: Uint8Array, text: string, other: string): Uint8Array => {
  assert.equal(text.length, other.length);
  const changed = Uint8Array.from(file);
  changed.set(latin1(other), at(file, text));
  return changed;
};

test('another title is told in each kind, though it stands beside the label', async () => {
  const titled = ['-metadata', 'title=Kettle'];
  const files = [
    ffmpegSample([...SOUND, ...titled], 'a.mp3'),
    ffmpegSample([...FILM, ...titled], 'a.mkv'),
    ffmpegSample([...FILM, ...titled], 'a.avi'),
    samplePdf({ info: INFO }),
  ];
  for (const file of files) {
    const signed = await sign(file);
    const last = fromLatin1(signed).lastIndexOf('Kettle');
    const changed = Uint8Array.from(signed, (byte, place) => (place === last ? byte ^ 1 : byte));
    assert.equal(await contentOf(changed), 'broken');
  }
});

test('a change in a later RIFF of a film, and one of its indexes that leads elsewhere, are told', async () => {
  const signed = await sign(openDml(filmWithSound(), { parts: 3, hasRoom: false, base: 'pictures' }));
  const later = at(signed, 'AVIX');
  const picture = signed.indexOf(0x64, later) + 20;
  const base = at(signed.subarray(later), 'ix00') + later + 8 + 12;
  for (const place of [later - 4, picture, base, base + 1, signed.length - 1])
    assert.notEqual(await contentOf(signed.map((byte, index) => (index === place ? byte ^ 1 : byte))), 'intact');
});

test('a PDF whose page is written anew behind its signed label is told as changed', async () => {
  const signed = await sign(samplePdf({ info: INFO }));
  const start = /startxref\n(\d+)\n%%EOF\n$/.exec(fromLatin1(signed))?.[1];
  const page = '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n';
  const table = `xref\n3 1\n${String(signed.length).padStart(10, '0')} 00000 n \ntrailer\n<< /Root 1 0 R /Info 4 0 R /Size 6 /Prev ${start} >>\n`;
  const update = `${page}${table}startxref\n${signed.length + page.length}\n%%EOF\n`;
  assert.equal(await contentOf(concat(signed, latin1(update))), 'broken');
});

test('a signed label in an encrypted PDF is what qpdf decrypts', async () => {
  const signed = await sign(qpdf(samplePdf({ info: INFO }), ['--object-streams=generate', ...AES]));
  assert.match(qpdfCheck(signed), /No syntax or stream encoding errors/);
  const seen = exiftool(qpdf(signed, ['--decrypt', '--object-streams=disable']), 'a.pdf');
  assert.match(String(seen['PDF:AIGC']), /SecurityData/);
  assert.equal(seen['PDF:Title'], 'Kettle');
});

test('one other bit of an encrypted PDF breaks the binding of its label, wherever it stands', async (t) => {
  const random = seededRandom(describeSeed(t));
  const digestOf = async (file: Uint8Array) => await contentDigest(pdf, bytesSource(file), sampleLabel().AIGC, crypto);
  const signed = await sign(qpdf(samplePdf({ info: INFO }), RC4));
  const digest = await digestOf(signed);
  for (const file of [signed, await passOn(signed, 'p-1')]) {
    assert.equal(await digestOf(file), digest);
    const entry = fromLatin1(file).lastIndexOf('/AIGC <');
    const end = file.indexOf(0x3e, entry);
    for (let round = 0; round < 60; round += 1) {
      const place = Math.floor(random() * file.length);
      if (place >= entry && place <= end) continue;
      const changed = Uint8Array.from(file);
      changed[place] = (changed[place] ?? 0) ^ (1 << Math.floor(random() * 8));
      assert.notEqual(await digestOf(changed), digest, `byte ${place}`);
    }
  }
});

test('nothing may hide where a label stood in a PDF', async () => {
  const passed = await passOn(await sign(samplePdf({ info: INFO })), 'p-1');
  assert.equal(await contentOf(passed), 'intact');
  // The first label is blank by now.
  const blank = ' '.repeat(40);
  assert.equal(await contentOf(replaced(passed, blank, `/Note (by somebody)${blank}`.slice(0, 40))), 'broken');
});
