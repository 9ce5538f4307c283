import type { DocumentFile } from './document.ts';

export type { Block, DocumentFile, ParagraphStyle, PictureBlock, TableBlock, TableColumn } from './document.ts';
export { writeApart } from './thread/write-apart.ts';
export {
  type Sheet,
  type SheetCell,
  type SheetColumn,
  type Workbook,
  writeWorkbook,
} from './workbook/write-workbook.ts';

// The packages behind these two are large, and most commands and requests never write a document: each is loaded when
// the first one is written.

/**
 * The document as PDF on A4, the font embedded as far as it is used; text can be selected and searched. The same document
 * gives the same bytes.
 */
export async function writePdf(document: DocumentFile): Promise<Uint8Array> {
  const pdf = await import('./pdf/write-pdf.ts');
  return await pdf.writePdf(document);
}

/**
 * The document as DOCX with Word's own heading styles, so that its outline and a table of contents work. Fonts are named,
 * not embedded: Word, WPS and LibreOffice take theirs.
 */
export async function writeDocx(document: DocumentFile): Promise<Uint8Array> {
  const docx = await import('./docx/write-docx.ts');
  return await docx.writeDocx(document);
}
