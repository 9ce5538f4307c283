import { type FormatId, LABEL_FORMATS } from '../../../label/index.ts';

/** Where the implicit label stands in each format, as `src/label` writes it. */
const PLACES: Readonly<Record<FormatId, string>> = {
  png: 'iTXt XML:com.adobe.xmp, TC260:AIGC',
  jpeg: 'APP1 XMP, TC260:AIGC',
  webp: 'RIFF XMP, TC260:AIGC',
  gif: 'Application Extension XMP, TC260:AIGC',
  tiff: 'IFD0 0x02BC XMP, TC260:AIGC',
  heif: 'mime item application/rdf+xml, TC260:AIGC',
  avif: 'mime item application/rdf+xml, TC260:AIGC',
  mp4: 'moov.udta.meta keys/ilst, AIGC',
  mov: 'moov.udta.meta keys/ilst, AIGC',
  m4a: 'moov.udta.meta keys/ilst, AIGC',
  matroska: 'Segment.Tags SimpleTag, AIGC',
  webm: 'Segment.Tags SimpleTag, AIGC',
  flv: 'script onMetaData, AIGC',
  avi: 'RIFF LIST INFO, AIGC',
  mp3: 'ID3v2 TXXX, AIGC',
  wav: 'RIFF chunk AIGC',
  flac: 'Vorbis comment AIGC',
  ogg: 'Vorbis comment AIGC',
  pdf: 'Info /AIGC',
  docx: 'docProps/custom.xml, AIGC',
  pptx: 'docProps/custom.xml, AIGC',
  xlsx: 'docProps/custom.xml, AIGC',
  epub: 'package document meta AIGC',
  markdown: 'YAML front matter, AIGC',
  html: 'meta name="AIGC"',
  json: 'member AIGC',
  csv: 'FILE.aigc.json (sidecar)',
  text: 'FILE.aigc.json (sidecar)',
};

/** Every format with the place of its label and the practice guide that names it; `–` where none does. */
export const formatRows = (): [format: string, extensions: string, place: string, guide: string][] =>
  LABEL_FORMATS.map(({ id, name, extensions, guide }) => [
    name,
    extensions.map((extension) => `.${extension.replace(/^\./, '')}`).join(' '),
    PLACES[id],
    guide ?? '–',
  ]);
