import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendMark, carriesExplicitLabel, isLabelMark, prependMark } from './explicit-label.ts';

for (const mark of [
  '人工智能生成',
  '人工智能合成',
  'AI生成',
  'AI合成',
  '（本内容由AI生成）',
  '内容由 AI 生成',
  '人工智能生成合成',
]) {
  test(`${mark} carries both elements`, () => assert.equal(isLabelMark(mark), true));
}
for (const mark of ['AI创作', 'AI辅助', '智能生成', '机器生成', 'MAIN 生成', '生成', 'AI', '']) {
  test(`${mark || 'nothing'} does not carry both elements`, () => assert.equal(isLabelMark(mark), false));
}

test('a mark that was put at either end is found there', () => {
  assert.equal(carriesExplicitLabel(appendMark('第一行\n第二行', 'AI生成')), true);
  assert.equal(carriesExplicitLabel(prependMark('第一行\n第二行', 'AI生成')), true);
});

test('trailing blank lines do not hide a mark', () => {
  assert.equal(carriesExplicitLabel('答案\r\n\r\nAI生成\r\n\r\n'), true);
});

test('elements on different lines or in the middle are no label', () => {
  assert.equal(carriesExplicitLabel('AI\n中间\n生成'), false);
  assert.equal(carriesExplicitLabel('首行\nAI生成\n末行'), false);
});
