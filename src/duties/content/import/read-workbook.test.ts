import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { ZipFile } from 'yazl';
import { makeWorkbook, type TestSheet } from '../../../../tests/support/workbook.ts';
import { foldingSchema } from '../../../contract/index.ts';
import { readTermBytes } from './read-terms.ts';
import { isWorkbook } from './read-workbook.ts';

const FOLDING = foldingSchema.parse({});
const read = async (...sheets: TestSheet[]) => await readTermBytes(await makeWorkbook(sheets), FOLDING);
const HEADING = ['序号', '关键词', '风险类别', '处置', '级别', '来源', '备注', '生效日期', '失效日期'];

test('the form that filings attach is read by its headings, below a title, with names, numbers and serial dates', async () => {
  const { terms, refused, encoding } = await read({
    name: '关键词库',
    rows: [
      ['附件三'],
      ['关键词库（示例）'],
      HEADING,
      [1, '禁词甲', '宣扬暴力、淫秽色情', '拦截', '高', '通报', '备注', 46352, '2026年12月31日'],
      [2, 110110, 'A.3.b', '替换', 2, null, null, null, null],
      [3, '违禁乙', null, null, null, null, null, null, null],
    ],
    merges: ['A1:I1', 'A2:I2'],
  });
  assert.deepEqual([encoding, refused], ['XLSX', []]);
  const plain = { risk: null, action: null, note: null, severity: null, source: null, rules: null };
  const none = { validFrom: null, validTo: null };
  assert.deepEqual(terms, [
    {
      ...plain,
      line: 4,
      text: '禁词甲',
      risk: 'A.1.f',
      action: 'block',
      note: '备注',
      severity: 'high',
      source: '通报',
      validFrom: '2026-11-26',
      validTo: '2026-12-31',
    },
    { ...plain, ...none, line: 5, text: '110110', risk: 'A.3.b', action: 'replace', severity: 'medium' },
    { ...plain, ...none, line: 6, text: '违禁乙' },
  ]);
});

test('every shown sheet is read by its own heading, a hidden or empty one is not, and rows are told by sheet', async () => {
  const { terms, refused } = await read(
    {
      name: '一',
      rows: [
        ['关键词', '备注'],
        ['禁词甲', '甲'],
      ],
    },
    { name: '空', rows: [] },
    { name: '藏', rows: [['不该读']], state: 'hidden' },
    {
      name: '二',
      rows: [
        ['note', 'term'],
        ['乙', '违禁乙'],
        ['又', '禁词甲'],
      ],
    },
  );
  assert.deepEqual(
    terms.map(({ text, note, sheet }) => [text, note, sheet]),
    [
      ['禁词甲', '甲', '一'],
      ['违禁乙', '乙', '二'],
    ],
  );
  assert.deepEqual(
    refused.map(({ line, sheet, reason }) => [line, sheet, reason]),
    [[3, '二', 'is the same term as line 2 of the sheet "一"']],
  );
});

test('formulas and rows swallowed by merged cells are refused row by row; a formula beside what is read does no harm', async () => {
  const formula = { formula: 'A1&A2', value: '算出来的' };
  const { terms, refused } = await read({
    name: '表',
    rows: [
      ['序号', '关键词', '风险类别'],
      [formula, '禁词甲', 'A.1.f'],
      [2, formula, 'A.1.f'],
      [3, '违禁乙', 'A.1.f'],
      [4, '违禁丙', null],
    ],
    merges: ['C4:C5'],
  });
  assert.deepEqual(
    terms.map(({ text }) => text),
    ['禁词甲', '违禁乙'],
  );
  assert.deepEqual(
    refused.map(({ line, reason }) => [line, /formula|merged cells C4:C5/.exec(reason)?.[0]]),
    [
      [3, 'formula'],
      [5, 'merged cells C4:C5'],
    ],
  );
});

test('a workbook without rows, one that is damaged and one that is no workbook at all are refused at the file', async () => {
  const field = (reason: RegExp) => ({ code: 'E_REQUEST_INVALID', message: reason });
  await assert.rejects(read({ name: '空', rows: [] }), field(/^file: has no rows/));
  const whole = await makeWorkbook([{ name: '表', rows: [['禁词甲']] }]);
  await assert.rejects(
    readTermBytes(whole.subarray(0, whole.length - 40), FOLDING),
    field(/^file: cannot be unpacked/),
  );
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('x'), 'other.txt');
  zip.end();
  await assert.rejects(readTermBytes(await buffer(zip.outputStream), FOLDING), field(/^file: lacks its part/));
});

test('what would unpack to far more than a list is refused before it is unpacked, and a lying size while it is', async () => {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.alloc(64 * 1_024 * 1_024, 0x20), 'xl/worksheets/sheet1.xml');
  zip.end();
  const bomb = await buffer(zip.outputStream);
  await assert.rejects(readTermBytes(bomb, FOLDING), { message: /would unpack to/ });
  const lying = Buffer.from(await makeWorkbook([{ name: '表', rows: [['禁词甲']] }]));
  // The central directory says how large each part is; this one is said to be smaller than it is.
  const entry = lying.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  lying.writeUInt32LE(3, entry + 24);
  await assert.rejects(readTermBytes(lying, FOLDING), { code: 'E_REQUEST_INVALID' });
});

test('a workbook is told by its first bytes, not by its name', async () => {
  assert.ok(isWorkbook(await makeWorkbook([{ name: '表', rows: [['禁词甲']] }])));
  assert.ok(!isWorkbook(Buffer.from('PK是词')));
});
