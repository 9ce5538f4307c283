import { execFileSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of over 10 MB of one kind. */
export interface Sample {
  readonly kind: string;
  readonly path: string;
  readonly bytes: number;
  /** The same done by a program of others, without encoding anew: arguments with IN, OUT and JSON; null where none does it. */
  readonly rival: readonly string[] | null;
}

const NOISE = ['-f', 'lavfi', '-i', 'nullsrc=s=1280x720:d=8,geq=random(1)*255:128:128'];
const SOUND = ['-f', 'lavfi', '-i', 'anoisesrc=d=150:c=white:r=48000:a=0.9'];
const FFMPEG = ['ffmpeg', '-v', 'error', '-y', '-i', 'IN', '-map', '0', '-c', 'copy', '-metadata', 'AIGC=JSON'];

const MADE: readonly { readonly name: string; readonly args: readonly string[]; readonly rival: Sample['rival'] }[] = [
  {
    name: 'film.mp4',
    args: [...NOISE, '-c:v', 'mpeg4', '-b:v', '20M'],
    rival: [...FFMPEG, '-movflags', 'use_metadata_tags', 'OUT'],
  },
  {
    name: 'faststart.mp4',
    args: [...NOISE, '-c:v', 'mpeg4', '-b:v', '20M', '-movflags', '+faststart'],
    rival: [...FFMPEG, '-movflags', 'use_metadata_tags+faststart', 'OUT'],
  },
  { name: 'film.mkv', args: [...NOISE, '-c:v', 'mpeg4', '-b:v', '20M'], rival: [...FFMPEG, 'OUT'] },
  { name: 'film.avi', args: [...NOISE, '-c:v', 'mpeg4', '-b:v', '20M'], rival: null },
  { name: 'film.flv', args: [...NOISE, '-c:v', 'flv1', '-b:v', '20M'], rival: [...FFMPEG, 'OUT'] },
  { name: 'sound.wav', args: [...SOUND, '-c:a', 'pcm_s16le'], rival: null },
  { name: 'sound.flac', args: [...SOUND, '-c:a', 'flac'], rival: [...FFMPEG, 'OUT'] },
  {
    name: 'sound.mp3',
    args: ['-f', 'lavfi', '-i', 'anoisesrc=d=300:c=white:a=0.9', '-c:a', 'libmp3lame', '-b:a', '320k'],
    rival: [...FFMPEG, 'OUT'],
  },
  {
    name: 'sound.ogg',
    args: ['-f', 'lavfi', '-i', 'anoisesrc=d=400:c=white:a=0.9', '-c:a', 'libvorbis', '-q:a', '10'],
    rival: [...FFMPEG, 'OUT'],
  },
  {
    name: 'picture.jpg',
    args: ['-f', 'lavfi', '-i', 'nullsrc=s=6000x4000,geq=random(1)*255:128:128', '-frames:v', '1', '-q:v', '1'],
    rival: null,
  },
];

/** The samples below `folder`; what is missing is made, by ffmpeg from noise that hardly compresses. */
export function makeSamples(folder: string): Sample[] {
  const config = join(folder, 'exiftool.config');
  writeFileSync(config, EXIFTOOL_CONFIG);
  const exiftool = ['exiftool', '-config', config, '-q', '-o', 'OUT', '-XMP-TC260:AIGC=JSON', 'IN'];
  const made = MADE.map(({ name, args, rival }) => {
    const path = join(folder, name);
    if (!existsSync(path)) execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, path], { stdio: ['ignore', 2, 2] });
    const isPicture = name.endsWith('.jpg');
    return { kind: name, path, bytes: statSync(path).size, rival: isPicture ? exiftool : rival };
  });
  return [...made, pngSample(join(folder, 'picture.png'), exiftool), textSample(join(folder, 'text.md'))];
}

/** ExifTool writes the property once it is told that there is such a name space; `ExifTool_config` goes into the folder. */
const EXIFTOOL_CONFIG = `%Image::ExifTool::UserDefined = ('Image::ExifTool::XMP::Main' => { TC260 => { SubDirectory => { TagTable => 'Image::ExifTool::UserDefined::TC260' } } });
%Image::ExifTool::UserDefined::TC260 = (GROUPS => { 0 => 'XMP', 1 => 'XMP-TC260', 2 => 'Image' }, NAMESPACE => { 'TC260' => 'http://www.tc260.org.cn/ns/AIGC/1.0/' }, WRITABLE => 'string', AIGC => { });
1;
`;

/** A picture of noise, 4,000 by 3,000 in grey. */
function pngSample(path: string, exiftool: readonly string[]): Sample {
  const noise = [
    '-f',
    'lavfi',
    '-i',
    'nullsrc=s=4000x3000,geq=random(1)*255:128:128',
    '-frames:v',
    '1',
    '-pix_fmt',
    'gray',
  ];
  if (!existsSync(path)) execFileSync('ffmpeg', ['-v', 'error', '-y', ...noise, path], { stdio: ['ignore', 2, 2] });
  return { kind: 'picture.png', path, bytes: statSync(path).size, rival: exiftool };
}

function textSample(path: string): Sample {
  if (!existsSync(path)) writeFileSync(path, `# Noise\n\n${'一行文字，没有什么可看的。\n'.repeat(300_000)}`);
  return { kind: 'text.md', path, bytes: statSync(path).size, rival: null };
}
