import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HOUBB, houbbClassPath, npmRivals } from './material.ts';

/** Where a hit starts and ends (exclusive); a rival without offsets names the whole text. */
export type Span = readonly [start: number, end: number];

export interface Engine {
  readonly name: string;
  /** The hits in each text. */
  readonly findAll: (terms: readonly string[], texts: readonly string[]) => Span[][];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function construct(made: unknown, ...args: unknown[]): Record<string, unknown> {
  if (typeof made !== 'function') throw new Error('a rival exports no class');
  const instance: unknown = Reflect.construct(made, args);
  if (!isObject(instance)) throw new Error('a rival made no object');
  return instance;
}

function call(target: Record<string, unknown>, method: string, ...args: unknown[]): unknown {
  const found = Reflect.get(target, method);
  if (typeof found !== 'function') throw new Error(`a rival has no ${method}`);
  return Reflect.apply(found, target, args);
}

const member = (value: unknown, name: string): unknown =>
  isObject(value) || typeof value === 'function' ? Reflect.get(value, name) : undefined;
const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The engines of npm and Maven, each with all that it offers switched on. */
export async function loadRivals(): Promise<Engine[]> {
  const folder = npmRivals();
  const require = createRequire(join(folder, 'package.json'));
  const fastscan: unknown = require('fastscan');
  const mint: unknown = member(require('mint-filter'), 'Mint');
  const aho: unknown = await import(pathToFileURL(require.resolve('@monyone/aho-corasick')).href);
  const engines: Engine[] = [
    { name: 'fastscan', findAll: (terms, texts) => findWithFastscan(fastscan, terms, texts) },
    { name: 'mint-filter', findAll: (terms, texts) => findWithMint(mint, terms, texts) },
    { name: '@monyone/aho-corasick', findAll: (terms, texts) => findWithAho(aho, terms, texts) },
  ];
  const classPath = houbbClassPath();
  if (classPath === null) return engines;
  return [{ name: `houbb ${HOUBB}`, findAll: (terms, texts) => findWithHoubb(classPath, terms, texts) }, ...engines];
}

function findWithFastscan(made: unknown, terms: readonly string[], texts: readonly string[]): Span[][] {
  const scanner = construct(member(made, 'default') ?? made, [...terms]);
  return texts.map((text) =>
    items(call(scanner, 'search', text)).map((hit): Span => {
      const [start, word] = items(hit);
      return [Number(start), Number(start) + String(word).length];
    }),
  );
}

function findWithMint(made: unknown, terms: readonly string[], texts: readonly string[]): Span[][] {
  const mint = construct(made, [...terms]);
  return texts.map((text) => items(member(call(mint, 'filter', text), 'words')).map((): Span => [0, text.length]));
}

function findWithAho(module: unknown, terms: readonly string[], texts: readonly string[]): Span[][] {
  const scanner = construct(member(module, 'AhoCorasick'), [...terms]);
  return texts.map((text) =>
    items(call(scanner, 'matchInText', text)).map(
      (hit): Span => [Number(member(hit, 'begin')), Number(member(hit, 'end'))],
    ),
  );
}

function findWithHoubb(classPath: string, terms: readonly string[], texts: readonly string[]): Span[][] {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-houbb-'));
  try {
    const [termsFile, textsFile, outFile] = ['terms.txt', 'texts.txt', 'out.txt'].map((name) => join(folder, name));
    writeFileSync(termsFile ?? '', terms.join('\n'));
    writeFileSync(
      textsFile ?? '',
      texts.map((text) => text.replaceAll('\r', '').replaceAll('\n', '\u2424')).join('\n'),
    );
    execFileSync('javac', ['-cp', classPath, '-d', folder, join(import.meta.dirname, 'Houbb.java')]);
    const files = [termsFile ?? '', textsFile ?? '', outFile ?? ''];
    execFileSync('java', ['-cp', `${classPath}:${folder}`, 'Houbb', ...files], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const lines = readFileSync(outFile ?? '', 'utf8').split('\n');
    return texts.map((_, index) =>
      (lines[index] ?? '')
        .split(';')
        .filter((hit) => hit !== '')
        .map((hit): Span => {
          const [start = 0, end = 0] = hit.split(',').map(Number);
          return [start, end];
        }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
