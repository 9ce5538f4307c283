import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { compileScreen, composeStreams, type ScreenStream } from '../index.ts';
import { EXACT } from '../testing/cases.ts';
import { checkProperty, cut, readPieces } from '../testing/check-stream.ts';
import {
  compilePersonalInformation,
  maskValue,
  PERSONAL_INFORMATION_KINDS,
  type PersonalInformationHit,
  type PersonalInformationKind,
  type PersonalInformationPolicy,
} from './index.ts';
import { placesByFirst } from './places.ts';
import { CASES } from './testing/cases.ts';

const RUNS = 400;

// Values, their beginnings and ends, the words around them, and what lies between: everything meets everything.
const values = CASES.flatMap(({ hits }) => hits.map(([, value]) => value));
const fragment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...values) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...values), fc.nat(20), fc.nat(20))
      .map(([value, from, count]) => value.slice(from, from + count)),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      '电话',
      '身份证号：',
      '护照',
      '订单号',
      '微信号：',
      'QQ',
      '姓名：',
      '地址: ',
      '卡号',
      '版本',
      'IP',
    ),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      ' ',
      '-',
      '.',
      '，',
      '。',
      '@',
      ':',
      '元',
      '的',
      '\n',
      '\u200b',
      '+',
      '路',
      '8号',
      '😀',
      '\ud835',
    ),
  },
);
const text = fc.array(fragment, { maxLength: 9 }).map((parts) => parts.join(''));
const lengths = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 80 });
const actions = fc.dictionary(
  fc.constantFrom(...PERSONAL_INFORMATION_KINDS),
  fc.constantFrom('off' as const, 'flag' as const, 'mask' as const),
) satisfies fc.Arbitrary<PersonalInformationPolicy['actions']>;
const allOf = (action: 'mask' | 'flag' | 'block'): PersonalInformationPolicy => ({
  actions: Object.fromEntries(PERSONAL_INFORMATION_KINDS.map((kind) => [kind, action])),
});

const check = <T>(t: TestContext, property: fc.IPropertyWithHooks<T>, numRuns = RUNS): void =>
  checkProperty(t, property, numRuns);

function run(stream: ScreenStream, pieces: readonly string[]) {
  const { released, hits, cut: isCut } = readPieces(stream, pieces);
  return { released, hits: hits.map(({ start, end, tag }) => ({ start, end, tag })), isCut };
}

/** What must come out, worked out from the scan of the whole text. */
function expected(policy: PersonalInformationPolicy, whole: string) {
  const all = compilePersonalInformation(policy).scan(whole);
  const block = all.findIndex(({ action }) => action === 'block');
  const hits = block < 0 ? all : all.slice(0, block + 1);
  let released = '';
  let at = 0;
  for (const hit of hits) {
    released += whole.slice(at, hit.start) + shownOf(hit, whole);
    at = hit.end;
  }
  if (block < 0) released += whole.slice(at);
  return { released, hits: hits.map(({ start, end, tag }) => ({ start, end, tag })), isCut: block >= 0 };
}

function shownOf({ action, kind, start, end }: PersonalInformationHit, whole: string): string {
  if (action === 'block') return '';
  return action === 'mask' ? maskValue(kind, whole.slice(start, end)) : whole.slice(start, end);
}

it('a stream finds, masks and releases what the whole text says, however it is cut', (t) => {
  check(
    t,
    fc.property(text, lengths, actions, (whole, sizes, some) => {
      assert.deepEqual(
        run(compilePersonalInformation({ actions: some }).open(), cut(whole, sizes)),
        expected({ actions: some }, whole),
      );
    }),
  );
});

it('the same with every kind masked, and with every kind blocking', (t) => {
  check(
    t,
    fc.property(text, lengths, fc.constantFrom('mask' as const, 'block' as const), (whole, sizes, action) => {
      const policy = allOf(action);
      assert.deepEqual(run(compilePersonalInformation(policy).open(), cut(whole, sizes)), expected(policy, whole));
    }),
  );
});

it('every way of cutting a short text gives the same', () => {
  const short = [
    'QQ：12345，a@b.cn',
    '一三八零零一三八零零零',
    '姓名：张三，京A12345',
    '电话010-62345678',
    '1.2.3.40 a::1:2',
  ];
  for (const whole of short) {
    const policy = allOf('mask');
    const due = expected(policy, whole);
    const screen = compilePersonalInformation(policy);
    const joints = Math.min(whole.length - 1, 9);
    for (let bits = 0; bits < 2 ** joints; bits += 1) {
      const pieces: string[] = [];
      let from = 0;
      for (let joint = 0; joint < joints; joint += 1) {
        if (((bits >> joint) & 1) === 0) continue;
        pieces.push(whole.slice(from, joint + 1));
        from = joint + 1;
      }
      assert.deepEqual(run(screen.open(), [...pieces, whole.slice(from)]), due);
    }
  }
});

