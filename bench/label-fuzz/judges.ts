import { execFile, execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { FormatId } from '../../src/label/index.ts';

const execute = promisify(execFile);

/** A reader outside: a command whose `FILE` is the path, and that accepts by ending well without a word of complaint. */
interface Judge {
  readonly command: string;
  readonly args: readonly string[];
  /** What counts as a complaint in what it says; without it, anything on standard error. */
  readonly complaint?: RegExp;
}

const ZIP = `
import sys, zipfile, xml.etree.ElementTree as tree
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for info in archive.infolist():
        if info.filename.endswith(('.xml', '.rels', '.opf')): tree.fromstring(archive.read(info))
`;
const JSON_READER = 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8-sig"))';
const HTML =
  'import sys; from html.parser import HTMLParser; HTMLParser().feed(open(sys.argv[1], encoding="utf-8").read())';

/** The interpreter itself: what stands before it on some machines takes longer to start than it. */
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

const FFMPEG: Judge = {
  command: 'ffmpeg',
  args: ['-v', 'error', '-xerror', '-i', 'FILE', '-map', '0', '-c', 'copy', '-f', 'null', '-'],
};
const EXIV2: Judge = { command: 'exiv2', args: ['-px', 'FILE'], complaint: /error/i };
const python = (program: string): Judge => ({ command: PYTHON, args: ['-c', program, 'FILE'] });

const JUDGES: Partial<Record<FormatId, readonly Judge[]>> = {
  png: [{ command: 'pngcheck', args: ['-q', 'FILE'] }, EXIV2],
  jpeg: [{ command: 'djpeg', args: ['-fast', '-outfile', '/dev/null', 'FILE'] }, EXIV2],
  webp: [{ command: 'webpinfo', args: ['-quiet', 'FILE'] }, EXIV2],
  gif: [{ command: 'gifsicle', args: ['-o', '/dev/null', 'FILE'] }],
  tiff: [{ command: 'tiffinfo', args: ['-D', 'FILE'], complaint: /error|corrupt|bad|incorrect/i }, EXIV2],
  heif: [{ command: 'heif-info', args: ['FILE'] }],
  avif: [{ command: 'heif-info', args: ['FILE'] }],
  mp4: [FFMPEG],
  mov: [FFMPEG],
  m4a: [FFMPEG],
  matroska: [FFMPEG, { command: 'mkvinfo', args: ['FILE'], complaint: /error/i }],
  webm: [FFMPEG, { command: 'mkvinfo', args: ['FILE'], complaint: /error/i }],
  flv: [FFMPEG],
  avi: [FFMPEG],
  mp3: [FFMPEG],
  wav: [FFMPEG],
  flac: [{ command: 'flac', args: ['--test', '--silent', '--warnings-as-errors', 'FILE'] }],
  ogg: [FFMPEG, { command: 'ogginfo', args: ['FILE'] }],
  pdf: [{ command: 'qpdf', args: ['--check', 'FILE'] }],
  docx: [python(ZIP)],
  xlsx: [python(ZIP)],
  pptx: [python(ZIP)],
  epub: [python(ZIP)],
  html: [python(HTML)],
  json: [python(JSON_READER)],
};

/** The programs that judge files of that kind; none for texts that no program is strict about. */
export const judgesOf = (format: FormatId): readonly string[] =>
  (JUDGES[format] ?? []).map(({ command }) => basename(command));

/**
 * Which of the readers outside refuses `written` though it accepts `before`; with what it says. A reader that refuses what it was
 * made of says nothing about the writing.
 */
export async function judge(
  format: FormatId,
  before: string,
  written: string,
): Promise<{ readonly accepted: number; readonly refusals: readonly string[] }> {
  let accepted = 0;
  const refusals: string[] = [];
  for (const reader of JUDGES[format] ?? []) {
    const said = await ask(reader, written);
    if (said === null) accepted += 1;
    else if ((await ask(reader, before)) === null) refusals.push(`${reader.command}: ${said.slice(0, 300)}`);
  }
  return { accepted, refusals };
}

/** What the reader complains of; null when it accepts the file. */
async function ask({ command, args, complaint }: Judge, path: string): Promise<string | null> {
  const given = args.map((arg) => (arg === 'FILE' ? path : arg));
  try {
    const { stdout, stderr } = await execute(command, given, { timeout: 20_000, maxBuffer: 1 << 26 });
    if (complaint !== undefined) return complaint.test(stderr) ? stderr : null;
    return stderr.trim() === '' ? null : `${stderr}${stdout.slice(0, 200)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
