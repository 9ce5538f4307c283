import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDocument } from './documents.ts';

/** A file of over 10 MB of one kind. */
export interface Sample {
  readonly kind: string;
  readonly path: string;
  readonly bytes: number;
  /** The same done by a program of others, without encoding anew: arguments with IN, OUT and JSON; null where none does it. */
  readonly rival: readonly string[] | null;
}

interface Recipe {
  readonly name: string;
  /** Makes the file at a path, given the path of the picture that documents carry. */
  readonly make: (path: string, picture: string) => Promise<void> | void;
  readonly rival?: 'ffmpeg' | 'ffmpeg keys' | 'ffmpeg faststart' | 'exiftool' | 'exiftool PDF';
}

const noise = (size: string, colour = 'random(1)*255:128:128'): string[] => [
  '-f',
  'lavfi',
  '-i',
  `nullsrc=s=${size},geq=${colour}`,
];
const FILM = noise('1280x720:d=8');
const COLOURS = 'random(1)*255:random(2)*255:random(3)*255';
const sound = (seconds: number): string[] => ['-f', 'lavfi', '-i', `anoisesrc=d=${seconds}:c=white:r=48000:a=0.9`];

const byFfmpeg =
  (...args: readonly string[]): Recipe['make'] =>
  (path) =>
    run('ffmpeg', ['-v', 'error', '-y', ...args, path]);

/** A picture that only the programs of libheif make; `args` say which kind. */
const byHeifEnc =
  (...args: readonly string[]): Recipe['make'] =>
  (path) => {
    const picture = `${path}.png`;
    run('ffmpeg', ['-v', 'error', '-y', ...noise('3000x2000', COLOURS), '-frames:v', '1', picture]);
    run('heif-enc', ['-q', '100', ...args, '-o', path, picture]);
  };

