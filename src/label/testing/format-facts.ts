import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FormatId } from '../file/format.ts';
import { exiftool, exiftoolValue, ffmpegSample, ffprobe, parseHtmlMeta, parseYaml } from './outside-readers.ts';
import { readPythonZip } from './python-zip.ts';
import { bookSample, officeSample } from './sample-packages.ts';
import { samplePdf } from './sample-pdf.ts';

/** A program of others, or a reader that is no program for labels at all, and the label as it shows it. */
export interface OutsideReader {
  readonly name: string;
  /** The JSON of the seven members, or the members themselves. */
  read(bytes: Uint8Array, name: string): unknown;
}

/**
 * What is true of one kind of file. The test beside this file holds every line of it against the formats and against programs
 * of others; `docs/labels.md` is made of it.
 */
export interface FormatFacts {
  readonly fileName: string;
  /** A file without a label. */
  sample(): Uint8Array;
  /** Where a written label stands, as `hegui label read` calls it; null where the file has no place and a sidecar is written. */
  readonly place: string | null;
  /** Whether a signed label is bound to the content; not so where it stands beside the file. */
  readonly isBound: boolean;
  readonly readers: readonly OutsideReader[];
}

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=size=64x48', '-frames:v', '1'];
const FILM = [
  ...['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=5:duration=1'],
  ...['-f', 'lavfi', '-i', 'sine=duration=1', '-shortest'],
];
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=0.3'];

const byFfmpeg = (fileName: string, args: readonly string[]) => ({
  fileName,
  sample: () => Uint8Array.from(ffmpegSample(args, fileName)),
});
const byText = (fileName: string, text: string) => ({ fileName, sample: () => new TextEncoder().encode(text) });

/** ExifTool spells a tag that it does not know in its own way. */
const byExiftool = (...tags: readonly string[]): OutsideReader => ({
  name: 'ExifTool',
  read: (bytes, name) => {
    const seen = exiftool(bytes, name);
    return tags.map((tag) => seen[tag]).find((value) => value !== undefined);
  },
});
const byUnknownTag: OutsideReader = {
  name: 'ExifTool `-U`',
  read: (bytes, name) => exiftoolValue(bytes, name, 'Unknown_AIGC').replace(/\0$/, ''),
};
const byFfprobe: OutsideReader = {
  name: 'ffprobe',
  read: (bytes, name) => {
    const { format, streams } = ffprobe(bytes, name);
    return [format, ...streams].map(({ tags }) => tags?.AIGC).find((value) => value !== undefined);
  },
};
const xmp = byExiftool('XMP-TC260:Aigc', 'XMP-TC260:AIGC');
const office = byExiftool('XML:AIGC');
const keys = byExiftool('Keys:AIGC');
const segmentTags = byExiftool('Matroska:Aigc', 'Matroska:AIGC', 'Matroska:TagString');
const comments = byExiftool('Vorbis:Aigc', 'Vorbis:AIGC');

