import {
  type CorpusScreen,
  compilePersonalInformation,
  compileScreen,
  type Folding,
  PERSONAL_INFORMATION_KINDS,
  type ScreenStream,
  type TermRules,
  type TermSpec,
} from '../../src/screening/index.ts';

/** One way in which texts are read, with the terms it reads for. */
export interface SlowLane {
  readonly name: string;
  readonly terms: readonly string[];
  /** Reads a text and returns how many hits it has. */
  readonly scan: (text: string) => number;
  /** Null where streams do not read so. */
  readonly open: (() => ScreenStream) | null;
}

/** A lane by its name; made when it is its turn, because each takes much memory. */
export type NamedLane = readonly [name: string, make: () => SlowLane];

const FOLDED: Folding = { width: true, case: true, traditional: true, invisible: true, separators: true };
const MASK = '■';
/** Terms that make an automaton's suffix chains and a tree's paths as long as they get. */
const LONG_TERMS = [999, 500, 250].flatMap((length) => ['甲'.repeat(length), ...chains(length)]);
/**
 * The same for what is read in other spellings: no longer than those are looked for. None lies inside another over and over: the
 * list is its owner's, who gets each hit that he asked for.
 */
const SPELT_TERMS = [
  ...[32, 16, 8, 4].flatMap(chains),
  ...['casino', 'illicit', 'wwwvvv', 'oooooo', 'ooooox', 'iiiiiix', `${'木'.repeat(15)}一`, '林林林', '木林森'],
  ...[
    '西安安西先',
    '安西安西安',
    `${'西安'.repeat(15)}先`,
    '一一一一乙',
    '八八八八八',
    '女子好好子',
    `${'好'.repeat(15)}女`,
  ],
];
const SPELLINGS = ['doubled', 'split', 'lookalike', 'homophone', 'pinyin', 'reversed', 'vertical'] as const;

function chains(length: number): string[] {
  return [
    `${'甲'.repeat(length - 1)}乙`,
    `${'甲乙'.repeat(Math.floor(length / 2) - 1)}丙`,
    `${'乙'.repeat(length - 1)}甲`,
  ];
}

/** Every lane there is; `terms` are the list that each of them holds, or makes its rules of. */
export function makeSlowLanes(terms: readonly string[]): NamedLane[] {
  const spelt = [...terms, ...SPELT_TERMS];
  const every: Folding = { ...FOLDED, ...Object.fromEntries(SPELLINGS.map((kind) => [kind, true])) };
  return [
    ['lists', () => listLane([...terms, ...LONG_TERMS])],
    ['personal information', personalInformationLane],
    ...ruleLanes(terms),
    ...SPELLINGS.map((kind): NamedLane => [kind, () => spellingLane(kind, { ...FOLDED, [kind]: true }, spelt)]),
    ['every spelling', () => spellingLane('every spelling', every, spelt)],
  ];
}

const flags = (terms: readonly string[]): TermSpec[] => terms.map((text, tag) => ({ text, tag, action: 'flag' }));

function laneOf(name: string, terms: readonly string[], screen: CorpusScreen): SlowLane {
  return { name, terms, scan: countHits(screen), open: () => screen.open({ mask: MASK }) };
}

/** Hits as numbers, so that what is measured is finding them, not making an object for each. */
function countHits(screen: CorpusScreen): (text: string) => number {
  return (text) => {
    let hits = 0;
    screen.visit(text, (_found, from, to) => {
      hits += (to - from) / 3;
    });
    return hits;
  };
}

function listLane(terms: readonly string[]): SlowLane {
  return laneOf('lists', terms, compileScreen([{ folding: FOLDED, terms: flags(terms) }]));
}

function spellingLane(
  name: (typeof SPELLINGS)[number] | 'every spelling',
  folding: Folding,
  terms: readonly string[],
): SlowLane {
  const lane = laneOf(name, terms, compileScreen([{ folding, terms: flags(terms) }]));
  return name === 'vertical' ? { ...lane, open: null } : lane;
}

