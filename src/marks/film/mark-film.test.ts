import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HeguiError } from '../../kernel/index.ts';
import { ffmpegSample, ffprobe, packetHash } from '../../label/testing/outside-readers.ts';
import { cropFrames, film, frameTimes } from '../testing/films.ts';
import { markFilm } from './mark-film.ts';
import { verifyFilmMark } from './verify-film.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const put = (name: string, bytes: Uint8Array): string => {
  writeFileSync(at(name), bytes);
  return at(name);
};
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-films-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const FAST = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Which frames of a film differ from those of another within a part, by far more than coding them anew does. */
function changedFrames(one: string, other: string, part: Parameters<typeof cropFrames>[1]): boolean[] {
  const originals = cropFrames(one, part);
  return cropFrames(other, part).map((frame, index) => {
    const original = originals[index] ?? new Uint8Array();
    return frame.reduce((sum, value, pixel) => sum + Math.abs(value - (original[pixel] ?? 0)), 0) / frame.length > 25;
  });
}

test('1080×1920 at 30000/1001: frame 0 has the mark, the last frame with it begins at 2.0 s or later, ink is at least 54 pixels high [gb-45438-2025#5.4]', async () => {
  const input = put('tall.mp4', film('tall.mp4', 'color=white:size=1080x1920:rate=30000/1001:duration=3.2', ...FAST));
  const { box, inkHeightPx } = await markFilm(input, at('tall-marked.mp4'));
  const labelled = changedFrames(input, at('tall-marked.mp4'), box);
  const times = frameTimes(at('tall-marked.mp4'));
  assert.deepEqual(times, frameTimes(input));
  assert.equal(labelled[0], true);
  const last = labelled.lastIndexOf(true);
  assert.ok(labelled.slice(0, last).every(Boolean), 'without a gap');
  assert.ok((times[last] ?? 0) >= 2 && last < labelled.length - 1, `to ${times[last]} s, then no more`);
  // On white every light row inside the plate is ink: the highest figure is higher than the smallest, which was measured.
  assert.ok(inkHeightPx >= 54);
  const [frame = new Uint8Array()] = cropFrames(at('tall-marked.mp4'), box);
  const inset = Math.round(box.height * 0.12);
  const inkRows = Array.from({ length: box.height - 2 * inset }, (_, row) =>
    frame
      .subarray((row + inset) * box.width + inset, (row + inset + 1) * box.width - inset)
      .some((value) => value > 170),
  ).filter(Boolean);
  assert.ok(inkRows.length >= 54 && inkRows.length < box.height - 2 * inset, `${inkRows.length} rows of ink`);
});

test('times that are no fixed rate, sound and tags stay as they are', async () => {
  const source = 'testsrc=size=160x120:rate=30:duration=4';
  const uneven = ['-vf', "select='not(mod(n,7))+lt(n,5)'", '-fps_mode', 'vfr'];
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=4', '-metadata', 'title=t'];
  const cases = [
    ['a.mp4', ...FAST, '-c:a', 'aac'],
    ['a.mkv', ...FAST, '-c:a', 'flac'],
    [
      'a.webm',
      '-c:v',
      'libvpx-vp9',
      '-deadline',
      'realtime',
      '-cpu-used',
      '8',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'libopus',
    ],
  ] as const;
  for (const [name, ...coding] of cases) {
    const input = put(name, film(name, source, ...sound, ...uneven, ...coding));
    const output = at(`marked-${name}`);
    const seen = await markFilm(input, output, { place: 'top', mark: 'AI合成' });
    assert.ok(seen.isLongEnough && !seen.isThroughout);
    assert.deepEqual(frameTimes(output), frameTimes(input), name);
    const [one, other] = [ffprobe(readFileSync(input), name), ffprobe(readFileSync(output), name)];
    assert.deepEqual(
      other.streams.map(({ codec_name }) => codec_name),
      one.streams.map(({ codec_name }) => codec_name),
    );
    assert.equal(other.format.tags?.title, 't');
    const audioHash = (path: string): string =>
      packetHash(readFileSync(path), name)
        .split('\n')
        .filter((line) => line.includes(',a,'))
        .join();
    assert.match(audioHash(output), /MD5=/);
    assert.equal(audioHash(output), audioHash(input), `${name}: packets of sound`);
  }
});

