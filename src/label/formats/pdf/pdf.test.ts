import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, latin1 } from '../../file/bytes.ts';
import { readFileLabels, type Verdict, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { type ByteSource, bytesSource } from '../../file/source.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { exiftool, qpdf, qpdfCheck } from '../../testing/outside-readers.ts';
import { PDF_ENCRYPTIONS } from '../../testing/pdf-encryptions.ts';
import { countLabels } from '../../testing/pictures.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { samplePdf, streamBody } from '../../testing/sample-pdf.ts';
import { writeXmpLabel } from '../../xmp/xmp.ts';

const label = sampleLabel();
const text = bareLabelText(label);
const INFO = '<< /Title (Kettle \\(one\\)) /Author <FEFF7532> >>';
const plain = samplePdf({ info: INFO });

const write = async (bytes: Uint8Array, written: ImplicitLabel = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));
const verify = async (bytes: Uint8Array): Promise<Verdict> => await verifyFile(bytesSource(bytes));
const isPrefix = (one: Uint8Array, other: Uint8Array): boolean =>
  Buffer.from(other).subarray(0, one.length).equals(one);

/** The newest table of a labelled sample, once more with a stream of it beside the table, as hybrid files have. */
function hybrid(): Uint8Array {
  const bytes = samplePdf({ info: INFO });
  const start = Number(/startxref\n(\d+)/.exec(fromLatin1(bytes))?.[1]);
  const packed = streamBody('/Type /ObjStm /N 1 /First 4 ', '7 0 << /Title (Hidden) >>');
  const first = `\n6 0 obj\n${packed}\nendobj\n`;
  const streamAt = bytes.length + first.length;
  const rows = `\x01${short(bytes.length + 1)}\x00\x02\x00\x06\x00\x01${short(streamAt)}\x00`;
  const entries = '/Type /XRef /Size 9 /W [1 2 1] /Index [6 3] ';
  const stream = `8 0 obj\n${streamBody(entries, rows)}\nendobj\n`;
  const tableAt = streamAt + stream.length;
  const table = `xref\n7 1\n0000000000 00000 f \ntrailer\n<< /Size 9 /Root 1 0 R /Info 7 0 R /Prev ${start} /XRefStm ${streamAt} >>\nstartxref\n${tableAt}\n%%EOF\n`;
  return concat(bytes, latin1(first + stream + table));
}
const short = (value: number): string => String.fromCharCode(value >> 8, value & 0xff);

const signed = samplePdf({
  info: INFO,
  catalog: '/AcroForm << /SigFlags 3 /Fields [6 0 R] >> ',
  objects: [
    '<< /FT /Sig /T (Sign) /V 7 0 R >>',
    `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 100 200 300] /Contents <${'00'.repeat(64)}> >>`,
  ],
});

const SAMPLES: readonly (readonly [title: string, sample: () => Uint8Array, section: 'table' | 'stream'])[] = [
  ['plain', () => plain, 'table'],
  ['without Info', () => samplePdf(), 'table'],
  ['linearised', () => qpdf(plain, ['--linearize']), 'table'],
  ['with streams of objects', () => qpdf(plain, ['--object-streams=generate']), 'stream'],
  ['linearised with streams of objects', () => qpdf(plain, ['--linearize', '--object-streams=generate']), 'stream'],
  ['hybrid', hybrid, 'table'],
  ['signed', () => signed, 'table'],
  ['with bytes before its header', () => concat(latin1('mail\r\n'), plain), 'table'],
];
for (const [title, sample, section] of SAMPLES) {
  test(`a label is appended to a PDF ${title}, outside readers see it, and every byte stays`, async () => {
    const before = sample();
    const labelled = await write(before);
    assert.ok(isPrefix(before, labelled));
    // ExifTool neither counts from the header nor looks into what hybrid files hide; qpdf does, and writes it plainly.
    const isPlain = title !== 'hybrid' && !title.startsWith('with bytes');
    const seenIn = (bytes: Uint8Array) => exiftool(isPlain ? bytes : qpdf(bytes, []), 'a.pdf');
    const added = fromLatin1(labelled.subarray(before.length));
    assert.equal(/\bxref\n\d/.test(added), section === 'table');
    const seen = seenIn(labelled);
    assert.deepEqual(JSON.parse(String(seen['PDF:AIGC'])), label.AIGC);
    const seenBefore = seenIn(before);
    assert.deepEqual([seen['PDF:Title'], seen['PDF:Author']], [seenBefore['PDF:Title'], seenBefore['PDF:Author']]);
    if (!title.startsWith('with bytes')) assert.match(qpdfCheck(labelled), /No syntax or stream encoding errors/);
    assert.equal((await verify(labelled)).kind, 'conformant');
    assert.deepEqual(await write(labelled), labelled);
    const replaced = await write(labelled, sampleLabel('second'));
    assert.equal(isPrefix(labelled, replaced), title === 'signed', 'only what is signed keeps the old label');
    assert.equal(countLabels(replaced), title === 'signed' ? 2 : 1);
    assert.ok(isPrefix(before, replaced), 'nothing but the old label changes');
    if (!title.startsWith('with bytes')) assert.match(qpdfCheck(replaced), /No syntax or stream encoding errors/);
    assert.deepEqual(JSON.parse(String(seenIn(replaced)['PDF:AIGC'])), sampleLabel('second').AIGC);
  });
}

