import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import {
  buildImplicitLabel,
  bytesSource,
  patchedBytes,
  writeFileLabel,
  writeSignedFileLabel,
} from '../../src/label/index.ts';
import { ffmpegSample } from '../../src/label/testing/outside-readers.ts';
import { createLabelCrypto, newKeyPem, signerOfPem } from '../../src/sm2/index.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui } from '../support/hegui.ts';

const PRODUCER = '001191350100M000100Y4310001';
const FOLDER_OF_SCREENS = process.env.HEGUI_TEST_SCREENS;

let hegui: HeguiUnderTest;
let browser: Browser;
let watched: WatchedPage;
let plain: Uint8Array;
let labelled: Uint8Array;
let signed: Uint8Array;

before(async () => {
  plain = ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=64x48', '-frames:v', '1'], 'a.png');
  const label = buildImplicitLabel({ providerCode: PRODUCER, produceId: 'made-2026-1' });
  labelled = await patchedBytes(bytesSource(plain), await writeFileLabel(bytesSource(plain), label));
  const signer = signerOfPem(newKeyPem(), 'test', createLabelCrypto());
  signed = await patchedBytes(
    bytesSource(plain),
    (await writeSignedFileLabel(bytesSource(plain), label, signer)).patch,
  );
  hegui = await startHegui();
  browser = await openBrowser();
  watched = await openPage(browser);
});
after(async () => {
  await browser?.close();
  await hegui.stop();
});

/** What the page says of a file, once it has read it. */
async function check(name: string, bytes: Uint8Array): Promise<string> {
  const { page } = watched;
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer: Buffer.from(bytes) });
  await page.getByText(name, { exact: true }).waitFor();
  return await page.getByRole('status').innerText();
}

for (const [language, words] of [
  [
    'zh-CN',
    {
      labelled: /带有 AI 生成标识/,
      kind: /由人工智能生成或合成/,
      right: /校验码正确/,
      intact: /签名后标识未被改动[\s\S]*内容与签名时一致[\s\S]*转述/,
      changed: /内容绑定不成立/,
      none: /没有找到标识/,
      broken: /无法查验/,
    },
  ],
  [
    'en',
    {
      labelled: /carries a label/,
      kind: /generated or synthesised by AI/,
      right: /check digit is right/,
      intact: /was not changed since[\s\S]*is what was signed[\s\S]*reports of others/,
      changed: /content binding is broken/,
      none: /No label was found/,
      broken: /cannot be checked/,
    },
  ],
] as const) {
  test(`anyone on a phone learns of a labelled, an unlabelled and a broken file: ${language}`, async () => {
    const { page } = watched;
    const sent: string[] = [];
    await page.setViewportSize({ width: 375, height: 740 });
    await page.goto(`${hegui.url}/check`);
    await page.evaluate(`localStorage.setItem('hegui.language', '${language}')`);
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    page.on('request', (request) => sent.push(request.url()));
    const good = await check('made.png', labelled);
    assert.match(good, words.labelled);
    assert.match(good, words.kind);
    assert.match(good, words.right);
    assert.match(good, /made-2026-1/);
    await look(`labelled-${language}`);
    assert.match(await check('signed.png', signed), words.intact);
    await look(`signed-${language}`);
    assert.match(await check('changed.png', Buffer.concat([signed, Buffer.from('x')])), words.changed);
    assert.match(await check('plain.png', plain), words.none);
    await look(`plain-${language}`);
    assert.match(await check('broken.png', labelled.subarray(0, 300)), words.broken);
    await look(`broken-${language}`);
    assert.deepEqual(
      sent.filter((url) => /\/(api|v1)\//.test(url)),
      [],
      'the file left the browser',
    );
    assert.deepEqual(watched.takeFaults(), []);
  });
}

async function look(name: string): Promise<void> {
  const { page } = watched;
  if (FOLDER_OF_SCREENS !== undefined)
    await page.screenshot({ path: `${FOLDER_OF_SCREENS}/${name}.png`, fullPage: true });
  assert.deepEqual(await findOverflow(page), []);
  assert.deepEqual(await findAxeViolations(page), []);
}
