import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { HeguiError } from '../../kernel/index.ts';
import { exiftool, ffmpegSample } from '../../label/testing/outside-readers.ts';
import { PLACES } from '../place.ts';
import { lookAt, noisy, plain } from '../testing/pictures.ts';
import { markPicture } from './mark-picture.ts';
import { verifyPictureMark } from './verify-picture.ts';

const refusal =
  (code: string, pattern: RegExp) =>
  (error: unknown): boolean =>
    error instanceof HeguiError && error.code === code && pattern.test(error.message);

test('on 640×480 and 1919×1081 every figure is at least 24 and 55 pixels high and stands at the edge [gb-45438-2025#5.2]', async () => {
  for (const [width, height, required] of [
    [640, 480, 24],
    [1919, 1081, 55],
    [480, 853, 24],
  ] as const) {
    for (const colour of ['#fff', '#000']) {
      const before = await plain(width, height, colour).jpeg().toBuffer();
      const { bytes } = await markPicture(before);
      // On black the plate is not seen: there the ink alone is what changed.
      const seen = await lookAt(before, bytes);
      if (colour === '#fff') assert.equal(seen.figureHeights.length, 5, '由 A I 生 成');
      const heights = colour === '#fff' ? seen.figureHeights : [seen.bottom - seen.top + 1];
      assert.ok(Math.min(...heights) >= required, `${width}×${height} on ${colour}: ${heights.join()}`);
      assert.ok(width - seen.right < required && height - seen.bottom < required, 'within the band of the edges');
    }
  }
});

test('every format comes back as itself, marked on white, black and noise', async () => {
  for (const format of ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const) {
    for (const picture of [plain(160, 120, '#fff'), plain(160, 120, '#000'), noisy(160, 120)]) {
      const before = await picture.toFormat(format).toBuffer();
      const { bytes, inkHeightPx, contrast } = await markPicture(before);
      assert.equal((await sharp(bytes).metadata()).mediaType, `image/${format}`);
      assert.ok(inkHeightPx >= 12, 'readable, though 6 pixels would be 5 %');
      assert.ok(contrast >= 7, `${format}: contrast ${contrast}`);
    }
  }
});

test('a mark fits a picture of 64×48, and one that has no room for it is refused', async () => {
  const before = await plain(64, 48, '#fff').png().toBuffer();
  const seen = await lookAt(before, (await markPicture(before)).bytes);
  assert.ok(Math.min(...seen.figureHeights) >= 8);
  const dot = await plain(16, 16, '#fff').png().toBuffer();
  await assert.rejects(markPicture(dot), refusal('E_FILE_UNSUPPORTED', /16×16.*larger picture/));
});

test('a long mark is broken into lines and stays within the picture', async () => {
  const before = await plain(200, 800, '#fff').png().toBuffer();
  const mark = '本内容由北京云海科技有限公司的人工智能合成AI生成，仅供参考';
  const { box } = await markPicture(before, { mark });
  assert.ok(box.left >= 0 && box.left + box.width <= 200 && box.height > 3 * 12);
});

test('a mark lacks no element and no character is drawn as a box', async () => {
  const before = await plain(160, 120, '#fff').png().toBuffer();
  for (const mark of ['AI创作', '智能生成', '机器合成', 'AI', '']) {
    await assert.rejects(markPicture(before, { mark }), refusal('E_REQUEST_INVALID', /^mark .*人工智能 or AI/));
  }
  await assert.rejects(markPicture(before, { mark: 'AI生成😀' }), refusal('E_REQUEST_INVALID', /😀 \(U\+1F600\)/));
  await assert.rejects(
    markPicture(before, { mark: `AI生成${'图'.repeat(60)}` }),
    refusal('E_REQUEST_INVALID', /at most 60/),
  );
});

test('the mark stands where it was asked for and is found there and nowhere else', async () => {
  const before = await noisy(320, 200).jpeg().toBuffer();
  for (const place of PLACES) {
    const { bytes } = await markPicture(before, { place, mark: '人工智能合成' });
    const seen = await verifyPictureMark(bytes, { mark: '人工智能合成' });
    assert.ok(seen.kind === 'found');
    assert.equal(seen.place, place);
    assert.equal((await verifyPictureMark(bytes, { mark: '人工智能生成' })).kind, 'not-measurable', 'another word');
  }
  assert.equal((await verifyPictureMark(before, { mark: '人工智能合成' })).kind, 'not-measurable');
});

