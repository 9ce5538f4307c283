import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compileScreen } from '../index.ts';
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
