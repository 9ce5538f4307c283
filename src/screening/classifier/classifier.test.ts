import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HeguiError } from '../../kernel/errors.ts';
import { bucketsOf } from './features.ts';
import { foldText } from './fold-units.ts';
import {
  type ClassifierModel,
  decodeModel,
  encodeModel,
  evaluateModel,
  findPassages,
  joinPassages,
  openClassifierStream,
  type Passage,
  scoreText,
  trainModel,
} from './index.ts';
import { weightOf } from './model.ts';
import { MARKS, markedExamples } from './testing/marked-examples.ts';

const SEED = 20_261_126;
const ABOUT = { name: 'test', source: 'invented', licence: 'none', bucketBits: 14 };
const training = markedExamples(1_200, SEED);
const model = trainModel(training, ABOUT);
const unseen = markedExamples(400, SEED + 1);
const mark = MARKS['A.2.d']?.[0] ?? '';
const plain = '今天天气很好我们下午去公园散步读书写信听音乐'.repeat(20);

describe('training', () => {
  it('finds what people found in examples it has not seen, and names the risk', () => {
    const figures = evaluateModel(model, unseen);
    assert.ok(figures.accuracy > 0.97 && figures.labelMacroF1 > 0.95, JSON.stringify(figures));
    assert.equal(scoreText(model, `我们下午${mark}散步`)?.risk, 'A.2.d');
  });

  it('gives the same bytes for the same examples and seed, and others for another seed', () => {
    const again = encodeModel(trainModel(training, ABOUT));
    assert.deepEqual(again, encodeModel(model));
    assert.notDeepEqual(encodeModel(trainModel(training, { ...ABOUT, seed: 2 })), again);
  });

  it('learns one risk alone without asking which', () => {
    const one = trainModel(markedExamples(600, SEED, ['A.2.e']), ABOUT);
    assert.deepEqual([one.risks, scoreText(one, `散步${MARKS['A.2.e']?.[0]}读书`)?.shares], [['A.2.e'], [1]]);
  });

  it('keeps finding a risk that is one example in twenty', () => {
    const rare = markedExamples(4_000, SEED).filter(({ risk }, index) => risk === null || index % 19 === 0);
    const figures = evaluateModel(trainModel(rare, ABOUT), unseen, 0.3);
    assert.ok(figures.any.recall > 0.9, JSON.stringify(figures.any));
  });

  it('gives probabilities that hold: among those near p, about a share p was found by people', () => {
    // A third of the marked examples is left unmarked by people, so that nothing certain can be learnt.
    const unsure = markedExamples(3_000, SEED).map((example, index) =>
      index % 3 === 0 ? { ...example, risk: null } : example,
    );
    const unsureModel = trainModel(unsure, ABOUT);
    const fresh = markedExamples(1_500, SEED + 2).map((example, index) =>
      index % 3 === 0 ? { ...example, risk: null } : example,
    );
    const said =
      fresh.reduce((sum, { text }) => sum + (scoreText(unsureModel, text)?.probability ?? 0), 0) / fresh.length;
    const found = fresh.filter(({ risk }) => risk !== null).length / fresh.length;
    assert.ok(Math.abs(said - found) < 0.04, `says ${said}, people found ${found}`);
  });

  it('refuses too few examples and settings out of bounds, naming them', () => {
    const refusal = (name: RegExp) => (error: unknown) =>
      error instanceof HeguiError && error.code === 'E_REQUEST_INVALID' && name.test(error.message);
    assert.throws(() => trainModel(training.slice(0, 30), ABOUT), refusal(/at least 20 of each/));
    assert.throws(
      () =>
        trainModel(
          training.filter(({ risk }) => risk === null),
          ABOUT,
        ),
      refusal(/0 examples with a risk/),
    );
    assert.throws(() => trainModel(training, { ...ABOUT, bucketBits: 30 }), refusal(/bucketBits/));
    assert.throws(() => trainModel(training, { ...ABOUT, hopUnits: 5 }), refusal(/hopUnits/));
    assert.throws(() => trainModel(training, { ...ABOUT, seed: -1 }), refusal(/seed/));
    assert.throws(
      () => trainModel(training, { ...ABOUT, validation: [{ text: '今天天气很好', risk: null }] }),
      refusal(/validation/),
    );
  });
});

