import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JsonFault, type JsonTree, readJsonTree } from './json-tree.ts';

const plain = (tree: JsonTree): unknown => {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  return Object.fromEntries([...tree.members].map(([name, one]) => [name, plain(one)]));
};

test('what JSON.stringify writes is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat({ max: 4 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      // A name such as __proto__ is a name like any other to both.
      assert.deepEqual(plain(readJsonTree(text)), JSON.parse(text));
    }),
  );
});

test('whatever is no JSON to JSON.parse is none here', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('{', '}', ',', '"', '1', ' ', '\n', 'x'), (text, at, put) => {
      const place = at % (text.length + 1);
      const broken = text.slice(0, place) + put + text.slice(place);
      assert.equal(isRead(readJsonTree, broken), isRead(JSON.parse, broken) && !hasTwins(broken));
    }),
  );
});

function isRead(read: (text: string) => unknown, text: string): boolean {
  try {
    read(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonFault) return false;
    throw error;
  }
}

/** The one thing that JSON.parse lets pass: it says so itself, as the fault of this reader. */
function hasTwins(text: string): boolean {
  try {
    readJsonTree(text);
    return false;
  } catch (error) {
    return error instanceof JsonFault && /stands twice/.test(error.message);
  }
}

test('lines are counted from one, whatever ends them', () => {
  for (const end of ['\n', '\r\n']) {
    const tree = readJsonTree(['{', '"a": [', '1,', '2]', '}'].join(end));
    assert.equal(tree.line, 1);
    assert.ok(tree.kind === 'object');
    const list = tree.members.get('a');
    assert.ok(list?.kind === 'list');
    assert.deepEqual([list.line, ...list.items.map(({ line }) => line)], [2, 3, 4]);
  }
});

const FAULTS: readonly (readonly [text: string, line: number, says: RegExp])[] = [
  ['{"a":1,\n"a":2}', 2, /the name a stands twice/],
  ['{"a"\n1}', 2, /a colon is missing/],
  ['[1\n2]', 2, /a comma or \]/],
  ['{"a":1\n"b":2}', 2, /a comma or \}/],
  ['[1,\n]', 2, /a value is missing/],
  ['"a\nb"', 1, /a text in quotes is malformed/],
  ['1\n2', 2, /after the end/],
  ['', 1, /a value is missing/],
  ['['.repeat(40), 1, /nested too deeply/],
];
for (const [text, line, says] of FAULTS)
  test(`${JSON.stringify(text.slice(0, 20))} is refused on line ${line}`, () =>
    assert.throws(
      () => readJsonTree(text),
      (error) => error instanceof JsonFault && error.line === line && says.test(error.message),
    ));