const packetWithLabel = writeXmpLabel(null, sampleLabel('in-xmp'));
for (const [title, args] of PDF_ENCRYPTIONS) {
  test(`a PDF encrypted by ${title} is labelled in its own encryption`, async () => {
    const before = qpdf(samplePdf({ info: INFO, packet: packetWithLabel }), args);
    assert.equal((await verify(before)).kind, 'misplaced');
    const labelled = await write(before);
    assert.equal(
      isPrefix(before, labelled),
      !title.endsWith('plain metadata'),
      'a plain label is blanked where it stood',
    );
    assert.ok(!fromLatin1(labelled.subarray(before.length)).includes('exc_test_0001'));
    assert.equal((await verify(labelled)).kind, 'conformant');
    // What qpdf decrypts is what was written, beside what was there.
    const opened = qpdf(labelled, ['--decrypt', '--object-streams=disable']);
    const seen = exiftool(opened, 'a.pdf');
    assert.deepEqual(JSON.parse(String(seen['PDF:AIGC'])), label.AIGC);
    assert.deepEqual(
      [seen['PDF:Title'], seen['PDF:Author'], seen['XMP-TC260:Aigc']],
      ['Kettle (one)', '甲', undefined],
    );
    assert.deepEqual(await write(labelled), labelled);
  });
}

test('a password, and encryption of another kind, are refused with their reason', async () => {
  const locked = qpdf(plain, ['--encrypt', 'user', 'owner', '256', '--']);
  await assert.rejects(write(locked), /password/);
  assert.equal((await verify(locked)).kind, 'unreadable');
  const foreign = latin1(fromLatin1(plain).replace('/ID', '/Encrypt << /Filter /Other >> /ID'));
  await assert.rejects(write(foreign), { code: 'E_FILE_UNSUPPORTED' });
});

test('a label in XMP is told as not in its place, and goes, with other properties left', async () => {
  const packet = packetWithLabel.replace(
    '</rdf:RDF>',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>a/b</dc:format></rdf:Description></rdf:RDF>',
  );
  const before = qpdf(samplePdf({ packet }), ['--compress-streams=y', '--object-streams=generate']);
  const verdict = await verify(before);
  assert.equal(verdict.kind, 'misplaced');
  const labelled = await write(before);
  const seen = exiftool(labelled, 'a.pdf');
  assert.deepEqual([seen['XMP-dc:Format'], seen['XMP-TC260:Aigc']], ['a/b', undefined]);
  assert.deepEqual(JSON.parse(String(seen['PDF:AIGC'])), label.AIGC);
  assert.match(qpdfCheck(labelled), /No syntax or stream encoding errors/);
});

test('the ways in which a label may be written are read', async () => {
  const hex = Buffer.from(text, 'latin1').toString('hex');
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('hex');
  const info: readonly (readonly [string, string])[] = [
    [`<< /AIGC (${text}) >>`, 'conformant'],
    [`<< /AIGC <${hex}> >>`, 'conformant'],
    [`<< /A#49GC <${wide}> >>`, 'conformant'],
    [`<< /AIGC (${text.replaceAll('"', '\\042').replace(',', ',\\\n')}) >>`, 'conformant'],
    ['<< /AIGC 6 0 R >>', 'conformant'],
    [`<< /AIGC ({"AIGC":${text}}) >>`, 'non-conformant'],
    [`<< /AIGC (${text}) /AIGC (${text}) >>`, 'non-conformant'],
    [`<< /aigc (${text}) >>`, 'misplaced'],
    ['<< /AIGC /yes >>', 'misplaced'],
    ['<< /aigc true >>', 'none'],
  ];
  for (const [written, kind] of info) {
    const bytes = samplePdf({ info: written, objects: [`(${text})`] });
    const verdict = await verify(bytes);
    assert.equal(verdict.kind, kind, `${written} ${JSON.stringify(verdict)}`);
    const { carriers } = await readFileLabels(bytesSource(await write(bytes)));
    assert.deepEqual(
      carriers.map((carrier) => carrier.text),
      [text],
    );
  }
});

test('a label that gives way is blanked where it stood, in Info and in plain XMP, and nothing else moves', async () => {
  const info = `<< /Title (Kettle) /AIGC (${text}) /Author (A) >>`;
  const before = samplePdf({ info, packet: packetWithLabel });
  const after = await write(before, sampleLabel('second'));
  assert.equal(countLabels(after), 1);
  const [old, kept] = [fromLatin1(before), fromLatin1(after.subarray(0, before.length))];
  const blanked = old.replace(`/AIGC (${text})`, (entry) => ' '.repeat(entry.length));
  const at = old.indexOf('<?xpacket');
  assert.equal(kept.slice(0, at), blanked.slice(0, at));
  assert.equal(kept.slice(kept.indexOf('endstream')), blanked.slice(blanked.indexOf('endstream')));
  assert.match(qpdfCheck(after), /No syntax or stream encoding errors/);
  const seen = exiftool(after, 'a.pdf');
  assert.deepEqual([seen['PDF:Title'], seen['PDF:Author']], ['Kettle', 'A']);
});

