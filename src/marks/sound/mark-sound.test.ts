import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeguiError } from '../../kernel/index.ts';
import { decodedHash, ffmpegSample, ffprobe, withFile } from '../../label/testing/outside-readers.ts';
import { decodeTo } from '../testing/sounds.ts';
import { markSound } from './mark-sound.ts';
import { CUE_MS, renderRhythm } from './rhythm.ts';
import { findRhythm, verifySoundMark } from './verify-sound.ts';

/** A voice-like sound: two tones and noise that begin at once. */
const SPEECH = 'aevalsrc=0.2*sin(2*PI*220*t)+0.1*sin(2*PI*530*t)+0.05*(random(0)-0.5):d=1.5';
const sample = (name: string, ...args: string[]): Uint8Array =>
  ffmpegSample(['-f', 'lavfi', '-i', SPEECH, '-bitexact', ...args], name);

/** Lengths in milliseconds of the stretches that are louder than a tenth of full scale, as one who knows no Morse would see. */
function loudStretches(samples: Int16Array, rate: number): number[] {
  const window = rate / 100;
  const found: number[] = [];
  let loud = 0;
  for (let at = 0; at + window <= samples.length; at += window) {
    const peak = samples.subarray(at, at + window).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (peak > 3_276) loud += 10;
    else if (loud > 0) {
      found.push(loud);
      loud = 0;
    }
  }
  return [...found, loud];
}

test('the first sound is four bursts short-long-short-short, and every sample of a WAV follows unchanged [gb-45438-2025#5.3]', async () => {
  for (const [codec, channels, rate] of [
    ['pcm_s16le', 1, 24_000],
    ['pcm_s16le', 2, 44_100],
    ['pcm_u8', 1, 8_000],
    ['pcm_s24le', 2, 48_000],
    ['pcm_s32le', 6, 48_000],
    ['pcm_f32le', 2, 44_100],
    ['pcm_f64le', 1, 16_000],
  ] as const) {
    const before = sample('a.wav', '-c:a', codec, '-ac', String(channels), '-ar', String(rate));
    const { bytes, burstsMs, pitchHz } = await markSound(before);
    const heard = decodeTo(bytes, 'b.wav', ['-ac', '1', '-ar', '8000']);
    const [dot, dash, first, second] = loudStretches(heard, 8_000);
    assert.deepEqual([dot, dash, first, second], [100, 300, 100, 100], codec);
    assert.deepEqual(
      burstsMs.map((ms) => Math.round(ms / 10) * 10),
      [100, 300, 100, 100],
      codec,
    );
    assert.ok(Math.abs(pitchHz - 800) < 2, `${codec}: ${pitchHz} Hz`);
    const frames = renderRhythm(rate).length;
    const after = decodeTo(bytes, 'b.wav', ['-af', `atrim=start_sample=${frames}`, '-c:a', codec]);
    assert.deepEqual(after, decodeTo(before, 'a.wav', ['-c:a', codec]), `${codec}: samples after the cue`);
  }
});

test('a WAV keeps its other chunks, and what they count moves along', async () => {
  const before = sample(
    'a.wav',
    '-c:a',
    'pcm_u8',
    '-ar',
    '8001',
    '-metadata',
    'title=一',
    '-af',
    'atrim=end_sample=1001',
  );
  const cue = Buffer.alloc(36);
  cue.write('cue ', 0, 'latin1');
  cue.writeUInt32LE(28, 4);
  cue.writeUInt32LE(1, 8);
  cue.writeUInt32LE(77, 16);
  cue.writeUInt32LE(77, 32);
  const whole = Buffer.concat([before, Buffer.from('AIGC\x02\0\0\0{}', 'latin1'), cue]);
  whole.writeUInt32LE(whole.length - 8, 4);
  const { bytes } = await markSound(whole);
  const after = Buffer.from(bytes);
  const frames = renderRhythm(8_001).length;
  assert.equal(after.readUInt32LE(4), after.length - 8);
  assert.equal(after.length % 2, 0);
  assert.ok(after.includes('AIGC\x02\0\0\0{}'));
  assert.deepEqual(
    [after.readUInt32LE(after.length - 20), after.readUInt32LE(after.length - 4)],
    [77 + frames, 77 + frames],
  );
  assert.equal(ffprobe(bytes, 'a.wav').format.tags?.title, '一');
});

test('a WAV that was streamed with an unknown length is marked and says its length', async () => {
  const before = Buffer.from(sample('a.wav', '-ar', '24000'));
  const data = before.indexOf('data');
  const streamed = Buffer.from(before);
  streamed.writeUInt32LE(0xffffffff, 4);
  streamed.writeUInt32LE(0xffffffff, data + 4);
  assert.deepEqual((await markSound(streamed)).bytes, (await markSound(before)).bytes);
});

