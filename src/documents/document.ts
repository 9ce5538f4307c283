/** A document as it is meant, before it is a file of any kind. Texts are plain: line breaks stay, markup means nothing. */
export interface DocumentFile {
  readonly title: string;
  readonly language: 'zh-CN' | 'en';
  readonly subject?: string;
  /** Who answers for the document, such as the name of the provider. */
  readonly producer?: string;
  /** One line at the foot of every page, before the number of the page. */
  readonly footer?: string;
  /** When it was made; it stands in the file's properties. */
  readonly madeAt: Date;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly style?: ParagraphStyle }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly isOrdered?: boolean }
  | TableBlock
  /** Names with their values, in two columns without a head. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | PictureBlock
  /** Lines to sign on, such as `Name` and `Date`. */
  | { readonly kind: 'signature'; readonly lines: readonly string[] }
  | { readonly kind: 'page-break' };

/** `note` is smaller and grey, `strong` bold. */
export type ParagraphStyle = 'normal' | 'note' | 'strong';

export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly TableColumn[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly string[])[];
}

export interface TableColumn {
  readonly title: string;
  /** Share of the width beside the others; 1 unless told. */
  readonly weight?: number;
}

export interface PictureBlock {
  readonly kind: 'picture';
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/png' | 'image/jpeg';
  /** Of the picture itself. It is drawn at 96 pixels an inch, smaller where the page is narrower. */
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly caption?: string;
}

/** What every writer lays out: A4 with margins of 2 cm, in points of 1/72 inch. */
export const PAGE = { width: 595.28, height: 841.89, margin: 56.7 } as const;
export const LINE_WIDTH: number = PAGE.width - 2 * PAGE.margin;
/** A picture leaves room for a heading and its caption on the same page. */
const PICTURE_HEIGHT_MAX = PAGE.height - 2 * PAGE.margin - 80;

/** Width and height of a picture on the page, in points. */
export function pictureSize({ widthPixels, heightPixels }: PictureBlock): { width: number; height: number } {
  const natural = { width: widthPixels * 0.75, height: heightPixels * 0.75 };
  const scale = Math.min(1, LINE_WIDTH / natural.width, PICTURE_HEIGHT_MAX / natural.height);
  return { width: natural.width * scale, height: natural.height * scale };
}

/** The width of each column by its weight; together `total`. */
export function columnWidths(columns: readonly TableColumn[], total: number): number[] {
  const sum = columns.reduce((so, { weight = 1 }) => so + weight, 0);
  return columns.map(({ weight = 1 }) => (total * weight) / sum);
}

/** Text as XML and fonts can hold it: without control characters, halves of pairs replaced. */
export const cleanText = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go.
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '');
