import {
  AlignmentType,
  BorderStyle,
  Document,
  type FileChild,
  Footer,
  HeadingLevel,
  ImageRun,
  type IStylesOptions,
  LevelFormat,
  LineRuleType,
  Packer,
  PageBreak,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
} from 'docx';
import { type Block, cleanText, columnWidths, type DocumentFile, LINE_WIDTH, PAGE, pictureSize } from '../document.ts';
import { coreProperties } from './core-properties.ts';

/** Twentieths of a point. */
const TWIPS = 20;
const GREY = '595959';
const ORDERED = 'ordered';

/** As `index.ts` says. */
export async function writeDocx(document: DocumentFile): Promise<Uint8Array> {
  const file = new Document({
    styles: stylesOf(document),
    numbering: {
      config: [
        {
          reference: ORDERED,
          levels: [
            {
              level: 0,
              format: LevelFormat.DECIMAL,
              text: '%1.',
              style: { paragraph: { indent: { left: 420, hanging: 420 } } },
            },
          ],
        },
      ],
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: Math.round(PAGE.width * TWIPS), height: Math.round(PAGE.height * TWIPS) },
            margin: marginOf(Math.round(PAGE.margin * TWIPS)),
          },
        },
        footers: { default: footerOf(document.footer) },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, children: runsOf(document.title) }),
          ...childrenOf(document.blocks),
        ],
      },
    ],
  });
  const packed = await Packer.toBuffer(file, undefined, [
    { path: 'docProps/core.xml', data: coreProperties(document) },
  ]);
  return new Uint8Array(packed);
}

const marginOf = (all: number) => ({ top: all, right: all, bottom: all, left: all });

function stylesOf({ language }: DocumentFile): IStylesOptions {
  const font = { ascii: 'Arial', hAnsi: 'Arial', cs: 'Arial', eastAsia: '微软雅黑' };
  const heading = (size: number, before: number) => ({
    run: { font, size, bold: true, color: '000000' },
    paragraph: { spacing: { before, after: 120 }, keepNext: true },
  });
  return {
    default: {
      document: {
        run: { font, size: 21, language: { value: 'en-US', eastAsia: language === 'en' ? 'zh-CN' : language } },
        paragraph: { spacing: { after: 120, line: 312, lineRule: LineRuleType.AUTO } },
      },
      title: heading(40, 0),
      heading1: heading(32, 280),
      heading2: heading(26, 200),
      heading3: heading(23, 160),
    },
  };
}

function footerOf(footer: string | undefined): Footer {
  const run = { size: 16, color: GREY };
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          ...(footer === undefined ? [] : [new TextRun({ ...run, text: `${cleanText(footer)}  ·  ` })]),
          new TextRun({ ...run, children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES] }),
        ],
      }),
    ],
  });
}

/** A text as runs: a line break where it has one. */
function runsOf(text: string, look: { bold?: boolean; size?: number; color?: string } = {}): TextRun[] {
  return cleanText(text)
    .split('\n')
    .map((line, at) => new TextRun({ ...look, text: line, ...(at === 0 ? {} : { break: 1 }) }));
}

const HEADINGS = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;
const LOOKS = { normal: {}, note: { size: 18, color: GREY }, strong: { bold: true } } as const;

/** Each ordered list counts from 1: an instance of the numbering of its own. */
function childrenOf(blocks: readonly Block[]): FileChild[] {
  return blocks.flatMap((block, at) => childOf(block, at));
}

function childOf(block: Block, at: number): FileChild[] {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ heading: HEADINGS[block.level], children: runsOf(block.text) })];
    case 'paragraph':
      return [new Paragraph({ children: runsOf(block.text, LOOKS[block.style ?? 'normal']) })];
    case 'list':
      return block.items.map(
        (item) =>
          new Paragraph({
            children: runsOf(item),
            ...(block.isOrdered === true
              ? { numbering: { reference: ORDERED, level: 0, instance: at } }
              : { bullet: { level: 0 } }),
          }),
      );
    case 'table':
      return tableOf(
        columnWidths(block.columns, LINE_WIDTH),
        block.columns.map(({ title }) => title),
        block.rows,
      );
    case 'facts':
      return tableOf([LINE_WIDTH * 0.3, LINE_WIDTH * 0.7], null, block.rows);
    case 'picture':
      return pictureOf(block);
    case 'signature':
      return block.lines.map(
        (line) =>
          new Paragraph({
            spacing: { before: 320 },
            tabStops: [
              { type: TabStopType.LEFT, position: 2_600 },
              { type: TabStopType.LEFT, position: 7_400, leader: 'underscore' },
            ],
            children: [...runsOf(line), new TextRun({ children: ['\t\t'] })],
          }),
      );
    case 'page-break':
      return [new Paragraph({ children: [new PageBreak()] })];
  }
}

function tableOf(
  widths: readonly number[],
  head: readonly string[] | null,
  rows: readonly (readonly string[])[],
): FileChild[] {
  if (head === null && rows.length === 0) return [];
  const border = { style: BorderStyle.SINGLE, size: 4, color: 'BFBFBF' };
  const twips = widths.map((width) => Math.round(width * TWIPS));
  const rowOf = (cells: readonly string[], isHead: boolean): TableRow =>
    new TableRow({
      tableHeader: isHead,
      cantSplit: isHead,
      children: cells.map(
        (cell, at) =>
          new TableCell({
            width: { size: twips[at] ?? 0, type: WidthType.DXA },
            margins: { top: 40, bottom: 40, left: 90, right: 90 },
            ...(isHead ? { shading: { fill: 'F2F2F2' } } : {}),
            children: [new Paragraph({ spacing: { after: 0 }, children: runsOf(cell, { size: 18, bold: isHead }) })],
          }),
      ),
    });
  const table = new Table({
    layout: TableLayoutType.FIXED,
    columnWidths: twips,
    width: { size: twips.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    borders: {
      top: border,
      bottom: border,
      left: border,
      right: border,
      insideHorizontal: border,
      insideVertical: border,
    },
    rows: [...(head === null ? [] : [rowOf(head, true)]), ...rows.map((row) => rowOf(row, false))],
  });
  // Two tables in a row would become one, and a cell at the very end needs a paragraph behind it.
  return [table, new Paragraph({ spacing: { after: 120 }, children: [] })];
}

function pictureOf(block: Extract<Block, { kind: 'picture' }>): FileChild[] {
  const { width, height } = pictureSize(block);
  const picture = new ImageRun({
    type: block.mediaType === 'image/png' ? 'png' : 'jpg',
    data: block.bytes,
    transformation: { width: Math.round(width / 0.75), height: Math.round(height / 0.75) },
    ...(block.caption === undefined
      ? {}
      : { altText: { name: 'picture', title: cleanText(block.caption), description: cleanText(block.caption) } }),
  });
  return [
    new Paragraph({ keepNext: block.caption !== undefined, children: [picture] }),
    ...(block.caption === undefined ? [] : [new Paragraph({ children: runsOf(block.caption, LOOKS.note) })]),
  ];
}
