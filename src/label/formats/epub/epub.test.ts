import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { type Verdict, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { pythonZip, readPythonZip } from '../../testing/python-zip.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { escapeXml } from '../../xml/xml.ts';

const label = sampleLabel();
const text = bareLabelText(label);
const META = `<meta name="AIGC" content="${escapeXml(text)}"/>`;

const container = (paths: readonly string[]): string =>
  `<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>${paths
    .map((path) => `<rootfile full-path="${path}" media-type="application/oebps-package+xml"/>`)
    .join('')}</rootfiles></container>`;
const opf = (content: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n  <dc:title>甲</dc:title>${content}</metadata><spine/></package>`;

const entries = (content = '', others: readonly (readonly [string, string])[] = []) => [
  ['mimetype', 'application/epub+zip'] as const,
  [
    'META-INF/container.xml',
    container(['OEBPS/a.opf', ...others.map(([name]) => name).filter((name) => name.endsWith('.opf'))]),
  ] as const,
  ['OEBPS/a.opf', opf(content)] as const,
  ['OEBPS/1.xhtml', `<html>${'正文'.repeat(200)}</html>`] as const,
  ...others,
];
const book = (content?: string, others?: readonly (readonly [string, string])[]): Uint8Array =>
  pythonZip(entries(content, others));

const write = async (bytes: Uint8Array): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), label));
const verify = async (bytes: Uint8Array, name: string | null = null): Promise<Verdict> =>
  await verifyFile(bytesSource(bytes), name);

test('a label is the last entry of the metadata, and all else of the book stays', async () => {
  const before = book();
  const labelled = await write(before);
  const expected = entries().map(([name, content]) => [name, name === 'OEBPS/a.opf' ? opf(META) : content]);
  assert.deepEqual(readPythonZip(labelled).entries, expected);
  // Readers tell a book by its first bytes, which stay.
  assert.deepEqual(labelled.slice(0, 58), Uint8Array.from(before.subarray(0, 58)));
  const verdict = await verify(labelled);
  assert.deepEqual([verdict.kind, verdict.format], ['conformant', 'epub']);
  assert.deepEqual(await write(labelled), labelled);
});

test('a label of before goes, in every package document of the book', async () => {
  const other = opf(`<meta property="x:AIGC">${escapeXml(text)}</meta><meta property="x:other">1</meta>`);
  const before = book(`${META}<meta name="cover" content="c"/>`, [['b.opf', other]]);
  const verdict = await verify(before);
  assert.ok(verdict.kind === 'non-conformant' && verdict.findings.some(({ code }) => code === 'count'));
  const texts = new Map(readPythonZip(await write(before)).entries);
  assert.equal(texts.get('OEBPS/a.opf'), opf(`<meta name="cover" content="c"/>${META}`));
  assert.equal(texts.get('b.opf'), opf('<meta property="x:other">1</meta>'));
});

test('prefixes of its own and other places are met', async () => {
  const prefixed = opf('')
    .replaceAll(/(<\/?)(package|metadata|spine)/g, '$1o:$2')
    .replace('xmlns=', 'xmlns:o=');
  const parts = entries().map(([name, content]) => [name, name === 'OEBPS/a.opf' ? prefixed : content] as const);
  const texts = new Map(readPythonZip(await write(pythonZip(parts))).entries);
  assert.match(texts.get('OEBPS/a.opf') ?? '', /<o:meta name="AIGC" [^>]*\/><\/o:metadata>/);
  assert.equal((await verify(book(`<meta name="aigc" content="${escapeXml(text)}"/>`))).kind, 'misplaced');
  assert.equal((await verify(book('<meta name="aigc" content="yes"/>'))).kind, 'none');
  assert.equal((await verify(book('<meta name="AIGC" content="yes"/>'))).kind, 'misplaced');
});

test('signed and broken books are refused with their reason', async () => {
  await assert.rejects(write(book('', [['META-INF/signatures.xml', '<signatures/>']])), /signed/);
  const whole = book();
  assert.equal((await verify(whole.subarray(0, -9))).kind, 'unreadable');
  const without = entries().filter(([name]) => name !== 'OEBPS/a.opf');
  assert.equal((await verify(pythonZip(without))).kind, 'unreadable');
  const unordered = entries().toReversed();
  assert.equal((await verify(pythonZip(unordered), 'a.epub')).kind, 'none');
});

test('mutations neither crash nor are written wrongly', async () => {
  await fuzzFile(await write(book('<meta name="cover" content="c"/>')), null, seededRandom(7));
});
