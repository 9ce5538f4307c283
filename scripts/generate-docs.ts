/** Writes the generated pages of `docs/`; `--check` only compares. A test runs the check. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { KINDS } from '../src/evidence/index.ts';
import { configSchema, ENVIRONMENT, ERRORS } from '../src/kernel/index.ts';
import { LABEL_FORMATS } from '../src/label/index.ts';
import { lawPages } from './law-pages.ts';

const docs = resolve(import.meta.dirname, '..', 'docs');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const page = (title: string, source: string, ...parts: readonly string[]): string =>
  `# ${title}\n\n<!-- Generated from ${source} by \`npm run docs\`; change that instead. -->\n\n${parts.join('\n\n')}\n`;

/** The generated pages by file name. */
export function generatePages(): Record<string, string> {
  return {
    'errors.md': errors(),
    'evidence.md': evidence(),
    'configuration.md': configuration(),
    'labels.md': labels(),
    ...lawPages(),
  };
}

function errors(): string {
  const rows = Object.entries(ERRORS).map(([code, row]) => [
    `\`${code}\``,
    String(row.status),
    row.retry ? 'yes' : 'no',
    `${row.title.en}<br>${row.title.zh}`,
    `${row.remedy.en}<br>${row.remedy.zh}`,
  ]);
  return page(
    'Errors',
    'src/kernel/errors.ts',
    'A code is never reused.',
    table(['code', 'status', 'retry', 'what happened', 'what to do'], rows),
  );
}

function evidence(): string {
  const rows = Object.entries(KINDS).map(([kind, row]) => {
    const schema: { properties?: Record<string, unknown> } = z.toJSONSchema(row.schema, {
      io: 'input',
      unrepresentable: 'any',
    });
    const members = Object.keys(schema.properties ?? {}).map((name) => `\`${name}\``);
    return [
      `\`${kind}\``,
      row.why.replaceAll('|', '/'),
      row.sensitivity,
      `${row.retentionMonthsMin} months`,
      members.join(' '),
    ];
  });
  return page(
    'Kinds of evidence',
    'src/evidence/catalogue.ts',
    'Every entry is canonical JSON `{v,id,kind,at,data}`; the members below are those of `data`. No entry holds content: `commitment` is a salted hash of content that lies apart, encrypted.',
    table(['kind', 'proves', 'sensitivity', 'kept at least', 'members'], rows),
  );
}

function configuration(): string {
  const defaults: unknown = JSON.parse(JSON.stringify(configSchema.parse({})));
  const rows = Object.entries(ENVIRONMENT).map(([variable, path]) => {
    const value = path.reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
      defaults,
    );
    return [`\`${variable}\``, `\`${path.join('.')}\``, value === undefined ? '–' : `\`${String(value)}\``];
  });
  return page(
    'Configuration',
    'src/kernel/config.ts',
    'Defaults, then the JSON file that `HEGUI_CONFIG` names, then the environment. Unknown keys and unknown `HEGUI_` variables are refused. `HEGUI_NODE` names another Node 24 for the launcher.',
    table(['variable', 'key', 'default'], rows),
    'Times are milliseconds, sizes bytes, `outputCharsMax` UTF-16 units of one answer over all its choices.',
  );
}

function labels(): string {
  const rows = LABEL_FORMATS.map(({ name, extensions, guide }) => [
    name,
    extensions.map((extension) => `\`.${extension}\``).join(' '),
    guide ?? 'no guide names a place; chosen by Hegui, or refused where there is none',
  ]);
  return page(
    'Files that carry a label',
    'src/label/formats',
    'What is written is read back before it is handed over; what is not the label is copied to the bit. Guides of TC260 are voluntary; what Hegui knows of them is second-hand.',
    table(['format', 'endings', 'where the label stands, by'], rows),
    'Of text and CSV, which have no place for a label, `hegui label write` refuses to change the file; `--sidecar` puts `FILE.aigc.json` with the hash of the file beside it.',
  );
}

if (import.meta.main) {
  let isStale = false;
  for (const [name, text] of Object.entries(generatePages())) {
    const path = resolve(docs, name);
    if (process.argv.includes('--check')) isStale ||= readFileSync(path, 'utf8') !== text;
    else writeFileSync(path, text);
  }
  process.exitCode = isStale ? 1 : 0;
}
