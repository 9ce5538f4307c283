import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromUtf8, utf8 } from '../../file/bytes.ts';
import { propagateFileLabel, readFileLabels, type Verdict, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { parseYaml } from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';

const label = sampleLabel();
const ENTRY = [
  'AIGC:',
  '  Label: "1"',
  '  ContentProducer: "001191350100M000100Y4310001"',
  '  ProduceID: "exc_test_0001"',
  '  ReservedCode1: ""',
  '  ContentPropagator: "001191350100M000100Y4310001"',
  '  PropagateID: "exc_test_0001"',
  '  ReservedCode2: ""',
  '',
];

const write = async (text: string | Uint8Array, written = label): Promise<Uint8Array> => {
  const source = bytesSource(typeof text === 'string' ? utf8(text) : text);
  return await patchedBytes(source, await writeFileLabel(source, written, 'a.md'));
};
const writeText = async (text: string, written = label): Promise<string> => fromUtf8(await write(text, written));
const verify = async (text: string): Promise<Verdict> => await verifyFile(bytesSource(utf8(text)), 'a.md');
const codesOf = (verdict: Verdict): string[] =>
  'findings' in verdict ? verdict.findings.map(({ severity, code }) => `${severity} ${code}`) : [];
const frontMatter = (...lines: readonly string[]): string => ['---', ...lines, '---', '', '# 标题', ''].join('\n');

test('a text without front matter gets one, and every other byte stays', async () => {
  const text = '# 标题\n\n正文 📄\n';
  const labelled = await writeText(text);
  assert.equal(labelled, `---\n${ENTRY.join('\n')}---\n${text}`);
  assert.deepEqual(parseYaml(ENTRY.join('\n')), label);
});

test('existing front matter, line ends and byte order mark stay to the byte', async () => {
  const matter = 'title: "a: b"  # note\r\ntags:\r\n- x\r\n\r\npermalink: /x/\r\n';
  const text = `\ufeff---\r\n${matter}---\r\nbody\r\n`;
  const labelled = await writeText(text);
  assert.equal(labelled, `\ufeff---\r\n${ENTRY.join('\r\n')}${matter}---\r\nbody\r\n`);
});

test('a second writing gives the same bytes, and one of another label replaces the first wherever it stands', async () => {
  const first = await writeText(frontMatter('title: x'), sampleLabel('first'));
  assert.equal(await writeText(first, sampleLabel('first')), first);
  assert.equal(await writeText(first), await writeText(frontMatter('title: x')));
  const inside = frontMatter('title: x', ...ENTRY.slice(0, -1), 'draft: true');
  assert.equal(await writeText(inside), frontMatter(...ENTRY.slice(0, -1), 'title: x', 'draft: true'));
});

test('a line across the page at the head is no front matter', async () => {
  const text = '---\nonly prose\n\n---\nmore\n';
  assert.equal(await writeText(text), `---\n${ENTRY.join('\n')}---\n${text}`);
  assert.equal(await writeText('---\nno end'), `---\n${ENTRY.join('\n')}---\n---\nno end`);
});

test('front matter that no entry can be added to is refused, not broken', async () => {
  for (const text of ['+++\ntitle = "x"\n+++\n', '---\n{title: x}\n---\n', '---\n- x\n---\n', '---\n  title: x\n---\n'])
    await assert.rejects(write(text), { code: 'E_FILE_UNSUPPORTED' }, text);
});

test('a text in GB 18030 stays in it', async () => {
  const text = Uint8Array.of(0x23, 0x20, 0xc4, 0xe3, 0xba, 0xc3, 0x0a);
  const labelled = await write(text);
  assert.deepEqual(labelled.slice(-text.length), text);
  const verdict = await verifyFile(bytesSource(labelled), 'a.md');
  assert.equal(verdict.kind, 'conformant');
  assert.equal((await verifyFile(bytesSource(Uint8Array.of(0xff, 0xfe, 0x80, 0xff)), 'a.md')).kind, 'unreadable');
});

const M = label.AIGC;
const members = (values: Readonly<Record<string, string>>, quote = '"'): string[] =>
  Object.entries(values).map(([name, value]) => `    ${name}: ${quote}${value}${quote}`);

const CONFORMANT: readonly (readonly [title: string, text: string])[] = [
  ['quoted members', frontMatter('AIGC:', ...members(M))],
  ['single quotes', frontMatter('AIGC:', ...members(M, "'"))],
  [
    'plain members but Label',
    frontMatter(
      'AIGC:',
      '  Label: "1"',
      '  ContentProducer: 00119113MA01',
      '  ProduceID: ab12_cd34',
      '  ReservedCode1: "x"',
      '  ContentPropagator: 00119113MA01',
      '  PropagateID: ab12_cd34',
      '  ReservedCode2: "x"',
    ),
  ],
  ['one line in braces', frontMatter(`AIGC: ${bareLabelText(label)}`, 'title: x')],
  ['braces over lines', frontMatter('AIGC: {', ...members(M).map((line) => `${line},`), '}', 'title: x')],
  [
    'security data as text in single quotes',
    frontMatter('AIGC:', ...members({ ...M, ReservedCode1: '' }), `    # note`).replace(
      'ReservedCode1: ""',
      `ReservedCode1: '{"SecurityData":{"Type":"TC260PG","Version":1}}'`,
    ),
  ],
];
for (const [title, text] of CONFORMANT) {
  test(`read as a label: ${title}`, async () => {
    const verdict = await verify(text);
    assert.equal(verdict.kind, 'conformant', JSON.stringify(verdict));
  });
}

const sorted = Object.fromEntries(Object.entries(M).sort(([one], [other]) => (one < other ? -1 : 1)));
const WITH_FINDINGS: readonly (readonly [title: string, text: string, kind: Verdict['kind'], finding: string])[] = [
  ['members in another order', frontMatter('AIGC:', ...members(sorted)), 'conformant', 'warning order'],
  ['a string of JSON', frontMatter(`AIGC: '${bareLabelText(label)}'`), 'non-conformant', 'error escaped'],
  [
    'undefined ids',
    frontMatter('AIGC:', ...members({ ...M, ReservedCode1: 'undefined', ReservedCode2: 'undefined' })),
    'conformant',
    '',
  ],
  ['a Label that is none', frontMatter('AIGC:', ...members({ ...M, Label: 'AIGC' })), 'non-conformant', 'error label'],
  [
    'a number without quotes',
    frontMatter('AIGC:', ...members({ ...M, ProduceID: '#' })).replace('"#"', '304502205519e12'),
    'non-conformant',
    'error type',
  ],
  [
    'a misspelt key',
    frontMatter('AIGC:', ...members(M)).replace('ContentPropagator', 'ContentPropagate'),
    'non-conformant',
    'error misspelt',
  ],
  [
    'spaces in the producer',
    frontMatter('AIGC:', ...members({ ...M, ContentProducer: 'Some Agent AI' })),
    'non-conformant',
    'error characters',
  ],
  ['twice', frontMatter('AIGC:', ...members(M), 'x: 1', 'AIGC:', ...members(M)), 'non-conformant', 'error count'],
  ['lower case', frontMatter('aigc:', ...members(M)), 'misplaced', 'error place'],
  ['a value that is none', frontMatter('AIGC: yes it is'), 'misplaced', 'error value'],
  ['an anchor', frontMatter('AIGC: &a', ...members(M)), 'misplaced', 'error value'],
  ['no fences at the head', `${ENTRY.join('\n')}\n# 标题\n`, 'misplaced', 'error place'],
  ['no fences at the end', `# 标题\n\n${ENTRY.join('\n')}\n`, 'misplaced', 'error place'],
  ['fences at the end', `# 标题\n\n---\n${ENTRY.join('\n')}---\n`, 'misplaced', 'error place'],
];
for (const [title, text, kind, finding] of WITH_FINDINGS) {
  test(`judged: ${title}`, async () => {
    const verdict = await verify(text);
    assert.equal(verdict.kind, kind, JSON.stringify(verdict));
    if (finding !== '') assert.ok(codesOf(verdict).includes(finding), codesOf(verdict).join());
    const labelled = await writeText(text);
    assert.equal((await verify(labelled)).kind, 'conformant');
    assert.equal(labelled.split('ContentProducer').length, 2);
    assert.equal(labelled.includes('# 标题'), true);
  });
}

test('what a text says about labels, in a code block or as prose, is its content', async () => {
  const text = `AIGC: 说明\n\n\`\`\`yaml\n${ENTRY.join('\n')}\`\`\`\n`;
  assert.equal((await verify(text)).kind, 'none');
  assert.equal((await verify(frontMatter('aigc: true'))).kind, 'none');
  assert.ok((await writeText(text)).endsWith(text));
});

test('a propagator is written beside what the producer wrote', async () => {
  const source = bytesSource(utf8(frontMatter(...ENTRY.slice(0, -1))));
  const patch = await propagateFileLabel(source, { contentPropagator: 'platform', propagateId: '7' }, 'a.md');
  const { carriers } = await readFileLabels(bytesSource(await patchedBytes(source, patch)), 'a.md');
  assert.deepEqual(carriers[0]?.value?.members, { ...M, ContentPropagator: 'platform', PropagateID: '7' });
});

test('without a name, only a text with front matter is Markdown', async () => {
  assert.equal((await verifyFile(bytesSource(utf8(frontMatter(...ENTRY.slice(0, -1)))))).kind, 'conformant');
  const long = concat(utf8(`---\ntitle: x\n`), utf8('# x\n'.repeat(300_000)));
  assert.deepEqual((await verifyFile(bytesSource(long), 'a.md')).kind, 'unreadable');
});

test('mutations neither crash nor are written wrongly', async () => {
  const random = seededRandom(2);
  await fuzzFile(utf8(frontMatter('title: x', ...ENTRY.slice(0, -1), 'tags: [a, b]')), 'a.md', random);
  await fuzzFile(utf8(`# 标题\n\n---\n${ENTRY.join('\n')}---\n`), 'a.md', random);
  await fuzzFile(utf8(CONFORMANT[4]?.[1] ?? ''), 'a.md', random);
});
