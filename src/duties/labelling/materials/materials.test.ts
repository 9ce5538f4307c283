import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '../../../contract/index.ts';
import { LABEL_FORMATS } from '../../../label/index.ts';
import { composeMaterials } from './compose-materials.ts';
import type { MaterialsFacts } from './model.ts';
import { formatRows } from './places.ts';
import { MATERIALS_TEXTS } from './texts.ts';

const facts: MaterialsFacts = {
  packId: 'mat_1',
  language: 'zh-CN',
  madeAt: new Date('2026-11-26T00:00:00Z'),
  provider: { name: '示例科技有限公司', creditCode: '91440300708461136T' },
  service: { id: 'svc_1', name: '助手', providerCode: '001191440300708461136T1XGW3', policy: defaultPolicy },
  samples: [],
  filmMissing: null,
  answer: null,
  taken: { kind: 'none', reason: { zh: '未找到浏览器', en: 'no browser' } },
  given: [],
  agreements: [],
};
const textOf = (given: MaterialsFacts): string => JSON.stringify(composeMaterials(given));

test('every kind of file that can carry a label is told with its place', () => {
  const rows = formatRows();
  assert.equal(rows.length, LABEL_FORMATS.length);
  assert.ok(
    rows.every(([name, extensions, place, guide]) => [name, extensions, place, guide].every((cell) => cell !== '')),
  );
});

test('the seven items stand in their order, in both languages', () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const { blocks } = composeMaterials({ ...facts, language });
    const headings = blocks.flatMap((block) => (block.kind === 'heading' && block.level === 1 ? [block.text] : []));
    assert.deepEqual(headings, MATERIALS_TEXTS[language].sections);
    assert.ok(blocks.some(({ kind }) => kind === 'signature'));
  }
});

test('what is missing is said, once in each place where a picture would stand', () => {
  assert.equal(textOf(facts).split('未找到浏览器').length, 3);
  assert.ok(textOf(facts).includes(MATERIALS_TEXTS['zh-CN'].noAnswer));
  const picture = { name: 'a.png', caption: '自拍', mediaType: 'image/png', bytes: new Uint8Array(1) } as const;
  const withOwn = textOf({ ...facts, given: [{ ...picture, widthPixels: 1, heightPixels: 1 }] });
  assert.ok(withOwn.includes('自拍') && !withOwn.includes(MATERIALS_TEXTS['zh-CN'].noneAtAll));
});

test('where labels may be lifted, the materials say under which agreement and for how long it is kept', () => {
  assert.ok(textOf(facts).includes('不提供未添加显式标识'));
  const lift = { agreements: ['2026-11'], keepMonths: 9 };
  const policy = { ...defaultPolicy, label: { ...defaultPolicy.label, lift } };
  const told = textOf({ ...facts, service: { ...facts.service, policy } });
  assert.ok(told.includes('2026-11') && told.includes('9 个月'));
});
