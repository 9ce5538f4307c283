import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Piece } from '../../../contract/index.ts';
import { carriesExplicitLabel } from '../../../label/index.ts';
import { composeText } from './compose-text.ts';
import { markdownBlocks } from './markdown-blocks.ts';
import { readTurns, withoutMark } from './read-turns.ts';

const MARK = '（本内容由AI生成）';
const piece = (path: string, role: string, text: string, shown: string | null = text): Piece => ({
  path,
  role,
  text,
  shown,
  hits: [],
});
const CONTENT = {
  input: [
    piece('messages.0.content', 'system', '提供者的指令'),
    piece('messages.1.content.0.text', 'user', '第一问', null),
    piece('messages.1.content.1.text', 'user', '续', null),
    piece('messages.2.content', 'assistant', '第一答', null),
    piece('messages.3.content', 'tool', '工具结果', null),
    piece('messages.4.content', 'user', '第二问', null),
    piece('tools.0.function.description', 'tools', '说明', null),
  ],
  output: [
    piece('choices.0.reasoning_content', 'assistant', '思考'),
    piece('choices.0.content', 'assistant', '答案含词', `答案含■\n\n${MARK}`),
  ],
};

test('only what user and assistant said leaves, as it was shown: no instructions, tools or reasoning', () => {
  assert.deepEqual(readTurns(CONTENT, 'conversation'), [
    { speaker: 'user', text: '第一问\n续' },
    { speaker: 'assistant', text: '第一答' },
    { speaker: 'user', text: '第二问' },
    { speaker: 'assistant', text: `答案含■\n\n${MARK}` },
  ]);
  assert.deepEqual(readTurns(CONTENT, 'answer'), [{ speaker: 'assistant', text: `答案含■\n\n${MARK}` }]);
});

test('a standard answer is nothing that a model made, and nothing of it is exported', () => {
  const output = [piece('choices.0.content', 'standard-answer', '', '抱歉')];
  assert.deepEqual(readTurns({ ...CONTENT, output }, 'conversation'), []);
});

test('where the label is lifted, the mark of answers goes and nothing that anyone wrote', () => {
  const turns = [
    { speaker: 'user', text: `我写的\n\n${MARK}` },
    { speaker: 'assistant', text: `${MARK}\n\n答：${MARK}\n\n${MARK}` },
  ] as const;
  assert.deepEqual(withoutMark(turns, MARK), [turns[0], { speaker: 'assistant', text: `答：${MARK}` }]);
});

const conversation = {
  exchangeId: 'exc_1',
  serviceName: '示例',
  model: 'm',
  at: new Date('2026-11-26T00:00:00Z'),
  turns: [
    { speaker: 'user', text: '问' },
    { speaker: 'assistant', text: '答' },
  ],
} as const;
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test('a text carries its mark as first or last line, and none where it is lifted [labelling-measures#4]', async () => {
  for (const format of ['txt', 'md'] as const) {
    for (const where of ['start', 'end'] as const) {
      const order = { format, language: 'zh-CN', mark: { text: MARK, where } } as const;
      const text = decode(await composeText(conversation, order));
      assert.ok(carriesExplicitLabel(text), text);
      const lines = text.trim().split('\n');
      assert.equal(lines.at(where === 'start' ? 0 : -1), MARK);
    }
    const lifted = decode(await composeText(conversation, { format, language: 'en', mark: null }));
    assert.equal(carriesExplicitLabel(lifted), false);
    assert.ok(lifted.includes('Assistant') && lifted.includes('答'));
  }
});

test('a text without a place for its label says its number itself', async () => {
  const order = { format: 'txt', language: 'zh-CN', mark: { text: MARK, where: 'end' }, produceId: 'prd_1' } as const;
  assert.match(decode(await composeText(conversation, order)), /ProduceID.*: prd_1\n/);
});

test('the same conversation gives the same PDF', async () => {
  const order = { format: 'pdf', language: 'zh-CN', mark: { text: MARK, where: 'end' } } as const;
  const [one, other] = await Promise.all([composeText(conversation, order), composeText(conversation, order)]);
  assert.deepEqual(Buffer.from(one), Buffer.from(other));
});

test('headings, lists, tables and code become blocks of their own', () => {
  const text =
    '## 标题\n一段**话**\n还是这段\n\n- 甲\n- 乙\n1. 一\n2. 二\n\n|a|b|\n|-|-|\n|1|2|3|\n\n```js\nlet a = "**";\n```';
  assert.deepEqual(markdownBlocks(text), [
    { kind: 'paragraph', style: 'strong', text: '标题' },
    { kind: 'paragraph', text: '一段话\n还是这段' },
    { kind: 'list', items: ['甲', '乙'], isOrdered: false },
    { kind: 'list', items: ['一', '二'], isOrdered: true },
    { kind: 'table', columns: [{ title: 'a' }, { title: 'b' }], rows: [['1', '2 | 3']] },
    { kind: 'paragraph', text: 'let a = "**";' },
  ]);
});

test('whatever a model writes, no word of it is lost on the way into a document', () => {
  const line = fc.constantFrom(
    '# 题',
    '- 项',
    '1. 项',
    '|a|b|',
    '|-|-|',
    '```',
    '字',
    '',
    '  ',
    '**粗**',
    '> 引',
    '---',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const text = lines.join('\n');
      const blocks = markdownBlocks(text);
      const words = JSON.stringify(blocks);
      for (const word of ['题', '项', '字', '粗', '引']) {
        const wanted = text.split(word).length;
        assert.equal(words.split(word).length, wanted, text);
      }
      for (const block of blocks)
        if (block.kind === 'table') for (const row of block.rows) assert.equal(row.length, block.columns.length);
    }),
  );
});
