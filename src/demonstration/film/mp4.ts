/** One H.264 film in an MP4 file (ISO/IEC 14496-12 and -15), its index before its pictures. */
export interface Mp4Film {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly sequence: Buffer;
  readonly picture: Buffer;
  /** One unit a frame; only the first stands alone. */
  readonly frames: readonly Buffer[];
}

const UNITY = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

export function writeMp4(film: Mp4Film): Buffer {
  const samples = film.frames.map((unit) => Buffer.concat([words(unit.length), unit]));
  const head = box('ftyp', Buffer.from('isom'), words(0x200), Buffer.from('isomiso2avc1mp41'));
  // The place of the pictures depends on the length of the index, which does not depend on the place.
  const index = (at: number): Buffer => movie(film, samples, at);
  const at = head.length + index(0).length + 8;
  return Buffer.concat([head, index(at), box('mdat', ...samples)]);
}

function movie(film: Mp4Film, samples: readonly Buffer[], at: number): Buffer {
  const { framesPerSecond, width, height } = film;
  const length = samples.length;
  const header = full(
    'mvhd',
    0,
    words(0, 0, framesPerSecond, length, 0x1_0000),
    Buffer.from([1, 0, 0, 0]),
    words(0, 0, ...UNITY, 0, 0, 0, 0, 0, 0, 2),
  );
  const trackHeader = full(
    'tkhd',
    3,
    words(0, 0, 1, 0, length, 0, 0, 0, 0, ...UNITY, width * 0x1_0000, height * 0x1_0000),
  );
  const mediaHeader = full('mdhd', 0, words(0, 0, framesPerSecond, length), Buffer.from([0x55, 0xc4, 0, 0]));
  const handler = full('hdlr', 0, words(0), Buffer.from('vide'), words(0, 0, 0), Buffer.from('film\0'));
  const data = box('dinf', full('dref', 0, words(1), full('url ', 1)));
  const information = box('minf', full('vmhd', 1, words(0, 0)), data, table(film, samples, at));
  return box('moov', header, box('trak', trackHeader, box('mdia', mediaHeader, handler, information)));
}

function table(film: Mp4Film, samples: readonly Buffer[], at: number): Buffer {
  return box(
    'stbl',
    full('stsd', 0, words(1), sampleEntry(film)),
    full('stts', 0, words(1, samples.length, 1)),
    full('stss', 0, words(1, 1)),
    full('stsc', 0, words(1, 1, samples.length, 1)),
    full('stsz', 0, words(0, samples.length, ...samples.map((sample) => sample.length))),
    full('stco', 0, words(1, at)),
  );
}

function sampleEntry({ width, height, sequence, picture }: Mp4Film): Buffer {
  const sizes = Buffer.alloc(4);
  sizes.writeUInt16BE(width, 0);
  sizes.writeUInt16BE(height, 2);
  const configuration = box(
    'avcC',
    Buffer.from([1, ...sequence.subarray(1, 4), 0xff, 0xe1]),
    short(sequence.length),
    sequence,
    Buffer.from([1]),
    short(picture.length),
    picture,
  );
  return box(
    'avc1',
    words(0, 1, 0, 0, 0, 0),
    sizes,
    words(0x48_0000, 0x48_0000, 0),
    short(1),
    Buffer.alloc(32),
    short(24),
    short(0xffff),
    configuration,
  );
}

const box = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([words(body.length + 8), Buffer.from(type, 'latin1'), body]);
};

const full = (type: string, flags: number, ...parts: readonly Buffer[]): Buffer => box(type, words(flags), ...parts);

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value, 0);
  return bytes;
}