test('where a form, a right or a store of certificates may mean a signature, not one byte changes', async () => {
  for (const catalog of ['/AcroForm << /Fields [] >> ', '/Perms << >> ', '/DSS << >> ']) {
    const before = samplePdf({ info: `<< /AIGC (${text}) >>`, packet: packetWithLabel, catalog });
    const after = await write(before, sampleLabel('second'));
    assert.ok(isPrefix(before, after), catalog);
    const { carriers } = await readFileLabels(bytesSource(after));
    assert.deepEqual(
      carriers.map((carrier) => carrier.text),
      [bareLabelText(sampleLabel('second'))],
    );
  }
});

test('a text that speaks of the header of PDF is no PDF', async () => {
  const verdict = await verifyFile(bytesSource(latin1('A file begins with %PDF-1.7\n')), 'a.txt');
  assert.deepEqual([verdict.kind, verdict.format], ['none', 'text']);
});

test('what is broken, or leads in a circle, is named', async () => {
  const source = fromLatin1(plain);
  const start = /startxref\n(\d+)/.exec(source)?.[1] ?? '';
  const broken = [
    source.slice(0, -40),
    source.replace('/Root', `/Prev ${start} /Root`),
    source.replace(/startxref\n\d+/, 'startxref\n7'),
    source.replace(/startxref\n\d+/, 'startxref\n99999999'),
    source
      .replace('/Info 4 0 R', '/Info 3 0 R')
      .replace(/(\n0000000\d{3} 00000 n ){3}/, (rows) => rows.replaceAll('n', 'x')),
    source.replace('<< /Title', `${'['.repeat(200)}<< /Title`),
    source.replace('/ID', '/Encrypt 99 0 R /ID'),
  ];
  for (const [index, bytes] of broken.entries()) {
    const verdict = await verify(latin1(bytes));
    assert.equal(verdict.kind, 'unreadable', `${index} ${JSON.stringify(verdict)}`);
    await assert.rejects(write(latin1(bytes)), /PDF/);
  }
});

test('a stream of objects that stands in itself is a circle', async () => {
  const bytes = qpdf(plain, ['--object-streams=generate']);
  assert.equal((await verify(bytes)).kind, 'none');
  const head = '%PDF-1.7\n';
  const rows = '\x01\x00\x00\x00\x02\x00\x02\x00\x02\x00\x02\x00';
  const at = head.length;
  const section = `1 0 obj\n${streamBody('/Type /XRef /Size 3 /W [1 2 1] /Root 2 0 R /Info 2 0 R ', rows)}\nendobj\nstartxref\n${at}\n%%EOF\n`;
  assert.equal((await verify(latin1(head + section))).kind, 'unreadable');
});

test('a file beyond 4 GiB is labelled from its ends alone', async () => {
  const head = qpdf(plain, ['--object-streams=generate']);
  const gap = 5 * 2 ** 30;
  // The newest section stands behind the gap and leads back to the first.
  const start = Number(/startxref\n(\d+)/.exec(fromLatin1(head))?.[1]);
  const rows = `\x01\x00${'\x01\x40\x00\x00\x00'.slice(0, 4)}\x00`;
  const far = head.length + gap;
  const root = /\/Root (\d+) 0 R/.exec(fromLatin1(head))?.[1];
  const info = /\/Info (\d+) 0 R/.exec(fromLatin1(head))?.[1];
  const tail = latin1(
    `99 0 obj\n${streamBody(`/Type /XRef /Size 100 /W [1 5 1] /Index [98 1] /Root ${root} 0 R /Info ${info} 0 R /Prev ${start} `, rows)}\nendobj\nstartxref\n${far}\n%%EOF\n`,
  );
  let bytesRead = 0;
  const source: ByteSource = {
    size: far + tail.length,
    read: async (offset, length) => {
      bytesRead += length;
      const bytes = new Uint8Array(Math.max(0, Math.min(length, far + tail.length - offset)));
      for (let index = 0; index < bytes.length; index += 1) {
        const at = offset + index;
        bytes[index] = (at < head.length ? head[at] : at >= far ? tail[at - far] : 0) ?? 0;
      }
      return bytes;
    },
  };
  const patch = await writeFileLabel(source, label);
  assert.equal(patch.length, 2);
  assert.ok(bytesRead < 2 ** 21, `${bytesRead} bytes read`);
});

test('mutations neither crash nor are written wrongly', async () => {
  const random = seededRandom(4);
  await fuzzFile(await write(samplePdf({ info: INFO, packet: packetWithLabel })), null, random);
  await fuzzFile(await write(qpdf(plain, ['--object-streams=generate'])), null, random);
  await fuzzFile(
    qpdf(samplePdf({ info: `<< /AIGC (${text}) >>` }), ['--allow-weak-crypto', '--encrypt', '', 'o', '128', '--']),
    null,
    random,
  );
});
