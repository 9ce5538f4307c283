import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pinyin } from 'pinyin-pro';

const OUTPUT = new URL('../src/screening/fold-sounds.ts', import.meta.url);
const FIRST_CHARACTER = 0x4e00;
const LAST_CHARACTER = 0x9fa5;
/** Readings beside the first one that are kept, for characters in daily use. */
const OTHERS_MAX = 2;
const SYLLABLE = /^[a-z]{1,6}$/;
const LINE_UNITS = 110;

/** The readings of a character without tones, the usual one first; `v` stands for ü. */
function readSounds(character: string): string[] {
  const sounds = pinyin(character, { toneType: 'none', type: 'array', multiple: true });
  return [...new Set(sounds.map((sound) => sound.replaceAll('ü', 'v')))].filter((sound) => SYLLABLE.test(sound));
}

/** The 6,763 characters of GB 2312. */
export function readDailyCharacters(): ReadonlySet<string> {
  const decoder = new TextDecoder('gb18030');
  const characters = new Set<string>();
  for (let high = 0xb0; high <= 0xf7; high += 1) {
    for (let low = 0xa1; low <= 0xfe; low += 1) {
      const character = decoder.decode(Uint8Array.of(high, low));
      if (/^[\u4e00-\u9fa5]$/.test(character)) characters.add(character);
    }
  }
  return characters;
}

/** The source text of `src/screening/fold-sounds.ts`. */
export function renderSounds(): string {
  const daily = readDailyCharacters();
  const first = new Map<string, string>();
  const others = new Map<string, string>();
  for (let unit = FIRST_CHARACTER; unit <= LAST_CHARACTER; unit += 1) {
    const character = String.fromCharCode(unit);
    const [usual, ...rest] = readSounds(character);
    if (usual === undefined) continue;
    first.set(usual, (first.get(usual) ?? '') + character);
    if (!daily.has(character)) continue;
    for (const sound of rest.slice(0, OTHERS_MAX)) others.set(sound, (others.get(sound) ?? '') + character);
  }
  return [
    '// Made by scripts/generate-sounds.ts; do not edit.',
    '// Derived from the dictionary of pinyin-pro (MIT).',
    '',
    '/** A syllable without its tone, then the characters that are usually read so; `v` stands for ü. */',
    ...renderTable('FIRST_SOUNDS', first),
    '',
    '/** Further readings of characters in daily use. */',
    ...renderTable('OTHER_SOUNDS', others),
    '',
  ].join('\n');
}

function renderTable(name: string, sounds: ReadonlyMap<string, string>): string[] {
  const text = [...sounds]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map((entry) => entry.join(''))
    .join('');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE_UNITS) lines.push(`  '${text.slice(at, at + LINE_UNITS)}',`);
  return [`export const ${name}: string = [`, ...lines, "].join('');"];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = renderSounds();
  const before = await readFile(OUTPUT, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  if (text !== before) await writeFile(OUTPUT, text);
  process.stdout.write(`${fileURLToPath(OUTPUT)}: ${text === before ? 'up to date' : 'written'}\n`);
}