test('one frame a second and a film shorter than two seconds are marked as long as can be', async () => {
  const slow = put('slow.avi', film('slow.avi', 'testsrc=size=160x120:rate=1:duration=5', '-c:v', 'mpeg4'));
  const { box } = await markFilm(slow, at('slow-marked.avi'));
  assert.deepEqual(changedFrames(slow, at('slow-marked.avi'), box), [true, true, true, false, false]);
  const brief = put('brief.mov', film('brief.mov', 'testsrc=size=160x120:rate=25:duration=0.8', ...FAST));
  assert.equal((await markFilm(brief, at('brief-marked.mov'))).isThroughout, true);
});

test('a film that was turned is marked as people see it', async () => {
  put('flat.mp4', film('flat.mp4', 'testsrc=size=160x90:rate=10:duration=1', ...FAST));
  const turn = ['-i', at('flat.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90'];
  const turned = put('turned.mp4', ffmpegSample(turn, 'turned.mp4'));
  const { box } = await markFilm(turned, at('turned-marked.mp4'));
  assert.ok(box.top > 90, 'below the height of the film as it lies in the file');
});

test('a mark that ends too early or was never there is not taken for one', async () => {
  const plain = put('plain.mp4', film('plain.mp4', 'testsrc=size=160x120:rate=10:duration=4', ...FAST));
  assert.equal((await verifyFilmMark(plain)).kind, 'not-measurable');
  await markFilm(plain, at('whole.mp4'));
  // The third second and what follows: of the mark's three seconds, one is left.
  const late = put('late.mp4', ffmpegSample(['-ss', '2', '-i', at('whole.mp4'), ...FAST], 'late.mp4'));
  const seen = await verifyFilmMark(late);
  assert.ok(seen.kind === 'found' && !seen.isLongEnough);
});

test('what would be lost or cannot be marked is refused by name', async () => {
  const refusal = (code: string, pattern: RegExp) => (error: unknown) =>
    error instanceof HeguiError && error.code === code && pattern.test(error.message);
  const source = 'testsrc=size=160x120:rate=10:duration=1';
  const plain = put('p.mp4', film('p.mp4', source, ...FAST));
  const clear = put('clear.webm', film('clear.webm', source, '-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p'));
  const other = put('other.mkv', film('other.mkv', source, '-c:v', 'ffv1'));
  const sound = put(
    'sound.mp4',
    film('sound.mp4', source, '-f', 'lavfi', '-i', 'sine=d=1', '-map', '1', '-c:a', 'aac'),
  );
  const out = at('never.mp4');
  await assert.rejects(markFilm(plain, out, { mark: 'AI创作' }), refusal('E_REQUEST_INVALID', /生成/));
  await assert.rejects(markFilm(plain, out, { ffmpeg: '/nowhere/ffmpeg' }), refusal('E_FFMPEG_MISSING', /ffprobe/));
  await assert.rejects(markFilm(clear, out), refusal('E_FILE_UNSUPPORTED', /transparent/));
  await assert.rejects(markFilm(other, out), refusal('E_FILE_UNSUPPORTED', /ffv1/));
  await assert.rejects(markFilm(sound, out), refusal('E_FILE_UNSUPPORTED', /only sound/));
  await assert.rejects(markFilm(put('no.mp4', new Uint8Array(80)), out), refusal('E_FILE_UNSUPPORTED', /no MP4/));
  const cut = put('cut.mp4', readFileSync(plain).subarray(0, 300));
  await assert.rejects(markFilm(cut, out), refusal('E_FILE_UNREADABLE', /./));
});
