import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { compileScreen } from '../index.ts';
import { checkProperty } from '../testing/check-stream.ts';
import { COLUMN_CASES } from '../testing/evasion-cases.ts';
import { makeNaiveScreen } from '../testing/naive-screen.ts';

for (const { name, folding, terms, text, hits } of COLUMN_CASES) {
  const groups = [{ folding, terms: terms.map((term, tag) => ({ text: term, tag, action: 'block' as const })) }];
  const expected = hits.map(([start, end, term]) => ({ start, end, tag: term, term }));
  it(`the scan of a whole text: ${name}`, () => assert.deepEqual(compileScreen(groups).scan(text), expected));
  it(`the naive oracle: ${name}`, () => assert.deepEqual(makeNaiveScreen(groups).scan(text), expected));
  it(`a stream lets it flow: ${name}`, () => {
    const stream = compileScreen(groups).open({ mask: '■' });
    assert.equal(stream.push(text).released + stream.end().released, text);
  });
}

it('lines of any lengths are read from top to bottom as trying each column does', (t) => {
  const [first] = COLUMN_CASES;
  assert.ok(first !== undefined);
  const character = fc.constantFrom('甲', '乙', '甲', '丙', '😀', '.');
  const line = fc.oneof(
    { weight: 5, arbitrary: fc.array(character, { maxLength: 5 }) },
    { weight: 1, arbitrary: fc.array(character, { minLength: 62, maxLength: 66 }) },
  );
  const end = fc.constantFrom('\n', '\n', '\r\n');
  const lines = fc.array(fc.tuple(line, end), { maxLength: 12 });
  const terms = fc.array(
    fc.array(fc.constantFrom('甲', '乙', '丙', '😀'), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 3 },
  );
  checkProperty(
    t,
    fc.property(terms, lines, (texts, all) => {
      const groups = [
        { folding: first.folding, terms: texts.map((text, tag) => ({ text, tag, action: 'flag' as const })) },
      ];
      const whole = all.map(([parts, after]) => parts.join('') + after).join('');
      assert.deepEqual(compileScreen(groups).scan(whole), makeNaiveScreen(groups).scan(whole));
    }),
    300,
  );
});