test('coded sounds come back in their codec with rate, channels, tags and cover; FLAC loses no sample', async () => {
  const cover = [
    '-f',
    'lavfi',
    '-i',
    'color=size=16x16:d=0.04',
    '-map',
    '0:a',
    '-map',
    '1:v',
    '-frames:v',
    '1',
    '-c:v',
    'png',
  ];
  const cases = [
    ['mp3', 'mp3', [...cover, '-c:a', 'libmp3lame', '-b:a', '96k', '-ar', '24000', '-metadata', 'title=t']],
    ['ogg', 'opus', ['-c:a', 'libopus', '-b:a', '48k', '-ac', '2']],
    ['ogg', 'vorbis', ['-c:a', 'libvorbis', '-ar', '44100']],
    ['m4a', 'aac', ['-c:a', 'aac', '-b:a', '96k', '-ar', '44100', '-metadata', 'title=t']],
    ['aac', 'aac', ['-c:a', 'aac', '-f', 'adts', '-ar', '24000']],
    ['flac', 'flac', ['-c:a', 'flac', '-sample_fmt', 's32', '-ar', '48000', '-metadata', 'title=t']],
    ['wav', 'pcm_mulaw', ['-c:a', 'pcm_mulaw', '-ar', '8000']],
  ] as const;
  for (const [extension, codec, args] of cases) {
    const before = sample(`a.${extension}`, ...args);
    const { bytes } = await markSound(before);
    const [one, other] = [ffprobe(before, `a.${extension}`), ffprobe(bytes, `b.${extension}`)];
    for (const member of ['codec_name', 'sample_rate', 'channels', 'bits_per_raw_sample'])
      assert.equal(
        Reflect.get(other.streams[0] ?? {}, member),
        Reflect.get(one.streams[0] ?? {}, member),
        `${codec}: ${member}`,
      );
    assert.equal(other.format.tags?.title, one.format.tags?.title);
    assert.equal(other.streams.length, one.streams.length, `${codec}: cover`);
    const heard = loudStretches(decodeTo(bytes, `b.${extension}`, ['-ac', '1', '-ar', '8000']), 8_000);
    for (const [index, ms] of [100, 300, 100, 100].entries())
      assert.ok(Math.abs((heard[index] ?? 0) - ms) <= 20, `${codec}: ${heard.slice(0, 4).join()}`);
    if (codec === 'flac') {
      const trimmed = ffmpegSampleOf(bytes, [
        '-af',
        `atrim=start_sample=${renderRhythm(48_000).length}`,
        '-c:a',
        'pcm_s32le',
      ]);
      assert.equal(decodedHash(trimmed, 'a.wav'), decodedHash(ffmpegSampleOf(before, ['-c:a', 'pcm_s32le']), 'a.wav'));
    }
  }
});

/** A FLAC decoded to WAV. */
const ffmpegSampleOf = (flac: Uint8Array, args: readonly string[]): Uint8Array =>
  withFile(flac, 'in.flac', (path) => ffmpegSample(['-i', path, ...args], 'out.wav'));

test('sounds without the rhythm are not taken for marked, whatever they begin with', async () => {
  const rate = 8_000;
  const tone = (ms: number, pitch: number): number[] =>
    Array.from({ length: (rate * ms) / 1000 }, (_, at) => 0.3 * Math.sin((2 * Math.PI * pitch * at) / rate));
  const silence = (ms: number): number[] => new Array<number>((rate * ms) / 1000).fill(0);
  const rhythm = (lengths: readonly number[], pitches: readonly number[]): Float64Array =>
    Float64Array.from(lengths.flatMap((ms, index) => [...tone(ms, pitches[index] ?? 700), ...silence(100)]));
  assert.equal(
    findRhythm(rhythm([100, 300, 100, 100], []), rate).kind,
    'found',
    'another pitch than ours is a rhythm too',
  );
  const others: readonly (readonly [string, Float64Array])[] = [
    ['long-short-short-short', rhythm([300, 100, 100, 100], [])],
    ['short-long-short-long', rhythm([100, 300, 100, 300], [])],
    ['four short', rhythm([100, 100, 100, 100], [])],
    ['three tones', rhythm([100, 300, 100], [])],
    ['a melody', rhythm([100, 300, 100, 100], [700, 900, 500, 600])],
    ['late', Float64Array.from([...silence(1_200), ...rhythm([100, 300, 100, 100], [])])],
    [
      'noise',
      Float64Array.from(rhythm([100, 300, 100, 100], []), (value, at) => (value === 0 ? 0 : Math.sin(at * at) * 0.3)),
    ],
    ['silence', Float64Array.from(silence(3_000))],
    ['nothing', new Float64Array(0)],
  ];
  for (const [name, samples] of others) assert.equal(findRhythm(samples, rate).kind, 'not-measurable', name);
  assert.equal((await verifySoundMark(sample('a.wav'))).kind, 'not-measurable');
});

test('a rhythm that is too faint to hear is found and called so', () => {
  const seen = findRhythm(
    renderRhythm(16_000).map((value) => value / 16),
    16_000,
  );
  assert.ok(seen.kind === 'found' && !seen.isAudible && Math.abs(seen.levelDbfs - -37.7) < 1);
  assert.equal(CUE_MS, 1_600);
});

test('what cannot be marked is refused by name, and a missing FFmpeg with its remedy', async () => {
  const refusal = (code: string, pattern: RegExp) => (error: unknown) =>
    error instanceof HeguiError && error.code === code && pattern.test(error.message);
  const wav = sample('a.wav');
  const mp3 = sample('a.mp3');
  await assert.rejects(markSound(wav.subarray(0, 400)), refusal('E_FILE_UNREADABLE', /data .* file ends/));
  await assert.rejects(markSound(new Uint8Array(100)), refusal('E_FILE_UNSUPPORTED', /no WAV, MP3/));
  await assert.rejects(
    markSound(sample('a.wav', '-ar', '3000')),
    refusal('E_FILE_UNSUPPORTED', /3000 samples a second/),
  );
  await assert.rejects(markSound(sample('a.wav', '-c:a', 'adpcm_ms')), refusal('E_FILE_UNSUPPORTED', /adpcm_ms/));
  await assert.rejects(markSound(mp3, { ffmpeg: '/nowhere/ffmpeg' }), refusal('E_FFMPEG_MISSING', /nowhere/));
  await assert.rejects(markSound(mp3, { timeoutMs: 1 }), refusal('E_FILE_UNSUPPORTED', /took longer/));
  assert.ok((await markSound(wav, { ffmpeg: '/nowhere/ffmpeg' })).bytes.length > wav.length, 'PCM needs no FFmpeg');
});
