import type { Browser, BrowserContext } from 'playwright-core';
import {
  ANSWER_PICTURE,
  CHECKER_PICTURE,
  type MaterialsPicture,
  type MaterialsPorts,
  type TakenPictures,
} from '../../duties/labelling/index.ts';
import { type Log, MINUTE_MS } from '../../kernel/index.ts';
import { answerPage } from './answer-page.ts';
import { findBrowser } from './find-browser.ts';
import { readPicture } from './mark-samples.ts';

export interface TakePicturesOptions {
  /** The browser that the configuration names. */
  readonly chromium: string | undefined;
  /** Where the console is served, such as `http://127.0.0.1:8815`; undefined where no server runs. */
  readonly url: string | undefined;
  readonly serviceNameOf: (exchangeId: string) => Promise<string>;
  readonly log: Log;
}

type Order = Parameters<MaterialsPorts['takePictures']>[0];

const VIEWPORT = { width: 900, height: 900 };
/** For each step; a machine that is this slow gives no pictures, and the pack says so. */
const STEP_MS_MAX = MINUTE_MS;

const CAPTIONS = {
  'zh-CN': { checker: '公开标识核验页对样例文件的核验结果', answer: '网关实际返回的一次回答，原文显示' },
  en: {
    checker: 'What the public checker says about the sample file',
    answer: 'An answer as the gateway really gave it, word for word',
  },
} as const;

const none = (zh: string, en: string): TakenPictures => ({ kind: 'none', reason: { zh, en } });

/** Pictures of the public checker with a sample, and of an answer, taken with a real browser. Never rejects. */
export function createTakePictures(options: TakePicturesOptions): MaterialsPorts['takePictures'] {
  return async (order) => {
    const { chromium: named, url, log } = options;
    const executablePath = findBrowser(named);
    if (executablePath === null)
      return named === undefined
        ? none(
            '本机未找到 Chromium 或 Chrome，可安装后用 HEGUI_CHROMIUM 指明其路径',
            'no Chromium or Chrome was found on this machine; install one, and name it in HEGUI_CHROMIUM',
          )
        : none('HEGUI_CHROMIUM 所指的程序不存在', 'the program that HEGUI_CHROMIUM names does not exist');
    if (url === undefined)
      return none('没有正在运行的服务可供截图', 'no server is running of which pictures could be taken');
    let browser: Browser | null = null;
    try {
      const { chromium } = await import('playwright-core');
      // Chromium refuses to run in a sandbox as root, as it does in containers.
      const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      browser = await chromium.launch({ executablePath, args: [...args, '--disable-gpu'], timeout: STEP_MS_MAX });
      return { kind: 'taken', pictures: await takeAll(browser, url, order, options) };
    } catch (error) {
      log.warn(error instanceof Error ? { error } : {}, 'no pictures could be taken for labelling materials');
      return none('浏览器未能完成截图，详见日志', 'the browser could not take them; the log says why');
    } finally {
      await browser?.close().catch((error: unknown) => {
        log.warn(error instanceof Error ? { error } : {}, 'a browser did not end by itself');
      });
    }
  };
}

async function takeAll(
  browser: Browser,
  url: string,
  order: Order,
  { serviceNameOf }: TakePicturesOptions,
): Promise<MaterialsPicture[]> {
  const { language, answer } = order;
  const context = await browser.newContext({
    viewport: VIEWPORT,
    locale: language,
    reducedMotion: 'reduce',
    deviceScaleFactor: 1.5,
  });
  context.setDefaultTimeout(STEP_MS_MAX);
  const pictures = [await takeChecker(context, url, order)];
  if (answer !== null) {
    const page = await context.newPage();
    // A page is as high as its window at least.
    await page.setViewportSize({ width: 760, height: 200 });
    await page.setContent(answerPage(answer, await serviceNameOf(answer.exchangeId), language));
    const bytes = await page.screenshot({ fullPage: true });
    pictures.push(await describe(ANSWER_PICTURE, CAPTIONS[language].answer, bytes));
  }
  return pictures;
}

/** The public page with a file on it, as anyone may open it, and its verdict. */
async function takeChecker(
  context: BrowserContext,
  url: string,
  { language, sample }: Order,
): Promise<MaterialsPicture> {
  const page = await context.newPage();
  await page.addInitScript(`localStorage.setItem('hegui.language', ${JSON.stringify(language)})`);
  await page.goto(`${url}/check`);
  const file = { name: sample.name, mimeType: 'application/octet-stream', buffer: Buffer.from(sample.bytes) };
  await page.locator('input[type=file]').setInputFiles(file);
  const verdict = page.getByRole('status');
  await verdict.getByText(sample.produceId).first().waitFor();
  // What stands in the file, word for word.
  await verdict.getByRole('button', { expanded: false }).first().click();
  return await describe(CHECKER_PICTURE, CAPTIONS[language].checker, await page.screenshot({ fullPage: true }));
}

const describe = async (name: string, caption: string, bytes: Buffer): Promise<MaterialsPicture> => ({
  name,
  caption,
  bytes,
  ...(await readPicture(bytes)),
});
