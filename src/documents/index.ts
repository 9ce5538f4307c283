export type { Block, DocumentFile, ParagraphStyle, PictureBlock, TableBlock, TableColumn } from './document.ts';
export { writeDocx } from './docx/write-docx.ts';
export { writePdf } from './pdf/write-pdf.ts';
export {
  type Sheet,
  type SheetCell,
  type SheetColumn,
  type Workbook,
  writeWorkbook,
} from './workbook/write-workbook.ts';
