import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a Chromium: the one that is named, and no other then; else the first in a usual place; null where there is none. */
export const findBrowser = (named: string | undefined): string | null =>
  named === undefined ? (PLACES.find((path) => existsSync(path)) ?? null) : existsSync(named) ? named : null;
