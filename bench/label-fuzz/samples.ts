import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document, Packer, Paragraph } from 'docx';
import { signC2pa } from '../../src/c2pa/testing/test-credential.ts';
import { makeElement } from '../../src/label/formats/matroska/ebml.ts';
import { EMPTY_TAG, makeFrame, makeTag } from '../../src/label/id3/tag.ts';
import {
  bareLabelText,
  bytesSource,
  type FormatId,
  labelText,
  patchedBytes,
  writeFileLabel,
  writeSignedFileLabel,
} from '../../src/label/index.ts';
import { openDml } from '../../src/label/testing/open-dml.ts';
import { packetWithTitle } from '../../src/label/testing/pictures.ts';
import { pythonZip } from '../../src/label/testing/python-zip.ts';
import { sampleLabel } from '../../src/label/testing/sample-label.ts';
import { samplePdf } from '../../src/label/testing/sample-pdf.ts';
import { bytesEntry, greyTiff, TIFF_LAYOUTS } from '../../src/label/testing/tiff.ts';
import { SIGNER } from './trust.ts';

/** A small real file that is mutated. */
export interface FuzzSample {
  readonly format: FormatId;
  /** Its name, such as `plain.png`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const label = sampleLabel();
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=size=48x32', '-frames:v', '1'];
const FILM = ['-f', 'lavfi', '-i', 'testsrc=size=32x32:rate=5:duration=1'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=0.1'];
const BOTH = [...FILM, ...SOUND, '-shortest', '-metadata', 'title=kettle'];

/** By ffmpeg: format, extension, arguments. */
const MADE: readonly (readonly [FormatId, string, readonly string[]])[] = [
  ['png', 'png', PICTURE],
  ['jpeg', 'jpg', PICTURE],
  ['webp', 'webp', [...PICTURE, '-c:v', 'libwebp']],
  ['webp', 'webp', [...PICTURE, '-c:v', 'libwebp', '-lossless', '1']],
  ['gif', 'gif', ['-f', 'lavfi', '-i', 'testsrc=size=16x16:rate=5:duration=0.6']],
  ['tiff', 'tiff', PICTURE],
  ['mp4', 'mp4', [...BOTH, '-c:v', 'mpeg4', '-c:a', 'aac']],
  ['mp4', 'mp4', [...BOTH, '-c:v', 'mpeg4', '-c:a', 'aac', '-movflags', '+faststart']],
  ['mp4', 'm4v', [...FILM, '-c:v', 'mpeg4', '-f', 'mp4', '-movflags', '+frag_keyframe+empty_moov']],
  ['mov', 'mov', [...BOTH, '-c:v', 'mpeg4', '-c:a', 'aac', '-movflags', 'use_metadata_tags']],
  ['m4a', 'm4a', [...SOUND, '-c:a', 'aac']],
  ['matroska', 'mkv', [...BOTH, '-c:v', 'mpeg4', '-c:a', 'aac']],
  ['webm', 'webm', [...FILM, '-c:v', 'libvpx']],
  ['webm', 'webm', [...FILM, '-c:v', 'libvpx', '-live', '1']],
  ['flv', 'flv', [...FILM, '-c:v', 'flv1', '-flvflags', 'add_keyframe_index']],
  ['avi', 'avi', [...BOTH, '-c:v', 'mpeg4', '-c:a', 'pcm_s16le', '-ar', '8000']],
  ['mp3', 'mp3', [...SOUND, '-c:a', 'libmp3lame', '-metadata', 'title=kettle', '-write_xing', '0']],
  ['wav', 'wav', [...SOUND, '-ar', '8000', '-metadata', 'title=kettle']],
  ['wav', 'wav', [...SOUND, '-ar', '8000', '-rf64', 'always']],
  ['flac', 'flac', [...SOUND, '-ar', '8000', '-metadata', 'title=kettle']],
  ['ogg', 'ogg', [...SOUND, '-c:a', 'libvorbis']],
  ['ogg', 'opus', [...SOUND, '-c:a', 'libopus', '-metadata', 'title=kettle']],
  ['ogg', 'ogv', [...FILM, '-c:v', 'libtheora']],
];
const HEIF: readonly (readonly [FormatId, string, readonly string[]])[] = [
  ['heif', 'heic', []],
  ['avif', 'avif', ['-A']],
];

const TYPES = 'http://schemas.openxmlformats.org';
const PARTS: readonly (readonly [FormatId, string, string])[] = [
  ['docx', 'word/document.xml', 'wordprocessingml.document'],
  ['xlsx', 'xl/workbook.xml', 'spreadsheetml.sheet'],
  ['pptx', 'ppt/presentation.xml', 'presentationml.presentation'],
];
const MEMBERS = Object.entries(label.AIGC).map(([name, value]) => `  ${name}: "${value}"\n`);

/** Kinds of which some files get a manifest of C2PA. */
const MEDIA_TYPES: Partial<Record<FormatId, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  avif: 'image/avif',
  mp3: 'audio/mpeg',
};