function personalInformationLane(): SlowLane {
  const actions = Object.fromEntries(PERSONAL_INFORMATION_KINDS.map((kind) => [kind, 'mask' as const]));
  const screen = compilePersonalInformation({ actions });
  return {
    name: 'personal information',
    terms: [],
    scan: (text) => screen.scan(text).length,
    open: () => screen.open(),
  };
}

/** One term in each has parts that go on for as long as a rule lets them; the others are the list's. */
function ruleLanes(terms: readonly string[]): NamedLane[] {
  const other = (index: number): string => terms[(index * 7 + 1) % terms.length] ?? '';
  const near = (kind: 'requires' | 'excludes') => ({
    rule: (term: string, index: number): TermRules => ({
      context: { kind, within: 64, terms: [other(index), other(index + 1), `${term.slice(1)}甲`] },
    }),
    odd: [
      ['甲', { context: { kind, within: 64, terms: ['丙', `${'甲'.repeat(9)}丁`, '乙乙乙丁'] } }],
      ['甲甲', { context: { kind, within: 0, terms: ['乙'] } }],
      ['一一', { context: { kind, within: 64, terms: [`${'一'.repeat(12)}丁`, '一一丁'] } }],
    ] satisfies [string, TermRules][],
  });
  const kinds: Readonly<
    Record<string, { rule: (term: string, index: number) => TermRules; odd: readonly (readonly [string, TermRules])[] }>
  > = {
    'allow phrases': {
      rule: (term, index) => ({ allow: [`${term}甲`, `${other(index)}${term}`, `${term.slice(0, 1)}${term}${term}`] }),
      odd: [
        ['甲', { allow: ['甲丁', '丙甲丁'] }],
        ['乙', { allow: [`${'甲乙'.repeat(20)}丙`, '乙乙甲'] }],
      ],
    },
    'whole words': {
      rule: () => ({ wholeWord: true }),
      odd: ['a', 'aa', 'ab', '1', '11', 'a1'].map((word) => [word, { wholeWord: true }] as const),
    },
    gaps: {
      rule: () => ({ gap: 32 }),
      odd: [
        ['甲*乙', { gap: 32 }],
        ['甲*甲甲丁', { gap: 32 }],
        ['乙*甲*乙*丙', { gap: 32 }],
      ],
    },
    'required context': near('requires'),
    'excluded context': near('excludes'),
    combinations: {
      rule: (_term, index) => ({ combine: { with: [other(index), other(index + 3)] } }),
      odd: [
        ['甲', { combine: { with: ['乙'] } }],
        ['甲甲', { combine: { with: ['甲', '乙乙'] } }],
        ['a', { combine: { with: ['b', '1'] } }],
      ],
    },
  };
  const gapped = (term: string): string => (term.length < 3 ? term : `${term.slice(0, 2)}*${term.slice(2)}`);
  const specsOf = (name: string): TermSpec[] => {
    const { rule, odd } = kinds[name] ?? { rule: () => ({}), odd: [] };
    const listed = terms.map((term, tag) => ({
      text: name === 'gaps' ? gapped(term) : term,
      tag,
      action: 'flag' as const,
      rules: rule(term, tag),
    }));
    return [...listed, ...odd.map(([text, rules], tag) => ({ text, tag, action: 'flag' as const, rules }))];
  };
  const lane = (name: string, specs: readonly TermSpec[]): SlowLane =>
    laneOf(
      name,
      specs.map(({ text }) => text.replaceAll('*', '')),
      compileScreen([{ folding: FOLDED, terms: specs }]),
    );
  const lanes = Object.keys(kinds).map((name): NamedLane => [name, () => lane(name, specsOf(name))]);
  const all = (): TermSpec[] =>
    Object.keys(kinds).flatMap((name, index, { length }) =>
      specsOf(name).filter((_spec, at) => at >= terms.length || at % length === index),
    );
  return [...lanes, ['every rule', () => lane('every rule', all())]];
}