describe('scoring', () => {
  it('sees through width, case, script variants and invisible characters', () => {
    const forms = ['Abc違禁標記甲詞讀書', 'ＡＢＣ违禁标记甲词读书', 'a\u200bbc违禁标\ufe0f记甲词读\u{e0041}书'];
    const scores = forms.map((text) => scoreText(model, text)?.probability);
    assert.deepEqual([scores[1], scores[2]], [scores[0], scores[0]]);
    assert.ok((scores[0] ?? 0) > 0.5);
  });

  it('points at the passage of a long text, not at the whole', () => {
    const text = `${plain}${mark}读书${mark}${plain}`;
    const found = joinPassages(findPassages(model, text, 0.8));
    assert.equal(found.length, 1);
    const { start = 0, end = 0, risk } = found[0] ?? {};
    assert.equal(risk, 'A.2.d');
    assert.ok(text.slice(start, end).includes(mark) && end - start < 250, `${start} to ${end}`);
  });

  it('does not judge what is too short to go by', () => {
    for (const text of ['', '好', '今天天', ' \u200b ']) assert.equal(scoreText(model, text), null);
    assert.notEqual(scoreText(model, '今天天气'), null);
  });

  it('joins passages that touch and keeps the likeliest', () => {
    const at = (start: number, end: number, probability: number): Passage => ({
      start,
      end,
      probability,
      risk: `r${start}`,
      shares: [1],
    });
    assert.deepEqual(joinPassages([at(0, 10, 0.6), at(5, 15, 0.9), at(15, 20, 0.7), at(30, 40, 0.8)]), [
      { ...at(5, 20, 0.9), start: 0 },
      at(30, 40, 0.8),
    ]);
  });
});

/** The same rules without any cleverness: every window worked out from its own characters. */
function naivePassages({ parts, risks, hash }: ClassifierModel, text: string, threshold: number): Passage[] {
  const offsets: number[] = [];
  for (let end = 1; end <= text.length; end += 1) {
    if (foldText(text.slice(0, end)).length > offsets.length) offsets.push(end - 1);
  }
  const units = foldText(text);
  const { windowUnits, hopUnits, anyCodes, anyScale } = parts;
  const passages: Passage[] = [];
  for (let first = 0; first === 0 || first + windowUnits - hopUnits < units.length; first += hopUnits) {
    const last = Math.min(first + windowUnits, units.length);
    if (last < 4) break;
    // Features count where they end, also those that began before the window.
    const inside = Array.from(bucketsOf(units.slice(Math.max(0, first - 2), last), hash));
    const outside = bucketsOf(units.slice(Math.max(0, first - 2), first), hash).length;
    const counted = inside.slice(outside);
    // Of the two characters before, the features that need a third one still further back are missing.
    const sum = counted.reduce((total, bucket) => total + weightOf(anyCodes[bucket] ?? 0), 0);
    const probability = 1 / (1 + Math.exp(-((anyScale.gain * sum) / Math.sqrt(counted.length) + anyScale.offset)));
    if (probability >= threshold) {
      const shares: number[] = [];
      passages.push({
        start: offsets[first] ?? 0,
        end: (offsets[last - 1] ?? 0) + 1,
        probability,
        risk: risks[0] ?? '',
        shares,
      });
    }
    if (last === units.length) break;
  }
  return passages;
}

const textArbitrary = fc
  .array(
    fc.constantFrom(
      '今天天气很好',
      mark,
      '乙类标语',
      '公园 散步',
      '\u200b',
      '　\n ',
      'Ａb',
      '\u{20000}',
      '\u{e0041}',
      '\ud800',
      '。',
    ),
    { maxLength: 120 },
  )
  .map((parts) => parts.join(''));

