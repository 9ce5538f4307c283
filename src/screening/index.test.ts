import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'node:test';

const FOLDER = new URL('./', import.meta.url);
const importsOf = (url: URL): string[] =>
  [...readFileSync(url, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');

it('runs in a browser: the engine imports its own files and the error catalogue, which imports nothing', () => {
  const sources = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('testing'),
  );
  assert.ok(sources.includes('index.ts') && sources.length > 6);
  const foreign = sources.flatMap((name) =>
    importsOf(new URL(name, FOLDER))
      .map((path) => (path.startsWith('.') ? new URL(path, new URL(name, FOLDER)).href : path))
      .filter((address) => !address.startsWith(FOLDER.href)),
  );
  assert.deepEqual([...new Set(foreign)], [new URL('../kernel/errors.ts', FOLDER).href]);
  assert.deepEqual(importsOf(new URL('../kernel/errors.ts', FOLDER)), []);
});
