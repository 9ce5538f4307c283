import assert from 'node:assert/strict';
import { it } from 'node:test';
import { foldingSchema } from '../../contract/index.ts';
import { compileScreen } from '../../screening/index.ts';
import { compileLists, type LoadedTerm } from './lists.ts';

const listed = (term: string, rules: LoadedTerm['rules'] = null): LoadedTerm => ({
  term,
  listId: 'lst_test',
  listName: 'test',
  risk: 'A.1.f',
  action: 'block',
  rules,
});

it('the rules of a term reach the engine, and what a hit says of its term does not hold them', () => {
  const terms = [listed('大麻', { allow: ['大麻烦'] }), listed('甲*乙'), listed('SM'), listed('f**k')];
  const list = { id: 'lst_test', version: 1, day: null, folding: foldingSchema.parse({}), allow: ['甲一乙花'], terms };
  const { screen, termInfo } = compileLists([list], compileScreen);
  const found = (text: string): string[] => screen.scan(text).map(({ tag }) => termInfo(tag).term);
  assert.deepEqual(found('大麻烦 大麻'), ['大麻']);
  assert.deepEqual(found('甲一二乙'), ['甲*乙']);
  assert.deepEqual([found('甲一乙花'), found('大麻甲一乙花')], [[], ['大麻']]);
  assert.deepEqual(found('Smoking 玩SM'), ['SM']);
  assert.deepEqual(found('fork'), []);
  assert.deepEqual(Object.hasOwn(termInfo(0), 'rules'), false);
});