describe('streams', () => {
  it('find the same passages however the text is cut', () => {
    fc.assert(
      fc.property(textArbitrary, fc.array(fc.nat(600), { maxLength: 12 }), (text, cuts) => {
        const whole = findPassages(model, text, 0.3);
        const stream = openClassifierStream(model, 0.3);
        const bounds = [
          0,
          ...cuts.map((cut) => Math.min(cut, text.length)).sort((one, other) => one - other),
          text.length,
        ];
        const found = bounds.slice(1).flatMap((bound, index) => stream.push(text.slice(bounds[index], bound)));
        assert.deepEqual([...found, ...stream.end()], whole);
        assert.deepEqual(stream.end(), []);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('agree with the rules stated naively', () => {
    fc.assert(
      fc.property(textArbitrary, (text) => {
        const bare = (passages: readonly Passage[]) =>
          passages.map(({ start, end, probability }) => [start, end, probability]);
        assert.deepEqual(bare(findPassages(model, text, 0)), bare(naivePassages(model, text, 0)));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('know each passage as soon as its window is full, and take nothing after the end', () => {
    const stream = openClassifierStream(model, 0);
    const text = plain.slice(0, 96);
    assert.deepEqual(stream.push(text.slice(0, 95)), []);
    assert.deepEqual(
      stream.push(text.slice(95)).map(({ start, end }) => [start, end]),
      [[0, 96]],
    );
    assert.deepEqual(stream.end(), []);
    assert.throws(() => stream.push('x'), /ended/);
  });
});

describe('the file', () => {
  const bytes = encodeModel(model);

  it('comes back as the same model', () => {
    const back = decodeModel(bytes);
    assert.deepEqual(back.parts, model.parts);
    assert.deepEqual(encodeModel(back), bytes);
  });

  it('is refused when any byte of it is another one, or missing', () => {
    const isUnreadable = (error: unknown): boolean =>
      error instanceof HeguiError && error.code === 'E_INPUT_UNREADABLE';
    for (let at = 0; at < bytes.length; at += 97) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      assert.throws(() => decodeModel(damaged), isUnreadable, `byte ${at}`);
    }
    for (const length of [0, 3, 12, 40, bytes.length - 1]) {
      assert.throws(() => decodeModel(bytes.slice(0, length)), isUnreadable, `${length} bytes`);
    }
  });

  it('is refused when its header says what cannot be', () => {
    const broken = { ...model.parts, risks: ['A.9.z'], riskScales: [], riskCodes: [] };
    const Model = model.constructor;
    assert.throws(() => decodeModel(encodeModel(Reflect.construct(Model, [broken]))), /31 codes/);
    const wide = { ...model.parts, windowUnits: 100_000 };
    assert.throws(() => decodeModel(encodeModel(Reflect.construct(Model, [wide]))), /windowUnits/);
  });
});

describe('evaluation', () => {
  it('counts every example once, and its figures follow from the confusion', () => {
    const { confusion, labels, any, accuracy, curve } = evaluateModel(model, unseen, 0.5);
    assert.equal(
      confusion.flat().reduce((sum, count) => sum + count, 0),
      unseen.length,
    );
    assert.deepEqual(
      labels.map(({ label }) => label),
      ['none', 'A.2.d', 'A.2.e'],
    );
    const passed = confusion[0]?.[0] ?? 0;
    const missed = (confusion[1]?.[0] ?? 0) + (confusion[2]?.[0] ?? 0);
    const risky = unseen.filter(({ risk }) => risk !== null).length;
    assert.equal(accuracy, Math.round(((passed + risky - missed) / unseen.length) * 1e4) / 1e4);
    assert.equal(any.recall, Math.round(((risky - missed) / risky) * 1e4) / 1e4);
    const recalls = curve.map(({ recall }) => recall);
    assert.deepEqual(
      recalls,
      recalls.toSorted((one, other) => other - one),
    );
  });
});
