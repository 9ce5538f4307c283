import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CORPUS } from './corpus.ts';
import { seededRandom } from './random.ts';
import { SentenceMaker } from './sentence-maker.ts';
import { tokensOf } from './words.ts';

test('tokens of any text join to the text again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(tokensOf(text).join(''), text);
    }),
  );
});

test('a long word is cut, a visible character never', () => {
  assert.deepEqual(tokensOf('extraordinary 👨‍👩‍👧‍👦'), ['extrao', 'rdinar', 'y', ' ', '👨‍👩‍👧‍👦']);
});

test('the corpus has at least 150 different sentences in each language', () => {
  for (const topics of Object.values(CORPUS)) {
    const sentences = topics.flatMap((topic) => topic.sentences);
    assert.ok(sentences.length >= 150, `${sentences.length} sentences`);
    assert.equal(new Set(sentences).size, sentences.length);
  }
});

test('generated sentences end like sentences, stay short, and many are not in the corpus', () => {
  for (const [language, prompt] of [
    ['zh', '说说天气和茶'],
    ['en', 'weather and tea'],
  ] as const) {
    const known = new Set(CORPUS[language].flatMap((topic) => topic.sentences));
    let fresh = 0;
    for (let seed = 0; seed < 200; seed++) {
      const sentence = new SentenceMaker(language, prompt, seededRandom(seed), 1).next();
      assert.match(sentence, /[。.]$/u, `seed ${seed}`);
      assert.ok(sentence.length < 200, `seed ${seed}`);
      if (!known.has(sentence)) fresh++;
    }
    assert.ok(fresh > 20, `${fresh} of 200 are new in ${language}`);
  }
});
