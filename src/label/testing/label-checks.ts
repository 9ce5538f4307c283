/** One check of the labelling rules, and the tests that prove it. */
export interface LabelCheck {
  readonly number: number;
  readonly what: string;
  /** Files of tests below the repository, each with words of a title in it. */
  readonly proofs: readonly (readonly [file: string, title: string])[];
  /** What is not proven, and why; absent when all is. */
  readonly open?: string;
}

const format = (folder: string): string => `src/label/formats/${folder}/${folder}.test.ts`;

/**
 * The checks that the labels of files are held to, by their numbers. A test holds that each proof is there; `docs/label-checks.md`
 * is made of this.
 */
export const LABEL_CHECKS: readonly LabelCheck[] = [
  {
    number: 1,
    what: 'PNG: one property of XMP in an uncompressed iTXt before the picture; pixels unchanged',
    proofs: [[format('png'), 'a label stands in an uncompressed iTXt before the picture']],
  },
  {
    number: 2,
    what: 'PNG with XMP: other properties stay, the label is replaced',
    proofs: [[format('png'), 'a second writing replaces the first and leaves other properties alone']],
  },
  {
    number: 3,
    what: 'PNG with a second label in a text chunk: told, and one label after writing',
    proofs: [[format('png'), 'a label in a text chunk is told apart from one in its place']],
  },
  {
    number: 4,
    what: 'JPEG: APP1 behind APP0 and Exif; the scan unchanged',
    proofs: [[format('jpeg'), 'the label stands in an APP1 behind APP0, ExifTool and exiv2 read it']],
  },
  {
    number: 5,
    what: 'JPEG with a label in Exif alone: found, called misplaced',
    proofs: [[format('jpeg'), 'a label in Exif is read in every coding, called misplaced']],
  },
  {
    number: 6,
    what: 'JPEG with a bare label in APP9 and APP11: found',
    proofs: [[format('jpeg'), 'labels glued behind their name in APP9 and APP11']],
  },
  {
    number: 7,
    what: 'WebP without VP8X: extended with the right size; pixels unchanged',
    proofs: [[format('webp'), 'a simple file becomes an extended one with the size of its picture']],
  },
  {
    number: 8,
    what: 'GIF: the extension of XMP; frames unchanged',
    proofs: [
      [format('gif'), 'the label stands in the extension of XMP behind the loop count'],
      [format('gif'), 'a file of 1987 becomes one of 1989'],
    ],
  },
  {
    number: 9,
    what: 'TIFF: tag 700 of type 7',
    proofs: [
      [format('tiff'), 'the label stands in tag 700, ExifTool and exiv2 read it'],
      [format('tiff'), 'the entry has field type 7'],
    ],
  },
  {
    number: 10,
    what: 'MP4 with moov last and first: ExifTool and ffprobe read it, every packet stays',
    proofs: [[format('mp4'), 'ffprobe and ExifTool read the label, and every packet stays']],
  },
  {
    number: 11,
    what: 'MP4 of ffmpeg without the flag that keeps keys: no label',
    proofs: [[format('mp4'), 'a film of ffmpeg without the flag that keeps keys carries no label']],
  },
  {
    number: 12,
    what: 'MP4 with nulls and control characters in its JSON: read, with findings',
    proofs: [[format('mp4'), 'is read and judged, and gives way to the one label']],
  },
  {
    number: 13,
    what: 'MOV and M4A as MP4',
    proofs: [
      [format('mp4'), "['MOV', ffmpegSample"],
      [format('mp4'), "'M4A',"],
    ],
  },
  {
    number: 14,
    what: 'Matroska and WebM: both readers, clusters unchanged',
    proofs: [[format('matroska'), 'ffprobe and ExifTool read the label, clusters and all places stay right']],
  },
  {
    number: 15,
    what: 'MP3 without a tag, with ID3v2.3 and v2.4: other frames and the sound stay; other spellings are told',
    proofs: [
      [format('mp3'), 'ffprobe and ExifTool read the label, all else stays'],
      [format('mp3'), 'every frame but the label stays to the byte'],
      [format('mp3'), 'is read and judged, and gives way to the one label'],
    ],
  },
  {
    number: 16,
    what: 'WAV: sizes and the chunk are right, the sound unchanged',
    proofs: [[format('wav'), 'readers see the chunk, the right size and the same sound']],
  },
  {
    number: 17,
    what: 'FLAC and Ogg: Vorbis comments; flac and ffprobe find the file whole',
    proofs: [
      [format('flac'), 'ffprobe, ExifTool and flac read the label, and the sound stays'],
      [format('ogg'), 'ffprobe and ExifTool read the label, and every packet and checksum is right'],
    ],
  },
  {
    number: 18,
    what: 'PDF plain, linearised, encrypted, signed, with streams of objects',
    proofs: [
      [format('pdf'), 'outside readers see it'],
      [format('pdf'), 'is labelled in its own encryption'],
    ],
  },
  {
    number: 19,
    what: 'DOCX, PPTX, XLSX with and without properties: ExifTool reads it, LibreOffice opens it',
    proofs: [
      [format('ooxml'), 'a label is the custom property of'],
      [format('ooxml'), 'other properties and their numbers stay to the byte'],
      ['src/label/formats/ooxml/libre-office.test.ts', 'LibreOffice opens labelled'],
    ],
  },
  {
    number: 20,
    what: 'Markdown with and without front matter, CRLF, byte order mark; real files are classified',
    proofs: [
      [format('markdown'), 'existing front matter, line ends and byte order mark stay to the byte'],
      [format('markdown'), 'a second writing gives the same bytes'],
      [format('markdown'), 'judged: '],
    ],
  },
  {
    number: 21,
    what: 'Passing on changes only what the propagator writes',
    proofs: [
      ['tests/e2e/label-cli.test.ts', 'a propagator names itself and ExifTool sees nothing else changed'],
      [format('markdown'), 'a propagator is written beside what the producer wrote'],
    ],
    open: 'Whether a label may be written where nothing is known of a producer is open in the standard; propagating then refuses.',
  },
  {
    number: 22,
    what: 'Provider codes: every code seen in real files passes, every other character fails',
    proofs: [
      ['src/label/provider-code.test.ts', 'its check digit holds, and no single other character in any place does'],
      ['src/label/provider-code.test.ts', 'breaks a rule: '],
      ['src/label/provider-code.test.ts', 'service type 0 before a model code is odd but breaks no rule'],
    ],
  },
  {
    number: 23,
    what: 'Security data: own signatures by OpenSSL, one changed digit fails, foreign codes fail nothing',
    proofs: [
      ['src/label/security/signature.test.ts', 'OpenSSL takes the signatures of a label and of its binding'],
      ['src/label/security/signature.test.ts', 'one other digit of ProduceID fails the signature'],
      ['src/label/security/signature.test.ts', 'a provider that signs another text is told as not matching the guide'],
      ['src/label/security/signature.test.ts', 'whatever else stands in a reserved code is opaque'],
      ['src/label/testing/format-facts.test.ts', 'passing a signed file on breaks nothing'],
      ['src/label/security/content.test.ts', 'another title is told in each kind'],
    ],
    open: 'How the guide itself binds a label to bytes is not known; Hegui binds in its own way and says so.',
  },
  {
    number: 24,
    what: 'Marks that people see and hear: words, height, time, rhythm; read by OCR',
    proofs: [
      ['src/label/explicit-label.test.ts', 'does not carry both elements'],
      ['src/label/explicit-label.test.ts', 'the corner mark of a text is AI alone'],
      ['tests/e2e/label-exports.test.ts', 'a DOCX has both labels for outside readers, the mark as its last line'],
      ['src/marks/picture/mark-picture.test.ts', 'every figure is at least 24 and 55 pixels high'],
      ['src/marks/picture/read-by-eye.test.ts', 'a program of others reads the mark off a picture'],
      ['src/marks/film/mark-film.test.ts', 'the last frame with it begins at 2.0 s or later'],
      ['src/marks/sound/mark-sound.test.ts', 'the first sound is four bursts short-long-short-short'],
    ],
  },
  {
    number: 25,
    what: 'Pipelines, C2PA, unsupported kinds, files without a visible mark',
    proofs: [
      ['src/label/file/pipelines.test.ts', 'the label is told as'],
      ['src/label/credentials/content-credentials.test.ts', 'labelled first and signed last both stories are right'],
      ['src/c2pa/sign-manifest.test.ts', 'labelled first and signed last both stories are right'],
      [format('text'), 'text and tables carry no label, and the way out is named'],
      [
        'src/gateway/lift/lift.test.ts',
        'a lifted picture has its implicit label only, and is registered with whom it went to',
      ],
      ['src/duties/labelling/lifts/rules.test.ts', 'a setting of under six months is refused'],
      ['tests/e2e/label-exports.test.ts', 'with one, chat, pictures and exports keep the implicit label only'],
      ['tests/e2e/videos-trouble.test.ts', 'a film leaves without its mark for whom it may'],
    ],
  },
];