test('a mark that faded or was made smaller is not taken for one', async () => {
  const before = await plain(640, 480, '#fff').png().toBuffer();
  const { bytes } = await markPicture(before);
  const faded = await sharp(bytes).linear(0.2, 204).png().toBuffer();
  const seen = await verifyPictureMark(faded);
  assert.ok(seen.kind === 'found' && !seen.isLegible && seen.contrast < 4.5);
  const small = await markPicture(await plain(320, 240, '#fff').png().toBuffer());
  const pasted = await sharp(before)
    .composite([{ input: Buffer.from(small.bytes), gravity: 'southeast' }])
    .png()
    .toBuffer();
  assert.equal((await verifyPictureMark(pasted)).kind, 'not-measurable');
});

test('beside the mark no pixel of a PNG changes: depth, greys, transparency and profile stay', async () => {
  const deep = new Uint16Array(100 * 80 * 3).map((_, index) => (index * 407) % 65_536);
  const samples = {
    grey: await noisy(100, 80).toColourspace('b-w').png().toBuffer(),
    deep: await sharp(deep, { raw: { width: 100, height: 80, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer(),
    'deep grey': await noisy(100, 80).toColourspace('grey16').png().toBuffer(),
    palette: await noisy(100, 80).png({ palette: true }).toBuffer(),
    clear: await noisy(100, 80).ensureAlpha(0.4).png().toBuffer(),
    p3: await noisy(100, 80).withIccProfile('p3').png().toBuffer(),
  };
  for (const [name, before] of Object.entries(samples)) {
    const { bytes, box } = await markPicture(before);
    const [one, other] = await Promise.all([before, bytes].map((each) => sharp(each).metadata()));
    for (const member of ['space', 'channels', 'depth', 'hasAlpha'] as const) {
      // A palette has no room for the mark's tones.
      if (name !== 'palette' || member !== 'depth') assert.equal(other?.[member], one?.[member], `${name}: ${member}`);
    }
    assert.deepEqual(other?.icc, one?.icc, `${name}: profile`);
    const above = { left: 0, top: 0, width: 100, height: box.top };
    const [kept, was] = await Promise.all(
      [bytes, before].map((each) =>
        sharp(each, { ignoreIcc: true }).extract(above).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer(),
      ),
    );
    assert.ok(kept !== undefined && was !== undefined && kept.equals(was), `${name}: pixels above the mark`);
  }
});

test('a picture that a camera turned is upright, with its mark, and keeps what its Exif says', async () => {
  const turned = await plain(120, 200, '#fff')
    .withExif({ IFD0: { Artist: 'nobody' } })
    .withMetadata({ orientation: 6, density: 300 })
    .jpeg({ quality: 93, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const { bytes, box } = await markPicture(turned);
  const metadata = await sharp(bytes).metadata();
  assert.deepEqual([metadata.width, metadata.height], [200, 120]);
  assert.ok(metadata.orientation === undefined || metadata.orientation === 1);
  assert.deepEqual([metadata.density, metadata.chromaSubsampling], [300, '4:4:4']);
  assert.ok(box.left > 100 && box.top > 60);
  assert.equal(exiftool(bytes, 'a.jpg')['IFD0:Artist'], 'nobody');
});

test('every frame of an animation is marked, and its times stay', async () => {
  const frames = await Promise.all(['#f00', '#0f0', '#fff'].map((colour) => plain(120, 90, colour).png().toBuffer()));
  const joined = sharp(frames, { join: { animated: true } });
  for (const before of [
    await joined
      .clone()
      .gif({ delay: [100, 200, 300], loop: 2 })
      .toBuffer(),
    await joined
      .clone()
      .webp({ lossless: true, delay: [100, 200, 300], loop: 2 })
      .toBuffer(),
  ]) {
    const { bytes } = await markPicture(before);
    const { pages, delay, loop } = await sharp(bytes, { animated: true }).metadata();
    assert.deepEqual({ pages, delay, loop }, { pages: 3, delay: [100, 200, 300], loop: 2 });
    for (const page of [0, 1, 2]) {
      const frame = await sharp(bytes, { page }).png().toBuffer();
      assert.equal((await verifyPictureMark(frame)).kind, 'found', `frame ${page}`);
    }
  }
});

test('what would lose something or cannot be read whole is refused', async () => {
  const whole = await noisy(100, 80).jpeg().toBuffer();
  const cases = {
    'animated PNG': ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=2:duration=1', '-f', 'apng'], 'a.png'),
    CMYK: await plain(100, 80, '#fff').toColourspace('cmyk').jpeg().toBuffer(),
    'no PNG': new TextEncoder().encode('no picture at all'),
  };
  for (const [name, bytes] of Object.entries(cases))
    await assert.rejects(markPicture(bytes), refusal('E_FILE_UNSUPPORTED', new RegExp(name)));
  for (const broken of [whole.subarray(0, whole.length / 2), whole.subarray(0, 30)])
    await assert.rejects(markPicture(broken), refusal('E_FILE_UNREADABLE', /cannot be read/));
});
