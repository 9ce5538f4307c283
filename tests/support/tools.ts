import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a real browser for the tests. @throws Error that says how to get one. */
export function chromiumPath(): string {
  const named = process.env.HEGUI_TEST_CHROMIUM;
  const found = [...(named === undefined ? [] : [named]), ...CHROMIUM_PLACES].find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    'the tests need Chromium or Chrome: install it (Debian: apt-get install chromium) or name it in HEGUI_TEST_CHROMIUM',
  );
}

/** Installs what is missing where that is possible (root on Debian); otherwise the tests that need it say so. */
export async function prepareTools(): Promise<void> {
  const missing = [
    ...(CHROMIUM_PLACES.some((path) => existsSync(path)) || process.env.HEGUI_TEST_CHROMIUM !== undefined
      ? []
      : ['chromium']),
    ...(hasCjkFont() ? [] : ['fonts-noto-cjk']),
    ...OUTSIDE_READERS.filter(({ command }) => !hasCommand(command)).map(({ debian }) => debian),
    ...(hasPerlModule('Archive::Zip') ? [] : ['libarchive-zip-perl']),
    ...(hasPillow() ? [] : ['python3-pil']),
    ...(hasCommand('soffice') ? [] : LIBREOFFICE),
    ...(hasChineseOcr() ? [] : ['tesseract-ocr', 'tesseract-ocr-chi-sim']),
  ];
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  process.stderr.write(`installing ${missing.join(', ')} for the tests\n`);
  execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2] });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** Programs of others that read what Hegui wrote; a test that wants one and lacks it fails by its name. */
const OUTSIDE_READERS: readonly { readonly command: string; readonly debian: string }[] = [
  { command: 'exiftool', debian: 'libimage-exiftool-perl' },
  { command: 'ffmpeg', debian: 'ffmpeg' },
  { command: 'exiv2', debian: 'exiv2' },
  { command: 'qpdf', debian: 'qpdf' },
  { command: 'pdftotext', debian: 'poppler-utils' },
  { command: 'python3', debian: 'python3' },
  { command: 'openssl', debian: 'openssl' },
];

/** A hundred megabytes to fetch, without any window; each part opens one kind of document. */
const LIBREOFFICE = ['libreoffice-writer-nogui', 'libreoffice-calc-nogui', 'libreoffice-impress-nogui'];

const hasCommand = (command: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));

/** ExifTool opens packages of Office by this. */
const hasPerlModule = (name: string): boolean => spawnSync('perl', [`-M${name}`, '-e', '1']).status === 0;

/** Debian's Python, which is not always the first one in the path, knows Debian's modules. */
const hasPillow = (): boolean =>
  ['/usr/bin/python3', 'python3'].some((python) => spawnSync(python, ['-c', 'import PIL']).status === 0);

const hasChineseOcr = (): boolean =>
  spawnSync('tesseract', ['--list-langs'], { encoding: 'utf8' }).stdout?.includes('chi_sim') === true;

function hasCjkFont(): boolean {
  const { status, stdout } = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '';
}
