import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeguiError } from '../kernel/index.ts';
import { ffmpegSample } from '../label/testing/outside-readers.ts';
import { createMarker } from './marker.ts';
import { verifyPictureMark } from './picture/verify-picture.ts';
import { verifySoundMark } from './sound/verify-sound.ts';
import { plain } from './testing/pictures.ts';

test('the marker hands back what carries its mark, and nothing without one', async () => {
  const marker = createMarker({ ffmpeg: '/nowhere/ffmpeg' });
  const picture = await marker.markPicture(await plain(320, 200, '#fff').png().toBuffer(), '人工智能合成');
  assert.equal((await verifyPictureMark(picture, { mark: '人工智能合成' })).kind, 'found');
  const speech = ['-f', 'lavfi', '-i', 'sine=440:d=0.5'];
  assert.equal((await verifySoundMark(await marker.markSound(ffmpegSample(speech, 'a.wav')))).kind, 'found');
  const isRefused = (error: unknown): boolean => error instanceof HeguiError && error.code === 'E_FFMPEG_MISSING';
  await assert.rejects(marker.markSound(ffmpegSample(speech, 'a.mp3')), isRefused);
});
