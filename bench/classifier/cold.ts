import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../../src/app/classifier/read-csv.ts';
import type { Example } from '../../src/screening/index.ts';

/** Topics of COLDataset and the risk each is nearest to; its "race" holds remarks about nations and foreigners as well. */
const RISK_OF_TOPIC: Readonly<Record<string, string>> = { race: 'A.2.a', region: 'A.2.d', gender: 'A.2.e' };
export const SPLITS = ['train', 'dev', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** One split of COLDataset as its repository holds it. */
export function readCold(folder: string, split: Split): Example[] {
  const [head, ...rows] = readCsv(readFileSync(join(folder, `${split}.csv`), 'utf8'));
  const [topic, label, text] = ['topic', 'label', 'TEXT'].map((name) => head?.fields.indexOf(name) ?? -1);
  return rows.map(({ line, fields }) => {
    const risk = RISK_OF_TOPIC[fields[topic ?? -1] ?? ''];
    const said = fields[label ?? -1];
    if (risk === undefined || (said !== '0' && said !== '1'))
      throw new Error(`${split}.csv, line ${line}: not as expected`);
    return { text: fields[text ?? -1] ?? '', risk: said === '1' ? risk : null };
  });
}

/** Writes the splits as the JSON lines that `hegui classifier` takes. */
export function prepareCold(folder: string, out: string): string[] {
  return SPLITS.map((split) => {
    const file = join(out, `${split}.jsonl`);
    const lines = readCold(folder, split).map(({ text, risk }) => JSON.stringify({ text, label: risk ?? 'none' }));
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  });
}

if (import.meta.main) {
  const [folder, out] = process.argv.slice(2);
  if (folder === undefined || out === undefined) {
    process.stderr.write('usage: cold.ts FOLDER_OF_CSV FOLDER_FOR_JSONL\n');
    process.exit(2);
  }
  process.stdout.write(`${prepareCold(folder, out).join('\n')}\n`);
}
