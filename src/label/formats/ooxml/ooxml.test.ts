import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, latin1 } from '../../file/bytes.ts';
import { readFileLabels, type Verdict, verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { exiftool } from '../../testing/outside-readers.ts';
import { pythonZip, readPythonZip, type ZipOptions } from '../../testing/python-zip.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { escapeXml } from '../../xml/xml.ts';

const label = sampleLabel();
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const DOCX = `${OFFICE}.wordprocessingml.document.main+xml`;
const CUSTOM_TYPE = `<Override PartName="/docProps/custom.xml" ContentType="${OFFICE}.custom-properties+xml"/>`;
const CUSTOM_RELATION = `<Relationship Id="rId9" Type="${RELATION}/custom-properties" Target="docProps/custom.xml"/>`;
const FORMAT_ID = 'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"';

interface Parts {
  readonly mainType?: string;
  readonly types?: string;
  readonly relations?: string;
  readonly custom?: string;
  readonly others?: readonly (readonly [string, string])[];
}

const officeEntries = ({ mainType = DOCX, types = '', relations = '', custom, others = [] }: Parts = {}) => [
  [
    '[Content_Types].xml',
    `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
      `<Override PartName="/main.xml" ContentType="${mainType}"/>${types}</Types>`,
  ] as const,
  [
    '_rels/.rels',
    `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
      `<Relationship Id="rId1" Type="${RELATION}/officeDocument" Target="main.xml"/>${relations}</Relationships>`,
  ] as const,
  ['main.xml', `${XML}<document>${'测试内容'.repeat(50)}</document>`] as const,
  ...(custom === undefined ? [] : [['docProps/custom.xml', custom] as const]),
  ...others,
];
const made = new Map<string, Uint8Array>();
function office(parts: Parts = {}, options: ZipOptions = {}): Uint8Array {
  const key = JSON.stringify([parts, options]);
  const bytes = made.get(key) ?? pythonZip(officeEntries(parts), options);
  made.set(key, bytes);
  return bytes;
}

const properties = (content: string, prefix = ''): string => {
  const name = prefix === '' ? 'Properties' : `${prefix}:Properties`;
  const declared = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  return `${XML}<${name} ${declared}="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">${content}</${name}>`;
};
const property = (name: string, value: string, pid = 2, type = 'lpwstr'): string =>
  `<property ${FORMAT_ID} pid="${pid}" name="${name}"><vt:${type}>${escapeXml(value)}</vt:${type}></property>`;
const withCustom = (content: string): Uint8Array =>
  office({ types: CUSTOM_TYPE, relations: CUSTOM_RELATION, custom: properties(content) });

const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));
const verify = async (bytes: Uint8Array, name: string | null = null): Promise<Verdict> =>
  await verifyFile(bytesSource(bytes), name);
const textsOf = (bytes: Uint8Array): Map<string, string> => new Map(readPythonZip(bytes).entries);

const KINDS: readonly (readonly [mainType: string, name: string, id: string])[] = [
  [DOCX, 'a.docx', 'docx'],
  [`${OFFICE}.wordprocessingml.template.main+xml`, 'a.dotx', 'docx'],
  ['application/vnd.ms-word.document.macroEnabled.main+xml', 'a.docm', 'docx'],
  [`${OFFICE}.presentationml.presentation.main+xml`, 'a.pptx', 'pptx'],
  [`${OFFICE}.presentationml.template.main+xml`, 'a.potx', 'pptx'],
  [`${OFFICE}.spreadsheetml.sheet.main+xml`, 'a.xlsx', 'xlsx'],
  [`${OFFICE}.spreadsheetml.template.main+xml`, 'a.xltx', 'xlsx'],
];
for (const [mainType, name, id] of KINDS) {
  test(`a label is the custom property of ${name} for ExifTool too, and no other part changes`, async () => {
    const before = office({ mainType });
    const labelled = await write(before);
    if (name.endsWith('x') && !name.endsWith('tx'))
      assert.deepEqual(JSON.parse(String(exiftool(labelled, name)['XML:AIGC'])), label.AIGC);
    const verdict = await verify(labelled);
    assert.deepEqual([verdict.kind, verdict.format], ['conformant', id]);
    const texts = textsOf(labelled);
    assert.equal(texts.get('main.xml'), textsOf(before).get('main.xml'));
    assert.equal(texts.get('[Content_Types].xml')?.split('/docProps/custom.xml').length, 2);
    assert.equal(texts.get('_rels/.rels')?.split('custom-properties').length, 2);
    assert.match(texts.get('_rels/.rels') ?? '', /Id="rId2"/);
    assert.deepEqual(await write(labelled), labelled);
  });
}

test('other properties and their numbers stay to the byte, and the label takes the next number', async () => {
  const others = `${property('部门', '甲', 2)}\n  ${property('Checked', 'true', 7, 'bool')}`;
  const labelled = await write(withCustom(others));
  const custom = textsOf(labelled).get('docProps/custom.xml');
  assert.equal(custom, properties(`${others}${property('AIGC', bareLabelText(label), 8)}`));
  assert.equal(exiftool(labelled, 'a.docx')['XML:Checked'], true);
});

test('a second label replaces the first', async () => {
  const first = property('AIGC', bareLabelText(sampleLabel('first')), 3);
  const labelled = await write(withCustom(`${first}${property('部门', '甲', 5)}`));
  assert.deepEqual(
    (await readFileLabels(bytesSource(labelled))).carriers.map(({ text }) => text),
    [bareLabelText(label)],
  );
  assert.deepEqual(await write(await write(labelled, sampleLabel('first'))), labelled);
});

