import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generatePages } from '../scripts/generate-docs.ts';
import { inRepository } from './support/floors.ts';

for (const [name, text] of Object.entries(generatePages())) {
  test(`docs/${name} says what the code says`, () => {
    assert.equal(readFileSync(inRepository(`docs/${name}`), 'utf8'), text, 'run: npm run docs');
  });
}
