/** As much of pdfmake as is used here. `@types/pdfmake` would bring the types of browsers into the whole program. */
declare module 'pdfmake' {
  type Margins = number | [left: number, top: number, right: number, bottom: number];

  interface Style {
    fontSize?: number;
    lineHeight?: number;
    font?: string;
    bold?: boolean;
    color?: string;
    fillColor?: string;
    alignment?: 'left' | 'center' | 'right';
    margin?: Margins;
    headlineLevel?: number;
    pageBreak?: 'before' | 'after';
    unbreakable?: boolean;
    width?: number;
    height?: number;
  }

  interface Line {
    type: 'line';
    x1: number;
    y1: number;
    x2: number;
    y2: number;
    lineWidth: number;
  }

  export interface TableLayout {
    hLineWidth(): number;
    vLineWidth(): number;
    hLineColor(): string;
    vLineColor(): string;
    paddingLeft(): number;
    paddingRight(): number;
    paddingTop(): number;
    paddingBottom(): number;
  }

  export type Content =
    | string
    | (Style & { text: string })
    | (Style & { stack: Content[] })
    | (Style & { columns: Content[] })
    | (Style & { canvas: Line[] })
    | (Style & { image: string })
    | (Style & { ul: Content[] })
    | (Style & { ol: Content[] })
    | (Style & { table: { headerRows: number; widths: number[]; body: Content[][] }; layout: TableLayout });

  interface LaidOutNode {
    headlineLevel?: number;
  }

  export interface Definition {
    pageSize: 'A4';
    pageMargins: number;
    language: string;
    info: {
      title: string;
      subject?: string;
      author?: string;
      creator: string;
      producer: string;
      creationDate: Date;
      modDate: Date;
    };
    defaultStyle: Style;
    footer(page: number, pages: number): Content;
    pageBreakBefore(node: LaidOutNode, around: { getFollowingNodesOnPage(): unknown[] }): boolean;
    content: Content[];
  }

  const pdfmake: {
    setFonts(fonts: Record<string, { normal: string; bold: string }>): void;
    setUrlAccessPolicy(allows: (url: string) => boolean): void;
    setLocalAccessPolicy(allows: (path: string) => boolean): void;
    createPdf(definition: Definition): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}
