import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from './languages.ts';

const CASES: readonly (readonly [header: string | undefined, language: 'zh' | 'en'])[] = [
  [undefined, 'zh'],
  ['', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
  ['en;q=0.5, zh;q=0.9', 'zh'],
  ['fr, en;q=0.3', 'en'],
  ['fr, de', 'zh'],
  ['en;q=0', 'zh'],
  ['*', 'zh'],
  ['EN-us', 'en'],
  ['en;q=broken', 'zh'],
];
for (const [header, language] of CASES) {
  test(`Accept-Language ${header ?? 'left out'} is answered in ${language}`, () => {
    assert.equal(languageOf(header), language);
  });
}