/**
 * Real files of every kind, plain, labelled, signed, and with labels in foreign places; some made by others, some byte by byte. All
 * small, so that a mutation often hits what a reader looks at.
 */
export async function makeFuzzSamples(): Promise<FuzzSample[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-fuzz-'));
  try {
    const plain = [
      ...MADE.map((made) => byFfmpeg(folder, made)),
      ...HEIF.map((made) => byHeifEnc(folder, made)),
      inSeveralRiffs(folder),
      ...handmade(),
      ...documents(),
      await wordDocument(),
      ...texts(),
    ].map(numbered);
    const made: FuzzSample[] = [];
    for (const sample of plain) made.push(...(await withLabel(sample)));
    for (const sample of firstOfEachKind(plain)) made.push(...(await signed(sample)));
    return [...plain, ...made, ...foreign(folder, plain)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const firstOfEachKind = (samples: readonly FuzzSample[]): readonly FuzzSample[] =>
  samples.filter(({ format }, index) => samples.findIndex((other) => other.format === format) === index);

const numbered = (sample: FuzzSample, index: number): FuzzSample => ({ ...sample, name: `${index}-${sample.name}` });

function byFfmpeg(folder: string, [format, extension, args]: (typeof MADE)[number]): FuzzSample {
  const path = join(folder, `made.${extension}`);
  run('ffmpeg', ['-v', 'error', '-y', ...args, '-bitexact', path]);
  return { format, name: `plain.${extension}`, bytes: Uint8Array.from(readFileSync(path)) };
}

function byHeifEnc(folder: string, [format, extension, args]: (typeof HEIF)[number]): FuzzSample {
  const [picture, path] = [join(folder, 'made.png'), join(folder, `made.${extension}`)];
  run('ffmpeg', ['-v', 'error', '-y', ...PICTURE, picture]);
  run('heif-enc', [...args, '-q', '40', '-o', path, picture]);
  return { format, name: `plain.${extension}`, bytes: Uint8Array.from(readFileSync(path)) };
}

const hasPlace = ({ format }: FuzzSample): boolean => format !== 'csv' && format !== 'text';

function inSeveralRiffs(folder: string): FuzzSample {
  const film = byFfmpeg(folder, ['avi', 'avi', [...BOTH, '-c:v', 'mpeg4', '-c:a', 'pcm_s16le', '-ar', '8000']]);
  return { ...film, bytes: openDml(film.bytes, { parts: 3, hasRoom: false, base: 'pictures' }) };
}

async function withLabel(sample: FuzzSample): Promise<FuzzSample[]> {
  if (!hasPlace(sample)) return [];
  const source = bytesSource(sample.bytes);
  const bytes = await patchedBytes(source, await writeFileLabel(source, label, sample.name));
  return [{ ...sample, name: sample.name.replace('plain', 'labelled'), bytes }];
}

/** With a signed label, and with a label and a manifest of C2PA, which signs all of it. */
async function signed(sample: FuzzSample): Promise<FuzzSample[]> {
  if (!hasPlace(sample)) return [];
  const source = bytesSource(sample.bytes);
  const { patch } = await writeSignedFileLabel(source, label, SIGNER, sample.name);
  const bytes = await patchedBytes(source, patch);
  const made = [{ ...sample, name: sample.name.replace('plain', 'signed'), bytes }];
  const mediaType = MEDIA_TYPES[sample.format];
  if (mediaType === undefined) return made;
  return [
    ...made,
    { ...sample, name: sample.name.replace('plain', 'manifest'), bytes: await signC2pa(bytes, mediaType) },
  ];
}

function handmade(): FuzzSample[] {
  const packet = Buffer.from(packetWithTitle(`<T:AIGC>${label.AIGC.ProduceID}</T:AIGC>`));
  const tag = makeTag(EMPTY_TAG, [makeFrame('TXXX', Buffer.from(`\x03AIGC\0${bareLabelText(label)}`), EMPTY_TAG)]);
  const header = makeElement(0x1a45dfa3, makeElement(0x4282, Buffer.from('matroska')));
  const tags = makeElement(
    0x1254c367,
    makeElement(
      0x7373,
      makeElement(
        0x67c8,
        Buffer.concat([
          makeElement(0x45a3, Buffer.from('aigc')),
          makeElement(0x4487, Buffer.from(bareLabelText(label))),
        ]),
      ),
    ),
  );
  const cluster = makeElement(0x1f43b675, makeElement(0xe7, Uint8Array.of(0)));
  return [
    ...TIFF_LAYOUTS.map(
      (layout): FuzzSample => ({
        format: 'tiff',
        name: 'plain-byhand.tif',
        bytes: greyTiff(layout, [bytesEntry(700, 1, packet)]),
      }),
    ),
    { format: 'mp3', name: 'plain-tag.mp3', bytes: Buffer.concat([tag, mp3Frames()]) },
    {
      format: 'matroska',
      name: 'plain-byhand.mkv',
      bytes: Buffer.concat([header, makeElement(0x18538067, Buffer.concat([tags, cluster]), 8)]),
    },
  ];
}

/** Frames of silence: a head of MPEG 1, layer III, 128 kbit/s, and zeros. */
function mp3Frames(): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  return Buffer.concat([frame, frame, frame]);
}

function documents(): FuzzSample[] {
  const packet = packetWithTitle('<T:AIGC>{}</T:AIGC>');
  const office = PARTS.flatMap(([format, part, type]): FuzzSample[] => [
    {
      format,
      name: `plain.${format}`,
      bytes: Uint8Array.from(
        pythonZip([
          [
            '[Content_Types].xml',
            `<?xml version="1.0"?><Types xmlns="${TYPES}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`,
          ],
          [
            '_rels/.rels',
            `<?xml version="1.0"?><Relationships xmlns="${TYPES}/package/2006/relationships"><Relationship Id="r1" Type="${TYPES}/officeDocument/2006/relationships/officeDocument" Target="${part}"/></Relationships>`,
          ],
          [part, '<document/>'],
        ]),
      ),
    },
  ]);
  const book: FuzzSample = {
    format: 'epub',
    name: 'plain.epub',
    bytes: Uint8Array.from(
      pythonZip([
        ['mimetype', 'application/epub+zip'],
        [
          'META-INF/container.xml',
          '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        ],
        [
          'a.opf',
          '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">a</dc:identifier><dc:title>kettle</dc:title></metadata><manifest/><spine/></package>',
        ],
      ]),
    ),
  };
  const pdf = (bytes: Uint8Array, name: string): FuzzSample => ({ format: 'pdf', name: `plain-${name}.pdf`, bytes });
  const [old, withInfo] = [samplePdf(), samplePdf({ info: '<< /Title (kettle) /aigc ({}) >>', packet })];
  return [
    ...office,
    book,
    pdf(old, 'bare'),
    pdf(withInfo, 'info'),
    pdf(qpdf(withInfo, ['--object-streams=generate']), 'streams'),
    pdf(qpdf(withInfo, ['--linearize']), 'linear'),
    pdf(qpdf(withInfo, ['--encrypt', '', 'owner', '256', '--']), 'encrypted'),
  ];
}

/** As programs write them: a dozen parts, compressed. */
async function wordDocument(): Promise<FuzzSample> {
  const bytes = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('壶')] }] }));
  return { format: 'docx', name: 'plain-whole.docx', bytes: Uint8Array.from(bytes) };
}

