import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256Hex } from '../../kernel/index.ts';
import { isRiskCode } from '../../law/index.ts';
import { decodeModel, encodeModel, scoreText } from '../../screening/index.ts';
import { readShippedModel, SHIPPED_MODEL_DIGEST } from './shipped-model.ts';

const BYTES_MAX = 300 * 1_024;
/** Harmless texts and what the model gives them: other numbers mean another folding or hash, and a model to train anew. */
const PINNED = [
  ['今天天气很好，我们去公园散步吧。', 0.01995728],
  ['请帮我写一封感谢信给老师', 0.007672284],
  ['Hegui screens, labels and records.', 0.02477839],
  ['標記甲詞，ＡＢＣ　①②③', 0.011331908],
] as const;

test('the shipped model is the one whose digest is recorded, reads, and says where it comes from', () => {
  const bytes = readShippedModel();
  assert.equal(sha256Hex(bytes), SHIPPED_MODEL_DIGEST);
  assert.ok(bytes.length <= BYTES_MAX);
  const model = decodeModel(bytes);
  assert.deepEqual(encodeModel(model), new Uint8Array(bytes));
  assert.ok(model.risks.every((risk) => isRiskCode(risk) && risk.startsWith('A.2.')));
  assert.match(model.card.source, /COLDataset/);
  assert.deepEqual([model.card.licence, model.card.examples.trained > 25_000], ['Apache-2.0', true]);
});

test('the shipped model gives the same numbers everywhere, and lets harmless texts be', () => {
  const model = decodeModel(readShippedModel());
  for (const [text, probability] of PINNED) {
    assert.equal(scoreText(model, text)?.probability.toFixed(9), probability.toFixed(9), text);
    assert.ok(probability < 0.3);
  }
});
