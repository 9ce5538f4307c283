import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import sharp from 'sharp';
import { type DocumentFile, writeDocx, writePdf, writeWorkbook } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'hegui-documents-'));
after(() => rmSync(folder, { recursive: true }));

const picture = await sharp({ create: { width: 1_200, height: 300, channels: 3, background: '#3377aa' } })
  .png()
  .toBuffer();

const DOCUMENT: DocumentFile = {
  title: '标识说明 & <材料>',
  language: 'zh-CN',
  subject: '主题',
  producer: '示例公司',
  footer: '示例公司',
  madeAt: new Date('2026-11-26T01:02:03Z'),
  blocks: [
    { kind: 'heading', level: 1, text: '一、概况' },
    { kind: 'paragraph', text: '第一行\n第二行 😀\u0001\ud800', style: 'note' },
    { kind: 'facts', rows: [['服务名称', '测试服务']] },
    {
      kind: 'table',
      columns: [{ title: '格式' }, { title: '位置', weight: 3 }],
      rows: Array.from({ length: 60 }, (_, at) => [`格式 ${at}`, '位置，'.repeat(at)]),
    },
    { kind: 'table', columns: [{ title: '空表' }], rows: [] },
    { kind: 'list', items: ['甲', '乙'], isOrdered: true },
    { kind: 'picture', bytes: picture, mediaType: 'image/png', widthPixels: 1_200, heightPixels: 300, caption: '图一' },
    { kind: 'page-break' },
    { kind: 'signature', lines: ['姓名', '日期'] },
  ],
};

const fileOf = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const outputOf = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: 'utf8' });

/** One part of a package as text, parsed first so that broken XML fails. */
const PART = `
import sys, zipfile, xml.etree.ElementTree as tree
package = zipfile.ZipFile(sys.argv[1])
assert package.testzip() is None
for name in package.namelist():
    if name.endswith('.xml') or name.endswith('.rels'): tree.fromstring(package.read(name))
sys.stdout.reconfigure(encoding='utf-8')
print(package.read(sys.argv[2]).decode('utf-8'))`;
const partOf = (path: string, part: string): string => outputOf('python3', '-c', PART, path, part);

describe('a document as PDF', () => {
  it('is sound, and other readers find its texts, its font and its title', async () => {
    const path = fileOf('document.pdf', await writePdf(DOCUMENT));
    assert.match(outputOf('qpdf', '--check', path), /No syntax or stream encoding errors/);
    const text = outputOf('pdftotext', '-layout', path, '-');
    for (const found of [
      '标识说明 & <材料>',
      '一、概况',
      '第一行',
      '第二行 [U+1F600]',
      '格式 59',
      '图一',
      '姓名',
      '示例公司',
    ])
      assert.ok(text.includes(found), found);
    assert.match(outputOf('pdffonts', path), /NotoSansHans-Regular.*yes yes yes/);
    assert.match(
      outputOf('pdfinfo', path),
      /Title: +标识说明 & <材料>\n.*Author: +示例公司\n.*Page size: +595\.28 x 841\.89/s,
    );
  });

  it('repeats the head of a table on each page', async () => {
    const path = fileOf('pages.pdf', await writePdf(DOCUMENT));
    const pages = outputOf('pdftotext', '-layout', path, '-').split('\f');
    const withRows = pages.filter((page) => /格式 \d/.test(page));
    assert.ok(withRows.length > 1);
    for (const page of withRows) assert.match(page, /格式 +位置/);
  });

  it('is the same file for the same document', async () => {
    assert.deepEqual(await writePdf(DOCUMENT), await writePdf(DOCUMENT));
  });
});

describe('a document as DOCX', () => {
  it('is a sound package with its texts, its outline and its time', async () => {
    const path = fileOf('document.docx', await writeDocx(DOCUMENT));
    const body = partOf(path, 'word/document.xml');
    for (const found of ['标识说明 &amp; &lt;材料&gt;', '第二行 😀', 'w:val="Heading1"', '格式 59', '姓名', '\ufffd'])
      assert.ok(body.includes(found), found);
    const core = partOf(path, 'docProps/core.xml');
    assert.match(core, /<dc:creator>示例公司<\/dc:creator>/);
    assert.match(core, /<dcterms:created xsi:type="dcterms:W3CDTF">2026-11-26T01:02:03Z</);
  });
});

describe('a workbook', () => {
  it('keeps numbers as numbers and texts as texts, and makes names of sheets fit', async () => {
    const bytes = await writeWorkbook({
      sheets: [
        {
          name: '表[1]',
          columns: [{ title: '甲', width: 30 }, { title: '数' }],
          rows: [
            ['=1+1', 3],
            [true, null],
          ],
        },
        { name: '表:1', columns: Array.from({ length: 28 }, (_, at) => ({ title: `列${at}` })), rows: [] },
      ],
    });
    const path = fileOf('workbook.xlsx', bytes);
    const sheet = partOf(path, 'xl/worksheets/sheet1.xml');
    assert.match(sheet, /<c r="A2" t="inlineStr" s="0"><is><t xml:space="preserve">=1\+1<\/t>/);
    assert.match(sheet, /<c r="B2" s="0"><v>3<\/v>/);
    assert.match(sheet, /<c r="A3" t="b" s="0"><v>1<\/v>/);
    assert.match(partOf(path, 'xl/worksheets/sheet2.xml'), /<c r="AB1"/);
    assert.deepEqual(
      [...partOf(path, 'xl/workbook.xml').matchAll(/sheet name="([^"]+)"/g)].map(([, name]) => name),
      ['表 1', '表 1 2'],
    );
  });
});
