import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { fromUtf8, utf8 } from '../../file/bytes.ts';
import { type Verdict, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { exiftool, parseHtmlMeta } from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { escapeXml } from '../../xml/xml.ts';

const label = sampleLabel();
const text = bareLabelText(label);
const TAG = `<meta name="AIGC" content="${escapeXml(text)}"/>`;

const write = async (page: string | Uint8Array, written = label): Promise<Uint8Array> => {
  const source = bytesSource(typeof page === 'string' ? utf8(page) : page);
  return await patchedBytes(source, await writeFileLabel(source, written, 'a.html'));
};
const writeText = async (page: string): Promise<string> => fromUtf8(await write(page));
const verify = async (page: string, name: string | null = 'a.html'): Promise<Verdict> =>
  await verifyFile(bytesSource(utf8(page)), name);

const PLACES: readonly (readonly [title: string, before: string, after: string])[] = [
  [
    'behind the encoding',
    '<!DOCTYPE html>\n<html><head><title>x</title><meta charset="utf-8">',
    '\n</head><body>甲</body></html>',
  ],
  ['behind an encoding of old', "<html><head><META HTTP-EQUIV='Content-Type' content=text/html>", '</head></html>'],
  [
    'at the start of the head',
    '<!DOCTYPE html><html lang=zh><head class="a>b">',
    '<script>"<head>"</script></head><body><p></body></html>',
  ],
  ['without a head', '<!DOCTYPE html>\n<html>', '<body>x</body></html>'],
  ['without any frame', '\ufeff', '<p>x</p>'],
  ['behind declarations', '<?xml version="1.0"?>\n<!DOCTYPE html>', '\n<!-- <head> --><p>x</p>'],
];
for (const [title, before, after] of PLACES) {
  test(`a label is put ${title}, and all else stays to the byte`, async () => {
    const labelled = await writeText(before + after);
    assert.equal(labelled, `${before}${TAG}${after}`);
    assert.equal((await verify(labelled)).kind, 'conformant');
    assert.equal(await writeText(labelled), labelled);
    assert.deepEqual(parseHtmlMeta(utf8(labelled), 'AIGC'), [text]);
  });
}

test('ExifTool shows the label of a page', async () => {
  const seen = exiftool(await write(`${PLACES[0]?.[1]}${PLACES[0]?.[2]}`), 'a.html');
  assert.equal(Object.entries(seen).find(([name]) => /aigc$/i.test(name))?.[1], text);
});

test('a page in GB 18030 stays in it', async () => {
  const page = Buffer.concat([Buffer.from('<html><head></head><body>'), Buffer.from([0xc4, 0xe3, 0xba, 0xc3])]);
  const labelled = await write(page);
  assert.deepEqual(labelled.slice(-4), Uint8Array.from(page.subarray(-4)));
  assert.equal((await verifyFile(bytesSource(labelled), 'a.html')).kind, 'conformant');
});

const VERDICTS: readonly (readonly [page: string, kind: Verdict['kind']])[] = [
  [`<head><meta name=AIGC content='${text}'></head>`, 'conformant'],
  [`<head><meta content="${escapeXml(text)}" NAME="AIGC"></head>`, 'conformant'],
  [`<title>x</title><meta name="AIGC" content='${text}'><p>`, 'conformant'],
  [`<head><meta name="AIGC" content='{"AIGC":${text}}'></head>`, 'non-conformant'],
  [`<head>${TAG}${TAG}</head>`, 'non-conformant'],
  [`<head>${TAG}</head><body>${TAG}`, 'non-conformant'],
  [`<head></head><body>${TAG}`, 'misplaced'],
  [`<head><meta name="aigc" content='${text}'></head>`, 'misplaced'],
  ['<head><meta name="AIGC" content="yes"></head>', 'misplaced'],
  ['<head><meta name="aigc" content="yes"></head>', 'none'],
  [`<head><!-- ${TAG} --><script>'${TAG}'</script></head>`, 'none'],
];
for (const [page, kind] of VERDICTS) {
  test(`judged as ${kind}: ${page.slice(0, 50)}`, async () => {
    assert.equal((await verify(page)).kind, kind);
    assert.deepEqual(parseHtmlMeta(await write(page), 'AIGC'), [text]);
  });
}

test('without a name, a text is a page by its first tag', async () => {
  assert.equal((await verify(`<!-- x -->\n<!doctype HTML>${TAG}`, null)).kind, 'conformant');
  const verdict = await verify('words <html>', null);
  assert.ok(!('format' in verdict && verdict.format === 'html'));
});

test('a page that would be no text any more once a long label has given way is refused', async () => {
  const long = `{&quot;Label&quot;:&quot;1&quot;,&quot;note&quot;:&quot;${'x'.repeat(3_000)}&quot;}`;
  const page = `<head><meta name="aigc" content="${long}"></head>${' '.repeat(1_200)}\0`;
  assert.equal((await verify(page)).kind, 'misplaced');
  await assert.rejects(write(page), { code: 'E_FILE_UNSUPPORTED' });
});

test('mutations neither crash nor are written wrongly', async () => {
  const random = seededRandom(5);
  await fuzzFile(utf8(`${PLACES[2]?.[1]}${TAG}${PLACES[2]?.[2]}`), 'a.html', random);
  await fuzzFile(utf8(`<head><meta charset="utf-8"></head><body>${TAG}`), 'a.html', random);
});
