import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { FORMAT_FACTS } from '../testing/format-facts.ts';
import { pillowSaved, qpdf, withFile } from '../testing/outside-readers.ts';
import { sampleLabel } from '../testing/sample-label.ts';
import type { FormatId } from './format.ts';
import { compareFileLabels, type LabelComparison, writeFileLabel } from './label-file.ts';
import { patchedBytes } from './patch.ts';
import { bytesSource } from './source.ts';

type Bytes = Uint8Array;
/** What a tool makes of a labelled file, under another name where it becomes another kind. */
type Step = (bytes: Bytes, name: string) => Bytes | Promise<Bytes>;

const resized: Step = async (bytes) => await sharp(bytes).resize(32).toBuffer();
const resizedWithMetadata: Step = async (bytes) => await sharp(bytes).resize(32).keepMetadata().toBuffer();
const byFfmpeg =
  (to: string, ...args: readonly string[]): Step =>
  (bytes, name) =>
    withFile(bytes, name, (path) => {
      const out = join(path, '..', `out-${to}`);
      execFileSync('ffmpeg', ['-v', 'error', '-i', path, ...args, out]);
      return Uint8Array.from(readFileSync(out));
    });
const COPY = ['-c', 'copy'];

const STEPS: readonly (readonly [
  title: string,
  from: FormatId,
  step: Step,
  becomes: LabelComparison['kind'],
  to?: string,
])[] = [
  ['sharp resizes a PNG', 'png', resized, 'removed'],
  ['sharp resizes a JPEG', 'jpeg', resized, 'removed'],
  ['sharp resizes a WebP', 'webp', resized, 'removed'],
  ['sharp resizes a PNG and keeps its metadata', 'png', resizedWithMetadata, 'kept'],
  ['sharp resizes a JPEG and keeps its metadata', 'jpeg', resizedWithMetadata, 'kept'],
  ['sharp resizes a WebP and keeps its metadata', 'webp', resizedWithMetadata, 'kept'],
  ['Pillow saves a PNG', 'png', pillowSaved, 'removed'],
  ['Pillow saves a JPEG', 'jpeg', pillowSaved, 'removed'],
  ['ffmpeg codes an MP4 anew', 'mp4', byFfmpeg('a.mp4'), 'removed'],
  ['ffmpeg copies an MP4', 'mp4', byFfmpeg('a.mp4', ...COPY), 'removed'],
  [
    'ffmpeg copies an MP4 with all its tags',
    'mp4',
    byFfmpeg('a.mp4', ...COPY, '-movflags', 'use_metadata_tags'),
    'kept',
  ],
  ['ffmpeg copies an MP4 into Matroska', 'mp4', byFfmpeg('a.mkv', ...COPY), 'kept', 'a.mkv'],
  ['ffmpeg copies a Matroska into MP4', 'matroska', byFfmpeg('a.mp4', ...COPY), 'removed', 'a.mp4'],
  ['ffmpeg copies an MP3', 'mp3', byFfmpeg('a.mp3', ...COPY), 'kept'],
  ['ffmpeg codes a FLAC as MP3', 'flac', byFfmpeg('a.mp3'), 'kept', 'a.mp3'],
  ['ffmpeg codes an MP3 as WAV', 'mp3', byFfmpeg('a.wav'), 'removed', 'a.wav'],
  ['ffmpeg copies a WAV', 'wav', byFfmpeg('a.wav', ...COPY), 'removed'],
  ['qpdf linearises a PDF', 'pdf', (bytes) => qpdf(bytes, ['--linearize']), 'kept'],
];
for (const [title, from, step, becomes, to] of STEPS) {
  test(`${title}: the label is told as ${becomes}`, async () => {
    const { fileName, sample } = FORMAT_FACTS[from];
    const source = bytesSource(sample());
    const before = await patchedBytes(source, await writeFileLabel(source, sampleLabel(), fileName));
    const after = await step(before, fileName);
    const names = { before: fileName, after: to ?? fileName };
    assert.equal((await compareFileLabels(bytesSource(before), bytesSource(after), names)).kind, becomes);
  });
}
