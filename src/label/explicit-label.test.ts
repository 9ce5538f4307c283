import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendMark, carriesExplicitLabel, isLabelMark, prependMark } from './explicit-label.ts';
import { writeFileLabel } from './file/label-file.ts';
import { patchedBytes } from './file/patch.ts';
import { bytesSource } from './file/source.ts';
import { sampleLabel } from './testing/sample-label.ts';

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

test('the corner mark of a text is AI alone, and no shorter or other word', () => {
  assert.equal(isLabelMark('AI', 'corner'), true);
  for (const mark of ['A', 'AI创作', '智能', '']) assert.equal(isLabelMark(mark, 'corner'), false, mark);
});

test('an exported Markdown carries both its marks: the line that people see, and the label before it', async () => {
  for (const text of [prependMark('正文', 'AI生成'), appendMark('正文', '人工智能合成')]) {
    const source = bytesSource(new TextEncoder().encode(text));
    const exported = await patchedBytes(source, await writeFileLabel(source, sampleLabel(), 'a.md'));
    assert.equal(carriesExplicitLabel(new TextDecoder().decode(exported)), true);
  }
  assert.equal(carriesExplicitLabel('---\n正文\n---\nAI生成\n末行'), false);
  assert.equal(carriesExplicitLabel('---\nAIGC: AI生成\n末行'), false);
});

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
