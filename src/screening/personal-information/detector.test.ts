import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCreditChecksumRight, isResidentChecksumRight, luhnLengths } from './checksums.ts';
import {
  maskValue,
  openPersonalInformationStream,
  PERSONAL_INFORMATION_KINDS,
  type PersonalInformationKind,
  Placeholders,
  personalInformationTag,
  readPersonalInformationTag,
  scanPersonalInformation,
} from './index.ts';
import { CASES } from './testing/cases.ts';

for (const { text, hits } of CASES) {
  test(`found in ${JSON.stringify(text)}: ${hits.map(([kind]) => kind).join(', ') || 'nothing'}`, () => {
    const found = scanPersonalInformation(text);
    assert.deepEqual(
      found.map(({ kind, start, end }) => [kind, text.slice(start, end)]),
      hits,
    );
  });
}

test('check digits of the standards’ own examples hold and no other does', () => {
  const symbols = (number: string) => ({ code: (index: number) => number.charCodeAt(index) });
  const isLuhnRight = (number: string): boolean =>
    ((luhnLengths(symbols(number), number.length) >> number.length) & 1) === 1;
  assert.ok(isResidentChecksumRight(symbols('11010519491231002X')));
  assert.ok(!isResidentChecksumRight(symbols('110105194912310029')));
  assert.ok(isLuhnRight('4111111111111111'));
  assert.ok(!isLuhnRight('4111111111111121'));
  assert.ok(isLuhnRight('378282246310005'));
  assert.ok(!isLuhnRight('378282246310050'));
  assert.ok(isCreditChecksumRight(symbols('91350100M000100Y43')));
  assert.ok(!isCreditChecksumRight(symbols('91350100M000100Y34')));
});

test('a check digit that agreed is said, and words before raise the score', () => {
  const [plain] = scanPersonalInformation('11010519491231002X');
  const [named] = scanPersonalInformation('身份证11010519491231002X');
  assert.equal(plain?.isConfirmed, true);
  assert.ok((named?.score ?? 0) > (plain?.score ?? 1));
  assert.equal(scanPersonalInformation('13800138000')[0]?.isConfirmed, false);
});

test('kinds and the least score may be chosen', () => {
  const text = '13800138000 a@example.cn';
  assert.deepEqual(
    scanPersonalInformation(text, { kinds: ['email'] }).map(({ kind }) => kind),
    ['email'],
  );
  assert.deepEqual(
    scanPersonalInformation(text, { scoreMin: 0.9 }).map(({ kind }) => kind),
    ['email'],
  );
  assert.throws(() => scanPersonalInformation(text, { scoreMin: 2 }), RangeError);
});

const MASKED: readonly (readonly [PersonalInformationKind, string, string])[] = [
  ['mobile', '13800138000', '138****8000'],
  ['mobile', '+86 138-0013-8000', '+86 138-****-8000'],
  ['mobile', '8613800138000', '86138****8000'],
  ['mobile', '一三八零零一三八零零零', '一三八****八零零零'],
  ['resident-id', '11010519491231002X', '1101**********002X'],
  ['bank-card', '4111 1111 1111 1111', '4111 **** **** 1111'],
  ['email', 'zhangsan@example.cn', 'z*******@example.cn'],
  ['email', 'z@example.cn', '*@example.cn'],
  ['ip-address', '203.0.113.7', '203.0.***.*'],
  ['name', '张三', '张*'],
  ['vehicle-plate', '京A12345', '京A***45'],
  ['qq', '12345', '1****'],
  ['address', '北京市朝阳区建国路88号', '北京市朝阳区******'],
];
for (const [kind, value, mask] of MASKED) {
  test(`the mask of ${value} keeps its shape`, () => {
    assert.equal(maskValue(kind, value), mask);
    assert.equal([...maskValue(kind, value)].length, [...value].length);
  });
}

test('every kind has a tag of its own per action, and none is a term’s', () => {
  const tags = PERSONAL_INFORMATION_KINDS.flatMap((kind) =>
    (['flag', 'mask', 'reversible', 'block'] as const).map((action) => {
      const tag = personalInformationTag(kind, action);
      assert.deepEqual(readPersonalInformationTag(tag), { kind, action });
      return tag;
    }),
  );
  assert.equal(new Set(tags).size, tags.length);
  assert.ok(tags.every((tag) => tag < 0));
  assert.equal(readPersonalInformationTag(0), null);
});

test('prose holds nothing back; a number holds exactly itself; what cannot become one flows', () => {
  const held = (text: string, kinds: readonly PersonalInformationKind[]): number => {
    const stream = openPersonalInformationStream({ actions: Object.fromEntries(kinds.map((kind) => [kind, 'mask'])) });
    stream.push(text);
    return stream.heldChars;
  };
  assert.equal(held('今天天气不错，我们走吧', ['resident-id', 'mobile', 'bank-card', 'email', 'vehicle-plate']), 0);
  assert.equal(held('今天138', ['mobile']), 3);
  assert.equal(held('今天128', ['mobile']), 0);
  assert.equal(held('号码13800138000', ['mobile']), 11);
  assert.equal(held('号码13800138000，', ['mobile']), 0);
  assert.equal(held('1380013800012', ['mobile']), 0);
  assert.equal(held('订单号138', ['mobile']), 0);
  assert.equal(held('110105194913', ['resident-id']), 0);
  assert.equal(held('1101051949123', ['resident-id']), 13);
  assert.equal(held('E1234', ['passport']), 0);
  assert.equal(held('护照E1234', ['passport']), 5);
  assert.equal(held('hello', ['email']), 5);
  assert.equal(held('hello ', ['email']), 0);
  assert.equal(held('我在北京', ['address']), 2);
  assert.equal(held('我在北京很', ['address']), 3);
  assert.equal(held('我在北京很开心', ['address']), 0);
  assert.equal(held(`${'a'.repeat(64)}`, ['email']), 64);
  assert.equal(held(`${'a'.repeat(66)}`, ['email']), 0);
});

test('placeholders: the same value the same one, none that was there before, and all are turned back', () => {
  const placeholders = new Placeholders('他写了〔手机号1〕');
  assert.equal(placeholders.for('mobile', '13800138000'), '〔手机号2〕');
  assert.equal(placeholders.for('mobile', '13800138000'), '〔手机号2〕');
  assert.equal(placeholders.for('mobile', '13900139000'), '〔手机号3〕');
  assert.equal(placeholders.for('email', 'a@example.cn'), '〔邮箱1〕');
  const restorer = placeholders.openRestorer();
  const text = '甲〔手机号2〕乙〔〔邮箱1〕〔手机号1〕〔手机号23〕丙〔手';
  let shown = '';
  for (const character of text) for (const part of restorer.push(character)) shown += part.text;
  assert.equal(restorer.heldChars, 2);
  for (const part of restorer.end()) shown += part.text;
  assert.equal(shown, '甲13800138000乙〔a@example.cn〔手机号1〕〔手机号23〕丙〔手');
});