test('an empty tag and prefixes of its own are met', async () => {
  const empty = office({
    types: CUSTOM_TYPE,
    relations: CUSTOM_RELATION,
    custom: properties('').replace('></Properties>', '/>'),
  });
  assert.deepEqual(JSON.parse(String(exiftool(await write(empty), 'a.docx')['XML:AIGC'])), label.AIGC);
  const custom = properties('', 'p').replace(/ xmlns:vt="[^"]*"/, '');
  const labelled = await write(office({ types: CUSTOM_TYPE, relations: CUSTOM_RELATION, custom }));
  assert.equal((await verify(labelled)).kind, 'conformant');
  assert.match(textsOf(labelled).get('docProps/custom.xml') ?? '', /<p:property [^>]*><vt:lpwstr xmlns:vt=/);
});

const ZIPS: readonly (readonly [string, ZipOptions])[] = [
  ['with descriptors', { isStreamed: true }],
  ['with ZIP64 sizes', { isZip64: true }],
  ['with a comment', { comment: '说明 PK' }],
];
for (const [title, options] of ZIPS) {
  test(`a ZIP ${title} keeps them, and what did not change is copied as it is packed`, async () => {
    const before = office({}, options);
    const labelled = await write(before);
    const { comment, entries } = readPythonZip(labelled);
    assert.equal(comment, options.comment ?? '');
    assert.deepEqual(new Map(entries).get('main.xml'), new Map(officeEntries()).get('main.xml'));
    const packed = Buffer.from(before).subarray(
      Buffer.from(before).indexOf('main.xml') - 30,
      before.indexOf(0x50, Buffer.from(before).indexOf('main.xml') + 8),
    );
    assert.ok(Buffer.from(labelled).includes(packed));
    assert.deepEqual(await write(labelled), labelled);
  });
}

test('what is wrong with a property is told', async () => {
  const text = bareLabelText(label);
  const kinds = [
    property('AIGC', text),
    property('AIGC', `{"AIGC":${text}}`),
    property('aigc', text),
    property('AIGC', text, 2, 'lpstr'),
    property('AIGC', 'yes'),
    property('AIGC', text) + property('AIGC', text, 3),
  ].map(async (content) => {
    const verdict = await verify(withCustom(content));
    return `${verdict.kind} ${'findings' in verdict ? verdict.findings.map(({ code }) => code).join() : ''}`.trim();
  });
  assert.deepEqual(await Promise.all(kinds), [
    'conformant',
    'non-conformant form',
    'misplaced place',
    'misplaced place',
    'misplaced value',
    'non-conformant count',
  ]);
  const orphan = await verify(office({ custom: properties(property('AIGC', text)) }));
  assert.equal(orphan.kind, 'misplaced');
  assert.equal((await verify(await write(office({ custom: properties(property('AIGC', text)) })))).kind, 'conformant');
});

test('a package of the strict wording gets the strict names', async () => {
  const strict = officeEntries().map(
    ([name, text]) =>
      [name, text.replace(`${RELATION}/`, 'http://purl.oclc.org/ooxml/officeDocument/relationships/')] as const,
  );
  const texts = textsOf(await write(pythonZip(strict)));
  assert.match(
    texts.get('docProps/custom.xml') ?? '',
    /xmlns="http:\/\/purl\.oclc\.org\/ooxml\/officeDocument\/customProperties"/,
  );
  assert.match(texts.get('_rels/.rels') ?? '', /relationships\/customProperties"/);
});

test('what cannot be written into safely is refused with its reason', async () => {
  await assert.rejects(write(office({ others: [['_xmlsignatures/origin.sigs', '']] })), /signed/);
  const otherType = CUSTOM_TYPE.replace('custom-properties', 'other');
  await assert.rejects(write(office({ types: otherType })), { code: 'E_FILE_UNSUPPORTED' });
  const compound = new Uint8Array(8_192);
  compound.set(latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'));
  compound.set([9, 0], 30);
  compound.set(Buffer.from('EncryptedPackage', 'utf16le'), 600);
  await assert.rejects(write(compound), /encrypted/);
  assert.equal((await verify(compound, 'a.pptx')).kind, 'unreadable');
});

test('broken packages are named, never mistaken', async () => {
  const whole = withCustom(property('AIGC', bareLabelText(label)));
  for (const bytes of [whole.subarray(0, -30), whole.subarray(0, 600), concat(whole, latin1('more'))]) {
    const verdict = await verify(bytes, 'a.docx');
    assert.ok(verdict.kind === 'unreadable' && verdict.format === 'docx', JSON.stringify(verdict));
  }
  const bomb = withCustom(property('Note', ' '.repeat(17 * 1024 * 1024)));
  assert.ok(bomb.length < 100_000);
  await assert.rejects(write(bomb), { code: 'E_FILE_UNREADABLE' });
  const nested = office({ types: CUSTOM_TYPE, relations: CUSTOM_RELATION, custom: properties('<a>'.repeat(100_000)) });
  await assert.rejects(write(nested), { code: 'E_FILE_UNREADABLE' });
});

test('thousands of parts are copied in one piece', async () => {
  const others = Array.from({ length: 5_000 }, (_, index) => [`media/${index}.txt`, String(index)] as const);
  const bytes = office({ others });
  const patch = await writeFileLabel(bytesSource(bytes), label);
  assert.ok(patch.length < 12, `${patch.length} segments`);
  assert.equal(textsOf(await patchedBytes(bytesSource(bytes), patch)).size, 5_004);
});

test('mutations neither crash nor are written wrongly', async () => {
  const random = seededRandom(3);
  await fuzzFile(await write(office()), 'a.docx', random);
  await fuzzFile(withCustom(property('部门', '甲') + property('AIGC', bareLabelText(label), 3)), null, random);
});
