import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policySchema } from '../contract/index.ts';
import type { ActiveClassifier } from '../registry/index.ts';
import { MARKS, markedExamples } from '../screening/classifier/testing/marked-examples.ts';
import { compileScreen, trainModel } from '../screening/index.ts';
import { chat, saying, startHarness } from './testing/harness.ts';
import { type TriedService, tryText } from './try-text.ts';

const SEED = 20_261_126;
const model = trainModel(markedExamples(1_200, SEED), { name: 'test', source: '-', licence: '-', bucketBits: 14 });
const classifier: ActiveClassifier = { id: 'clm_test', name: 'test', digest: 'ab'.repeat(32), model };
const mark = MARKS['A.2.d']?.[0] ?? '';
const SUSPECT = `今天${mark}散步${mark}`;
const MOBILE = '13800138000';
const FOLDING = { width: true, case: true, traditional: true, invisible: true, separators: true };

function serve(policy: object, extra: Partial<TriedService> = {}): TriedService {
  const terms = [
    { text: '替换甲', tag: 0, action: 'replace' as const },
    { text: '阻断乙', tag: 1, action: 'block' as const },
  ];
  const termInfo: TriedService['termInfo'] = (tag) => {
    const { text, action } = terms[tag] ?? { text: '', action: 'flag' as const };
    return { term: text, action, listId: 'lst_test', listName: 'test', risk: 'A.1.f' };
  };
  const screen = compileScreen([{ folding: FOLDING, terms }]);
  return { screen, termInfo, listVersions: {}, policy: policySchema.parse(policy), ...extra };
}
const hitsOf = (service: TriedService, text: string, direction: 'input' | 'output'): (string | undefined)[] =>
  tryText(service, text, direction).hits.map(({ term, source }) => (source === 'classifier' ? source : term));

test('terms are found either way; a mask is shown in place of a hit, a standard answer in place of a refusal', () => {
  const service = serve({ standardAnswers: { default: '不答', 'A.1': '此类不答' } });
  for (const direction of ['input', 'output'] as const) {
    const tried = tryText(service, '前替 换甲后', direction);
    assert.deepEqual([tried.action, tried.shown], ['replace', '前■■■■后']);
    assert.deepEqual(tryText(service, '替换甲与阻断乙', direction).shown, '此类不答');
    assert.deepEqual(tryText(service, '平常话', direction), { hits: [], action: null, shown: '平常话' });
  }
});

test('personal information is found as the policy of each direction says', () => {
  const service = serve({ personalInformation: { input: { mobile: 'reversible' }, output: { mobile: 'block' } } });
  const going = tryText(service, `替换甲 ${MOBILE}`, 'input');
  assert.deepEqual(
    going.hits.map(({ term, source, action }) => [term, source, action]),
    [
      ['替换甲', undefined, 'replace'],
      ['mobile', 'personal-information', 'replace'],
    ],
  );
  assert.equal(going.shown, '■■■ 〔手机号1〕');
  assert.equal(tryText(service, MOBILE, 'output').action, 'block');
  assert.deepEqual(hitsOf(serve({}), MOBILE, 'output'), [], 'off by default');
});

test('the classifier reads the direction that the policy names, and ends the text where it may', () => {
  const readsInput = serve({ classifier: { enabled: true, directions: 'input', onHit: 'flag' } }, { classifier });
  assert.deepEqual([hitsOf(readsInput, SUSPECT, 'input'), hitsOf(readsInput, SUSPECT, 'output')], [['classifier'], []]);
  const cuts = serve({ classifier: { enabled: true, directions: 'output', onHit: 'cut' } }, { classifier });
  assert.deepEqual([tryText(cuts, SUSPECT, 'output').action, hitsOf(cuts, SUSPECT, 'input')], ['block', []]);
});

test('what is told of a prompt is what the gateway forwards', async () => {
  const policy = { personalInformation: { input: { mobile: 'mask' } } } as const;
  const harness = await startHarness({ policy: policySchema.parse(policy) });
  try {
    harness.upstream = saying('ok');
    const text = `请打${MOBILE}找我`;
    await harness.post('/v1/chat/completions', chat(text));
    const { shown } = tryText(serve(policy), text, 'input');
    assert.notEqual(shown, text);
    assert.ok(harness.forwarded.at(-1)?.includes(shown), shown);
  } finally {
    await harness.close();
  }
});