/** Ways in which what is held may go on; among them one that makes it a value, if the hold is right. */
function* continuations(held: string): Generator<string> {
  for (const value of values) {
    for (let from = 0; from <= value.length; from += 1) yield value.slice(from);
  }
  for (const digit of '0123456789')
    for (let count = 0; count < 20; count += 1) for (const last of '0123456789X') yield digit.repeat(count) + last;
  for (const tail of [
    '@b.cn',
    'b@b.cn',
    '.b.cn',
    'bcn',
    'cn',
    'n',
    '路1号',
    '1路1号',
    '街1号1',
    '区1路1号',
    '1号',
    '号',
    '.1.1.1',
    '.21.1.1',
    '1.21.1.1',
    '::1:1',
    ':1::1',
    '1',
    '1:1:1',
    ':1:1',
  ])
    yield tail;
  // A date of birth that fits, then a check digit that does.
  for (const date of ['19900101', '20010111', '1111']) {
    for (let from = 0; from < date.length; from += 1) {
      for (const region of ['', '1', '11', '111', '1111', '11111']) {
        for (const order of ['', '1', '11', '111'])
          for (const last of '0123456789X') yield `${region}${date.slice(from)}${order}${last}`;
      }
    }
  }
  for (const place of placesByFirst.get(held.charAt(0)) ?? []) yield `${place.slice(held.length)}市一区一路1号`;
}

const SIMPLE: readonly PersonalInformationKind[] = [
  'mobile',
  'email',
  'vehicle-plate',
  'resident-id',
  'address',
  'qq',
  'wechat',
  'name',
  'passport',
];

it('what is held could still become a value', (t) => {
  const simple = SIMPLE.flatMap((kind) =>
    CASES.flatMap(({ text: one, hits }) => (hits.some(([found]) => found === kind) ? [one] : [])),
  );
  check(
    t,
    fc.property(fc.constantFrom(...simple), fc.nat(40), fc.constantFrom('', '，', '今天'), (one, count, before) => {
      const whole = `${before}${one.slice(0, count)}`;
      const policy: PersonalInformationPolicy = { actions: Object.fromEntries(SIMPLE.map((kind) => [kind, 'mask'])) };
      const screen = compilePersonalInformation(policy);
      const stream = screen.open();
      stream.push(whole);
      const from = whole.length - stream.heldChars;
      if (stream.heldChars === 0) return;
      for (const tail of continuations(whole.slice(from))) {
        for (const stop of ['。', ''])
          if (screen.scan(`${whole}${tail}${stop}`).some(({ start }) => start === from)) return;
      }
      assert.fail(`${JSON.stringify(whole.slice(from))} is held after ${JSON.stringify(whole.slice(0, from))}`);
    }),
    120,
  );
});

it('what is held is bounded', (t) => {
  check(
    t,
    fc.property(text, (whole) => {
      const stream = compilePersonalInformation(allOf('mask')).open();
      for (const unit of whole.repeat(4).split('')) {
        stream.push(unit);
        assert.ok(stream.heldChars <= 330, `${stream.heldChars}`);
      }
    }),
    60,
  );
});

it('behind a screen of terms, offsets are those of the text that came in', (t) => {
  const terms = compileScreen([
    {
      folding: EXACT,
      terms: [
        { text: '😀', tag: 0, action: 'replace' },
        { text: '禁词甲', tag: 1, action: 'block' },
        { text: '电话', tag: 2, action: 'flag' },
      ],
    },
  ]);
  const mixed = fc
    .array(fc.oneof(fragment, fc.constantFrom('😀', '😀😀', '禁词', '禁词甲')), { maxLength: 9 })
    .map((parts) => parts.join(''));
  check(
    t,
    fc.property(mixed, lengths, (whole, sizes) => {
      const screen = compilePersonalInformation(allOf('mask'));
      const pieces = cut(whole, sizes);
      const both = run(composeStreams(terms.open({ mask: '■' }), screen.open()), pieces);
      const one = run(composeStreams(terms.open({ mask: '■' }), screen.open()), [whole]);
      assert.deepEqual(both, one);
      // The first alone gives what the second reads; a pair that it masked is two units long in the text that came in.
      const first = run(terms.open({ mask: '■' }), [whole]);
      const back = (offset: number): number => offsetBefore(whole, first.released, offset);
      const second = screen
        .scan(first.released)
        .map(({ start, end, tag }) => ({ start: back(start), end: back(end), tag }));
      const found = both.hits.filter(({ tag }) => tag < 0);
      assert.deepEqual(found, first.isCut ? second.slice(0, found.length) : second);
      if (!first.isCut) assert.equal(both.released, expected(allOf('mask'), first.released).released);
    }),
  );
});

/** The offset in `came` of the character at an offset of `released`, which has as many characters. */
function offsetBefore(came: string, released: string, offset: number): number {
  const characters = [...released.slice(0, offset)].length;
  return [...came.toWellFormed()].slice(0, characters).join('').length;
}