const RECIPES: readonly Recipe[] = [
  { name: 'film.mp4', make: byFfmpeg(...FILM, '-c:v', 'mpeg4', '-b:v', '20M'), rival: 'ffmpeg keys' },
  {
    name: 'faststart.mp4',
    make: byFfmpeg(...FILM, '-c:v', 'mpeg4', '-b:v', '20M', '-movflags', '+faststart'),
    rival: 'ffmpeg faststart',
  },
  { name: 'film.mov', make: byFfmpeg(...FILM, '-c:v', 'mpeg4', '-b:v', '20M'), rival: 'ffmpeg keys' },
  { name: 'film.avi', make: byFfmpeg(...FILM, '-c:v', 'mpeg4', '-b:v', '20M') },
  { name: 'film.mkv', make: byFfmpeg(...FILM, '-c:v', 'mpeg4', '-b:v', '20M'), rival: 'ffmpeg' },
  {
    name: 'film.webm',
    make: byFfmpeg(...FILM, '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '20M'),
    rival: 'ffmpeg',
  },
  { name: 'film.flv', make: byFfmpeg(...FILM, '-c:v', 'flv1', '-b:v', '20M'), rival: 'ffmpeg' },
  { name: 'sound.m4a', make: byFfmpeg(...sound(150), '-c:a', 'alac'), rival: 'ffmpeg keys' },
  { name: 'sound.mp3', make: byFfmpeg(...sound(300), '-c:a', 'libmp3lame', '-b:a', '320k'), rival: 'ffmpeg' },
  { name: 'sound.ogg', make: byFfmpeg(...sound(400), '-c:a', 'libvorbis', '-q:a', '10'), rival: 'ffmpeg' },
  { name: 'sound.wav', make: byFfmpeg(...sound(150), '-c:a', 'pcm_s16le') },
  { name: 'sound.flac', make: byFfmpeg(...sound(150), '-c:a', 'flac'), rival: 'ffmpeg' },
  {
    name: 'picture.jpg',
    make: byFfmpeg(...noise('6000x4000'), '-frames:v', '1', '-q:v', '1'),
    rival: 'exiftool',
  },
  {
    name: 'picture.png',
    make: byFfmpeg(...noise('4000x3000'), '-frames:v', '1', '-pix_fmt', 'gray'),
    rival: 'exiftool',
  },
  {
    name: 'picture.webp',
    make: byFfmpeg(...noise('3000x2400', COLOURS), '-frames:v', '1', '-c:v', 'libwebp', '-lossless', '1'),
    rival: 'exiftool',
  },
  { name: 'picture.gif', make: byFfmpeg(...noise('800x600:d=2')), rival: 'exiftool' },
  {
    name: 'picture.tiff',
    make: byFfmpeg(...noise('4000x3000'), '-frames:v', '1', '-pix_fmt', 'gray', '-compression_algo', 'raw'),
    rival: 'exiftool',
  },
  { name: 'picture.heic', make: byHeifEnc(), rival: 'exiftool' },
  { name: 'picture.avif', make: byHeifEnc('-A', '-p', 'speed=9'), rival: 'exiftool' },
  { name: 'document.pdf', make: makeDocument, rival: 'exiftool PDF' },
  { name: 'document.docx', make: makeDocument },
  { name: 'document.xlsx', make: makeDocument },
  { name: 'document.pptx', make: makeDocument },
  { name: 'document.epub', make: makeDocument },
  { name: 'text.md', make: (path) => writeFileSync(path, `# Noise\n\n${TEXT_LINE.repeat(300_000)}`) },
  {
    name: 'text.html',
    make: (path) =>
      writeFileSync(
        path,
        `<!doctype html>\n<html><head><meta charset="utf-8"><title>Noise</title></head><body>\n${`<p>${TEXT_LINE}</p>\n`.repeat(250_000)}</body></html>\n`,
      ),
  },
  {
    name: 'text.json',
    make: (path) =>
      writeFileSync(path, JSON.stringify({ rows: Array.from({ length: 220_000 }, (_, id) => [id, TEXT_LINE]) })),
  },
];
const TEXT_LINE = '一行文字，没有什么可看的。\n';

/** The samples below `folder` whose names have `only` in them; what is missing is made, of noise that hardly compresses. */
export async function makeSamples(folder: string, only: string): Promise<Sample[]> {
  const config = join(folder, 'exiftool.config');
  writeFileSync(config, EXIFTOOL_CONFIG);
  const picture = join(folder, 'picture.jpg');
  const samples: Sample[] = [];
  for (const { name, make, rival } of RECIPES.toSorted(picturesFirst)) {
    if (!name.includes(only)) continue;
    const path = join(folder, name);
    if (!existsSync(path)) {
      // An unfinished sample is never taken for one.
      const [, extension = ''] = name.split('.');
      const draft = join(folder, `draft.${extension}`);
      await make(draft, picture);
      renameSync(draft, path);
    }
    samples.push({
      kind: name,
      path,
      bytes: statSync(path).size,
      rival: rival === undefined ? null : commandOf(rival, config),
    });
  }
  return samples;
}

// Documents carry the picture.
const picturesFirst = (one: Recipe, other: Recipe): number =>
  Number(other.name === 'picture.jpg') - Number(one.name === 'picture.jpg');

const run = (command: string, args: readonly string[]): void => {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 2] });
};

function commandOf(rival: NonNullable<Recipe['rival']>, config: string): string[] {
  const ffmpeg = ['ffmpeg', '-v', 'error', '-y', '-i', 'IN', '-map', '0', '-c', 'copy', '-metadata', 'AIGC=JSON'];
  if (rival === 'ffmpeg') return [...ffmpeg, 'OUT'];
  if (rival === 'ffmpeg keys') return [...ffmpeg, '-movflags', 'use_metadata_tags', 'OUT'];
  if (rival === 'ffmpeg faststart') return [...ffmpeg, '-movflags', 'use_metadata_tags+faststart', 'OUT'];
  const tag = rival === 'exiftool' ? 'XMP-TC260' : 'PDF';
  return ['exiftool', '-config', config, '-q', '-o', 'OUT', `-${tag}:AIGC=JSON`, 'IN'];
}

/** ExifTool writes the property once it is told that there is such a name space, and the entry of PDF likewise. */
const EXIFTOOL_CONFIG = `%Image::ExifTool::UserDefined = (
  'Image::ExifTool::XMP::Main' => { TC260 => { SubDirectory => { TagTable => 'Image::ExifTool::UserDefined::TC260' } } },
  'Image::ExifTool::PDF::Info' => { AIGC => { Writable => 'string' } },
);
%Image::ExifTool::UserDefined::TC260 = (GROUPS => { 0 => 'XMP', 1 => 'XMP-TC260', 2 => 'Image' }, NAMESPACE => { 'TC260' => 'http://www.tc260.org.cn/ns/AIGC/1.0/' }, WRITABLE => 'string', AIGC => { });
1;
`;