export const FORMAT_FACTS: Readonly<Record<FormatId, FormatFacts>> = {
  png: { ...byFfmpeg('a.png', PICTURE), place: 'PNG iTXt XML:com.adobe.xmp', isBound: true, readers: [xmp] },
  jpeg: { ...byFfmpeg('a.jpg', PICTURE), place: 'JPEG APP1 XMP', isBound: true, readers: [xmp] },
  webp: { ...byFfmpeg('a.webp', PICTURE), place: 'WebP XMP', isBound: true, readers: [xmp] },
  gif: { ...byFfmpeg('a.gif', PICTURE), place: 'GIF XMP Data', isBound: true, readers: [xmp] },
  tiff: { ...byFfmpeg('a.tif', PICTURE), place: 'TIFF tag 700 XMP', isBound: true, readers: [xmp] },
  heif: {
    fileName: 'a.heic',
    sample: () => Uint8Array.from(readFileSync(join(import.meta.dirname, '../formats/heif/fixtures/grid.heic'))),
    place: 'HEIF item application/rdf+xml',
    isBound: true,
    readers: [xmp],
  },
  avif: {
    ...byFfmpeg('a.avif', [...PICTURE, '-c:v', 'libaom-av1', '-cpu-used', '8', '-still-picture', '1']),
    place: 'HEIF item application/rdf+xml',
    isBound: true,
    readers: [xmp],
  },
  mp4: {
    ...byFfmpeg('a.mp4', FILM),
    place: 'MP4 moov.udta.meta AIGC',
    isBound: true,
    readers: [keys, byFfprobe],
  },
  mov: {
    ...byFfmpeg('a.mov', FILM),
    place: 'MOV moov.udta.meta AIGC',
    isBound: true,
    readers: [keys, byFfprobe],
  },
  avi: { ...byFfmpeg('a.avi', FILM), place: 'AVI LIST INFO AIGC', isBound: true, readers: [byUnknownTag] },
  matroska: {
    ...byFfmpeg('a.mkv', FILM),
    place: 'Matroska Segment.Tags AIGC',
    isBound: true,
    readers: [segmentTags, byFfprobe],
  },
  webm: {
    ...byFfmpeg('a.webm', [...FILM, '-c:v', 'libvpx', '-c:a', 'libopus']),
    place: 'WebM Segment.Tags AIGC',
    isBound: true,
    readers: [segmentTags, byFfprobe],
  },
  flv: {
    ...byFfmpeg('a.flv', [...FILM, '-ar', '44100']),
    place: 'FLV script.onMetaData AIGC',
    isBound: true,
    readers: [byExiftool('Flash:AIGC'), byFfprobe],
  },
  m4a: {
    ...byFfmpeg('a.m4a', SOUND),
    place: 'M4A moov.udta.meta AIGC',
    isBound: true,
    readers: [keys, byFfprobe],
  },
  mp3: { ...byFfmpeg('a.mp3', SOUND), place: 'MP3 ID3v2.4 TXXX:AIGC', isBound: true, readers: [byFfprobe] },
  wav: { ...byFfmpeg('a.wav', SOUND), place: 'WAV chunk AIGC', isBound: true, readers: [byUnknownTag] },
  flac: {
    ...byFfmpeg('a.flac', SOUND),
    place: 'FLAC comment AIGC',
    isBound: true,
    readers: [comments, byFfprobe],
  },
  ogg: {
    ...byFfmpeg('a.ogg', [...SOUND, '-c:a', 'libvorbis']),
    place: 'Ogg Vorbis comment AIGC',
    isBound: true,
    readers: [comments, byFfprobe],
  },
  pdf: {
    fileName: 'a.pdf',
    sample: () => samplePdf({ info: '<< /Title (Kettle) >>' }),
    place: 'PDF Info /AIGC',
    isBound: true,
    readers: [byExiftool('PDF:AIGC')],
  },
  docx: {
    fileName: 'a.docx',
    sample: () => officeSample('docx'),
    place: 'docProps/custom.xml AIGC',
    isBound: true,
    readers: [office],
  },
  pptx: {
    fileName: 'a.pptx',
    sample: () => officeSample('pptx'),
    place: 'docProps/custom.xml AIGC',
    isBound: true,
    readers: [office],
  },
  xlsx: {
    fileName: 'a.xlsx',
    sample: () => officeSample('xlsx'),
    place: 'docProps/custom.xml AIGC',
    isBound: true,
    readers: [office],
  },
  epub: {
    fileName: 'a.epub',
    sample: bookSample,
    place: 'EPUB meta AIGC',
    isBound: true,
    readers: [
      {
        name: "Python's zipfile",
        read: (bytes) => {
          const [, opf = ''] = readPythonZip(bytes).entries.find(([path]) => path.endsWith('.opf')) ?? [];
          return /<meta name="AIGC" content="([^"]*)"/.exec(opf)?.[1]?.replaceAll('&quot;', '"');
        },
      },
    ],
  },
  markdown: {
    ...byText('a.md', '# 水壶\n\n正文。\n'),
    place: 'Markdown front matter AIGC',
    isBound: true,
    readers: [
      {
        name: 'CPAN::Meta::YAML',
        read: (bytes) => {
          const head = /^---\n([\s\S]*?)\n---\n/.exec(Buffer.from(bytes).toString())?.[1] ?? '';
          return Reflect.get(Object(parseYaml(`---\n${head}\n`)), 'AIGC');
        },
      },
    ],
  },
  html: {
    ...byText('a.html', '<!doctype html><html><head><title>水壶</title></head><body>正文</body></html>'),
    place: 'HTML head meta AIGC',
    isBound: true,
    readers: [
      {
        name: "Python's html.parser",
        read: (bytes) => [parseHtmlMeta(bytes, 'AIGC')].flat()[0],
      },
    ],
  },
  json: {
    ...byText('a.json', '{"title":"水壶"}\n'),
    place: 'JSON member AIGC',
    isBound: true,
    readers: [{ name: 'JSON.parse', read: (bytes) => Reflect.get(JSON.parse(Buffer.from(bytes).toString()), 'AIGC') }],
  },
  csv: { ...byText('a.csv', '编号,名称\n1,水壶\n'), place: null, isBound: false, readers: [] },
  text: { ...byText('a.txt', '水壶在响。\n'), place: null, isBound: false, readers: [] },
};
