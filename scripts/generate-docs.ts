/** Writes the generated pages of `docs/`; `--check` only compares. A test runs the check. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { KINDS } from '../src/evidence/index.ts';
import { configSchema, ENVIRONMENT, ERRORS } from '../src/kernel/index.ts';
import { LABEL_FORMATS } from '../src/label/index.ts';
import { FORMAT_FACTS } from '../src/label/testing/format-facts.ts';
import { LABEL_CHECKS } from '../src/label/testing/label-checks.ts';
import { MARKED_EXTENSIONS } from '../src/marks/index.ts';
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
    'label-checks.md': labelChecks(),
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
  const rows = LABEL_FORMATS.map(({ id, name, extensions, guide }) => {
    const { place, readers, isBound } = FORMAT_FACTS[id];
    const isMarked = extensions.some((extension) => MARKED_EXTENSIONS.has(extension));
    return [
      name,
      extensions.map((extension) => `\`.${extension}\``).join(' '),
      place === null ? 'beside the file' : `\`${place}\``,
      guide ?? 'Hegui',
      place === null ? '–' : readers.map((reader) => reader.name).join(', ') || 'none known',
      place === null ? '–' : isBound ? 'signed, bound' : 'signed',
      isMarked ? 'yes' : '–',
    ];
  });
  const head = [
    'format',
    'endings',
    'where the label stands',
    'place by',
    'read by others',
    'signature',
    'visible mark',
  ];
  return page(
    'Files that carry a label',
    'src/label/formats and src/label/testing/format-facts.ts',
    'Every row is written, read back, verified and shown by the readers it names in `src/label/testing/format-facts.test.ts`. What is written is read back before it is handed over; what is not the label is copied to the bit. Guides of TC260 are voluntary; what Hegui knows of them is second-hand. Where no guide names a place, Hegui chose one.',
    table(head, rows),
    'Text and CSV have no place for a label: `hegui label write` refuses to change the file, and `--sidecar` puts `FILE.aigc.json` with the hash of the file beside it.',
    'Signed labels are bound to the content where the hash can be checked again ([0021](decisions/0021-signed-labels.md)). Labels go before manifests of C2PA ([0022](decisions/0022-labels-beside-c2pa.md)). Which check of the labelling rules is proven where: [label-checks.md](label-checks.md).',
  );
}

function labelChecks(): string {
  const rows = LABEL_CHECKS.map(({ number, what, proofs, open }) => [
    String(number),
    what,
    [...new Set(proofs.map(([file]) => `\`${file}\``))].join('<br>'),
    open ?? '–',
  ]);
  return page(
    'Checks of labels',
    'src/label/testing/label-checks.ts',
    'What labels in files are held to, and the tests that prove it. A test holds that each proof is there.',
    table(['no.', 'check', 'proven in', 'open'], rows),
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
