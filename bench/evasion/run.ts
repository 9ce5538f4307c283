/**
 * What share of disguised terms does each engine find, and how often does it cry wolf over real text?
 *
 * 16 kinds of spelling × up to 500 terms, each between two real sentences, and 50,000 real sentences that hold no term.
 * Disguises are made by rules and tables of their own (`disguise.ts`, `material.py`), not by those of the engine.
 *
 * `npm run bench -- evasion [--seed 1]`. Needs python3 with pip; Maven and Java for houbb/sensitive-word.
 */
import { parseArgs } from 'node:util';
import { foldingSchema } from '../../src/contract/index.ts';
import { compileScreen, type Folding, type Screen } from '../../src/screening/index.ts';
import { machineShape, median, table } from '../support/machine.ts';
import { seededRandom } from '../support/random.ts';
import { EVASIONS, type Evasion, type Random, type TermSet } from './disguise.ts';
import { type Material, readMaterial } from './material.ts';
import { type Engine, loadRivals, type Span } from './rivals.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const SEED = Number(values.seed);
const TERMS = 500;
const RUNS = 3;
const COST_UNITS = 2_000_000;
const COSTLY = ['doubled', 'homophone', 'pinyin', 'lookalike', 'split', 'reversed', 'vertical'] as const;
const DEFAULT: Folding = foldingSchema.parse({});
const ALL: Folding = foldingSchema.parse(Object.fromEntries(foldingSchema.keyof().options.map((kind) => [kind, true])));
const ALPHABET: Folding = { ...ALL, ...Object.fromEntries(COSTLY.map((kind) => [kind, false])) };
/** The kind of folding that an evasion asks for, where its name is another. */
const KIND_OF: Readonly<Record<string, string>> = { leet: 'lookalike' };

interface Trial {
  readonly text: string;
  readonly planted: Span;
}

const pickOf = <T>(values: readonly T[], random: Random): T | undefined => values[Math.floor(random() * values.length)];

/** Invented words: nobody's language, so that no sentence holds one. */
function inventWords(count: number, random: Random): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    const syllables = 2 + Math.floor(random() * 3);
    const syllable = (): string =>
      (pickOf([...'bcdfghklmnprstvz'], random) ?? '') + (pickOf([...'aeiou'], random) ?? '');
    words.add(Array.from({ length: syllables }, syllable).join('') + (pickOf([...'lnrstx'], random) ?? ''));
  }
  return [...words];
}

function makeTerms({ terms, others }: Material, random: Random): Record<TermSet, readonly string[]> {
  const digits = others
    .filter((word) => word.length < 5 && !/[〇零一二三四五六七八九]/.test(word))
    .slice(0, TERMS)
    .map((word) => word + String(Math.floor(100 + random() * 99_900)));
  return { hanzi: terms, latin: inventWords(TERMS, random), digits };
}

function makeTrials(evasion: Evasion, terms: readonly string[], material: Material, random: Random): Trial[] {
  return terms.flatMap((term): Trial[] => {
    const disguised = evasion.disguise(term, random, material);
    if (disguised === null) return [];
    const before = pickOf(material.sentences, random) ?? '';
    const after = pickOf(material.sentences, random) ?? '';
    if (evasion.name === 'vertical') return [plantColumn(disguised.split('\n'), before, after, random)];
    return [{ text: before + disguised + after, planted: [before.length, before.length + disguised.length] }];
  });
}

/** A block of lines, the term in one column of it, between two sentences. */
function plantColumn(characters: readonly string[], before: string, after: string, random: Random): Trial {
  const filler = [...`${before}${after}`].filter((one) => /[\u4e00-\u9fa5]/.test(one));
  const column = Math.floor(random() * 3);
  const fill = (count: number): string => Array.from({ length: count }, () => pickOf(filler, random) ?? '字').join('');
  const lines = characters.map((character) => fill(column) + character + fill(Math.floor(random() * 3)));
  const text = `${before}\n\n${lines.join('\n')}\n\n${after}`;
  return { text, planted: [before.length + 2, text.length - after.length - 2] };
}

const screenOf = (folding: Folding, terms: readonly string[]): Screen =>
  compileScreen([{ folding, terms: terms.map((text, tag) => ({ text, tag, action: 'flag' })) }]);

function heguiEngine(name: string, folding: Folding): Engine {
  return {
    name,
    findAll: (terms, texts) => {
      const screen = screenOf(folding, terms);
      return texts.map((text) => screen.scan(text).map(({ start, end }): Span => [start, end]));
    },
  };
}