function qpdf(bytes: Uint8Array, args: readonly string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-fuzz-'));
  try {
    writeFileSync(join(folder, 'a.pdf'), bytes);
    // It warns of what the sample leaves out, with 3.
    run('qpdf', ['--warning-exit-0', ...args, join(folder, 'a.pdf'), join(folder, 'b.pdf')]);
    return Uint8Array.from(readFileSync(join(folder, 'b.pdf')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const texts = (): FuzzSample[] =>
  (
    [
      [
        'html',
        'html',
        '<!doctype html><html><head><meta charset="utf-8"><title>壶</title></head><body><p>一</p></body></html>',
      ],
      [
        'html',
        'html',
        `<head><meta name="aigc" content="${bareLabelText(label).replaceAll('"', '&quot;')}"></head><p>`,
      ],
      ['json', 'json', `{"a":[1,{"b":null}],"c":"\\u00e9\\\\","aigc":${bareLabelText(label)}}`],
      // Long enough for the kernel.
      ['json', 'json', `{"a":[${'{"b":[-1.5e3,null,"壶\\n"]},'.repeat(1_400)}0],"aigc":${bareLabelText(label)}}`],
      ['markdown', 'md', '---\ntitle: 壶\ntags: [a, b]\n---\n\n# 壶\n\n水。\n'],
      ['markdown', 'md', `# 壶\n\n水。\n\n---\nAIGC:\n${MEMBERS.join('')}---\n`],
      ['text', 'txt', '水壶在厨房里响。\n'],
      ['csv', 'csv', '"甲","乙"\n1,2\n'],
    ] as const
  ).map(([format, extension, text]) => ({
    format,
    name: `plain.${extension}`,
    bytes: Uint8Array.from(Buffer.from(text)),
  }));

/** Labels that others have put elsewhere, by ExifTool. */
function foreign(folder: string, samples: readonly FuzzSample[]): FuzzSample[] {
  const tags: Partial<Record<FormatId, readonly string[]>> = {
    png: [`-PNG:Comment=${labelText(label)}`, '-Artist=A'],
    jpeg: [`-UserComment=AIGC${labelText(label)}`, `-Comment=${labelText(label)}`, '-Artist=A', '-FNumber=4'],
    webp: [`-UserComment=${labelText(label)}`, '-FNumber=4'],
    tiff: [`-UserComment=${labelText(label)}`, '-FNumber=4'],
    heif: [`-UserComment=${labelText(label)}`, '-Title=kettle'],
    avif: ['-Title=kettle'],
    gif: [`-Comment=${labelText(label)}`],
    mp4: ['-XMP:Title=kettle', `-Keys:Description=${labelText(label)}`],
    mov: ['-XMP:Title=kettle', `-UserData:Comment=${labelText(label)}`],
    pdf: ['-Title=kettle', '-XMP:Creator=A'],
  };
  const made: FuzzSample[] = [];
  for (const sample of samples) {
    const args = tags[sample.format];
    if (args === undefined || /byhand|encrypted|m4v/.test(sample.name)) continue;
    const path = join(folder, sample.name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, sample.bytes);
    run('exiftool', ['-q', '-m', '-overwrite_original', ...args, path]);
    made.push({ ...sample, name: sample.name.replace('plain', 'foreign'), bytes: Uint8Array.from(readFileSync(path)) });
  }
  return made;
}

const run = (command: string, args: readonly string[]): void => {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 2] });
};
