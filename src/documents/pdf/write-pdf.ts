import pdfmake, { type Content, type Definition, type TableLayout } from 'pdfmake';
import { type Block, cleanText, columnWidths, type DocumentFile, LINE_WIDTH, PAGE, pictureSize } from '../document.ts';
import { drawableText, FONT } from './font.ts';

pdfmake.setFonts({ Noto: FONT });
// Nothing is fetched for a document, and from the disk only its font is read.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path === FONT.normal || path === FONT.bold);

const GREY = '#595959';
const RULE = '#bfbfbf';
const CELL_PADDING = 5;

/** As `index.ts` says. */
export async function writePdf(document: DocumentFile): Promise<Uint8Array> {
  return await pdfmake.createPdf(definitionOf(document)).getBuffer();
}

function definitionOf({ title, language, subject, producer, footer, madeAt, blocks }: DocumentFile): Definition {
  const foot = footer === undefined ? '' : `${textOf(footer)}  ·  `;
  return {
    pageSize: 'A4',
    pageMargins: PAGE.margin,
    language,
    info: {
      title: cleanText(title),
      ...(subject === undefined ? {} : { subject: cleanText(subject) }),
      ...(producer === undefined ? {} : { author: cleanText(producer) }),
      creator: 'Hegui',
      producer: 'Hegui',
      creationDate: madeAt,
      modDate: madeAt,
    },
    defaultStyle: { font: 'Noto', fontSize: 10.5, lineHeight: 1.3 },
    footer: (page, pages) => ({
      text: `${foot}${page} / ${pages}`,
      alignment: 'center',
      fontSize: 8,
      color: GREY,
      margin: [PAGE.margin, 18, PAGE.margin, 0],
    }),
    // A heading alone at the foot of a page belongs to the next.
    pageBreakBefore: (node, around) =>
      node.headlineLevel !== undefined && around.getFollowingNodesOnPage().length === 0,
    content: [{ text: textOf(title), fontSize: 20, bold: true, margin: [0, 0, 0, 14] }, ...blocks.map(contentOf)],
  };
}

const textOf = (text: string): string => drawableText(cleanText(text));

const HEADING_SIZES = { 1: 16, 2: 13, 3: 11.5 } as const;

function contentOf(block: Block): Content {
  switch (block.kind) {
    case 'heading':
      return {
        text: textOf(block.text),
        fontSize: HEADING_SIZES[block.level],
        bold: true,
        headlineLevel: block.level,
        margin: [0, block.level === 1 ? 14 : 10, 0, 5],
      };
    case 'paragraph':
      return {
        text: textOf(block.text),
        margin: [0, 0, 0, 6],
        ...(block.style === 'note' ? { fontSize: 9, color: GREY } : {}),
        ...(block.style === 'strong' ? { bold: true } : {}),
      };
    case 'list': {
      const items = block.items.map((item) => ({
        text: textOf(item),
        margin: [0, 0, 0, 3] as [number, number, number, number],
      }));
      return block.isOrdered === true ? { ol: items, margin: [0, 0, 0, 6] } : { ul: items, margin: [0, 0, 0, 6] };
    }
    case 'table':
      return tableOf(
        columnWidths(block.columns, LINE_WIDTH),
        [block.columns.map(({ title }) => ({ text: textOf(title), bold: true, fillColor: '#f2f2f2' }))],
        block.rows,
      );
    case 'facts':
      return tableOf([LINE_WIDTH * 0.3, LINE_WIDTH * 0.7], [], block.rows);
    case 'picture':
      return pictureOf(block);
    case 'signature':
      return {
        stack: block.lines.map((line) => ({
          columns: [
            { text: textOf(line), width: 130 },
            { canvas: [{ type: 'line', x1: 0, y1: 14, x2: 240, y2: 14, lineWidth: 0.7 }], width: 250 },
          ],
          margin: [0, 16, 0, 0] as [number, number, number, number],
        })),
        unbreakable: true,
      };
    case 'page-break':
      return { text: '', pageBreak: 'after' };
  }
}

const LAYOUT: TableLayout = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0.5,
  hLineColor: () => RULE,
  vLineColor: () => RULE,
  paddingLeft: () => CELL_PADDING,
  paddingRight: () => CELL_PADDING,
  paddingTop: () => 3,
  paddingBottom: () => 2,
};

function tableOf(widths: readonly number[], head: Content[][], rows: readonly (readonly string[])[]): Content {
  // A table without rows has no form; its head alone does.
  const body = [...head, ...rows.map((row) => row.map((cell) => textOf(cell)))];
  if (body.length === 0) return { text: '' };
  return {
    table: {
      headerRows: head.length,
      widths: widths.map((width) => width - 2 * CELL_PADDING - 1),
      body,
    },
    layout: LAYOUT,
    fontSize: 9,
    margin: [0, 2, 0, 10],
  };
}

function pictureOf(block: Extract<Block, { kind: 'picture' }>): Content {
  const data = `data:${block.mediaType};base64,${Buffer.from(block.bytes).toString('base64')}`;
  const caption: Content[] =
    block.caption === undefined
      ? []
      : [{ text: textOf(block.caption), fontSize: 9, color: GREY, margin: [0, 3, 0, 0] }];
  return { stack: [{ image: data, ...pictureSize(block) }, ...caption], unbreakable: true, margin: [0, 4, 0, 10] };
}
