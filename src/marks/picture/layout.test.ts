import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireOutlines } from '../mark.ts';
import { layOutMark } from './layout.ts';

const linesOf = (mark: string, roomEm: number): string[] | null => {
  const layout = layOutMark(requireOutlines(mark), 100, roomEm * 100 + 56);
  if (layout === null) return null;
  const lines = new Map<number, string>();
  for (const { outline, baseline } of layout.glyphs)
    lines.set(baseline, (lines.get(baseline) ?? '') + outline.character);
  return [...lines.values()];
};

test('lines break between Chinese characters, never inside a word of letters or digits', () => {
  assert.deepEqual(linesOf('内容由AI生成', 10), ['内容由AI生成']);
  assert.deepEqual(linesOf('内容由AI生成', 3.7), ['内容由', 'AI生成']);
  assert.deepEqual(linesOf('AI生成 v2026', 3), ['AI生成', 'v2026']);
  assert.equal(linesOf('AI生成 v2026', 2), null, 'a word that fits on no line');
});