function recallOf(engine: Engine, terms: readonly string[], trials: readonly Trial[]): string {
  const hits = engine.findAll(
    terms,
    trials.map(({ text }) => text),
  );
  const found = trials.filter(({ planted }, index) =>
    (hits[index] ?? []).some(([start, end]) => start < planted[1] && end > planted[0]),
  );
  return (found.length / Math.max(1, trials.length)).toFixed(3);
}

function reportRecall(rivals: readonly Engine[], sets: Record<TermSet, readonly string[]>, material: Material): void {
  const terms = Object.values(sets).flat();
  const rows = EVASIONS.map((evasion, index) => {
    const trials = makeTrials(evasion, sets[evasion.on], material, seededRandom(SEED * 1_000 + index));
    const kind = KIND_OF[evasion.name] ?? evasion.name;
    const engines = [
      heguiEngine('default', DEFAULT),
      heguiEngine('and the kind', { ...DEFAULT, [kind]: true }),
      heguiEngine('all', ALL),
      ...rivals,
    ];
    return [evasion.name, trials.length, ...engines.map((engine) => recallOf(engine, terms, trials))];
  });
  const head = [
    'kind',
    'texts',
    'Hegui, default set',
    'with the kind',
    'everything on',
    ...rivals.map(({ name }) => name),
  ];
  process.stdout.write(`## Recall, list of ${terms.length} terms\n\n${table(head, rows)}\n\n`);
}

function reportFalseHits(
  rivals: readonly Engine[],
  sets: Record<TermSet, readonly string[]>,
  material: Material,
): void {
  const terms = Object.values(sets).flat();
  const { sentences } = material;
  const units = sentences.reduce((sum, sentence) => sum + sentence.length, 0);
  const perMillion = (engine: Engine, texts: readonly string[]): string => {
    const hits = engine.findAll(terms, texts).reduce((sum, found) => sum + found.length, 0);
    return `${((hits / units) * 1e6).toFixed(1)} (${hits})`;
  };
  const paragraphs: string[] = [];
  for (let from = 0; from < sentences.length; from += 8) paragraphs.push(sentences.slice(from, from + 8).join('\n'));
  const rows = [
    ['Hegui, alphabet only', perMillion(heguiEngine('', ALPHABET), sentences)],
    ['Hegui, default set', perMillion(heguiEngine('', DEFAULT), sentences)],
    ...COSTLY.map((kind) => {
      // Columns exist in several lines only.
      const texts = kind === 'vertical' ? paragraphs : sentences;
      return [`Hegui, alphabet and ${kind}`, perMillion(heguiEngine('', { ...ALPHABET, [kind]: true }), texts)];
    }),
    ['Hegui, everything on', perMillion(heguiEngine('', ALL), paragraphs)],
    ...rivals.map((rival) => [rival.name, perMillion(rival, sentences)]),
  ];
  const title = `## False hits, ${sentences.length} clean sentences, ${(units / 1e6).toFixed(2)} M characters`;
  process.stdout.write(`${title}\n\n${table(['engine', 'a million characters (in all)'], rows)}\n\n`);
}

function memoryMib(): number {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

function reportCost({ others, sentences }: Material): void {
  const text = sentences.join('\n').slice(0, COST_UNITS);
  const settings: readonly (readonly [name: string, folding: Folding])[] = [
    ['alphabet only', ALPHABET],
    ...COSTLY.map((kind) => [`and ${kind}`, { ...ALPHABET, [kind]: true }] as const),
    ['default set', DEFAULT],
    ['everything on', ALL],
  ];
  screenOf(ALL, ['禁词甲']).scan('禁');
  const rows = settings.map(([name, folding]) => {
    const before = memoryMib();
    const started = performance.now();
    const screen = screenOf(folding, others);
    const buildMs = performance.now() - started;
    const memory = memoryMib() - before;
    const times = Array.from({ length: RUNS }, () => {
      const from = performance.now();
      screen.scan(text);
      return performance.now() - from;
    });
    return [name, Math.round(buildMs), memory.toFixed(1), (text.length / median(times) / 1_000).toFixed(1)];
  });
  const head = ['folding', 'build ms', 'MiB', 'M characters/s'];
  process.stdout.write(
    `## Cost, ${others.length} terms, ${(text.length / 1e6).toFixed(1)} M characters\n\n${table(head, rows)}\n`,
  );
}

const material = readMaterial(SEED);
const sets = makeTerms(material, seededRandom(SEED));
const rivals = await loadRivals();
process.stdout.write(`# Evasion\n\n${machineShape()}; seed ${SEED}\n\n`);
reportRecall(rivals, sets, material);
reportFalseHits(rivals, sets, material);
reportCost(material);
