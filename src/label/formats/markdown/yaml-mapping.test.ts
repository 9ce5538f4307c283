import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readYamlValue } from './yaml-mapping.ts';

// Each value as the core schema of YAML 1.2 takes it.
const VALUES: readonly (readonly [yaml: string, value: unknown])[] = [
  [' plain text  # note', 'plain text'],
  [' 12', 12],
  [' 00119', 119],
  [' 0x1F', 31],
  [' 304502205519e12', 304502205519e12],
  [' ~', null],
  ['', null],
  [' True', true],
  [" 'it''s'", "it's"],
  [' "a\\tb\\x41\\u0042\\U00000043\\/"', 'a\tbABC/'],
  [' "one\n  two\n\n  three\\\n   four"', 'one two\nthreefour'],
  [' |\n  a\n   b\n', 'a\n b'],
  [' >-\n  a\n  b', 'a b'],
  [' {a: 1, "b": [x, \'y\'], c: {}}', { a: 1, b: ['x', 'y'], c: {} }],
  ['\n  a: 1 # one\n  # two\n  "b c": "x"\n  d:\n    e: f: g', undefined],
  ['\n  a: 1 # one\n  # two\n  "b c": "x"\n  d:\n    e: f:g\n', { a: 1, 'b c': 'x', d: { e: 'f:g' } }],
];
for (const [yaml, value] of VALUES) {
  test(`read as YAML reads it: ${JSON.stringify(yaml)}`, () => {
    const json = readYamlValue(yaml);
    assert.deepEqual(json === null ? undefined : JSON.parse(json), value);
  });
}

test('what is not understood is told, not guessed', () => {
  const deep = Array.from({ length: 40 }, (_, depth) => `${' '.repeat(depth + 1)}a:`).join('\n');
  for (const yaml of [
    ' *a',
    ' !t x',
    ' "x',
    ' {a: 1',
    ' {a: 1} b',
    '\n a: 1\n a: 2',
    '\n  a: 1\n b: 2',
    ' a: b',
    `\n${deep}`,
    ' "\\q"',
  ])
    assert.equal(readYamlValue(yaml), null, yaml);
});
