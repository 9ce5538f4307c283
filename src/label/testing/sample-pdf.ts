/** What a sample holds besides its one page. */
export interface PdfSample {
  /** The dictionary Info as it is written; none when absent. */
  readonly info?: string;
  /** A packet of XMP about the document. */
  readonly packet?: string;
  /** Further entries of the catalog, and further objects from number 6 on. */
  readonly catalog?: string;
  readonly objects?: readonly string[];
}

/** A PDF of one page with a cross-reference table, written by hand. */
export function samplePdf({ info, packet, catalog = '', objects = [] }: PdfSample = {}): Uint8Array {
  const metadata = packet === undefined ? '' : '/Metadata 5 0 R ';
  const bodies = [
    `<< /Type /Catalog /Pages 2 0 R ${metadata}${catalog}>>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>',
    info ?? 'null',
    packet === undefined
      ? 'null'
      : streamBody('/Type /Metadata /Subtype /XML ', Buffer.from(packet).toString('latin1')),
    ...objects,
  ];
  let text = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const rows = ['0000000000 65535 f \n'];
  for (const [index, body] of bodies.entries()) {
    rows.push(`${String(text.length).padStart(10, '0')} 00000 n \n`);
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
  }
  const trailer = `<< /Size ${rows.length} /Root 1 0 R ${info === undefined ? '' : '/Info 4 0 R '}/ID [<0123456789abcdef0123456789abcdef> <0123456789abcdef0123456789abcdef>] >>`;
  const end = `xref\n0 ${rows.length}\n${rows.join('')}trailer\n${trailer}\nstartxref\n${text.length}\n%%EOF\n`;
  return Uint8Array.from(Buffer.from(text + end, 'latin1'));
}

export const streamBody = (entries: string, data: string): string =>
  `<< ${entries}/Length ${data.length} >>\nstream\n${data}\nendstream`;
