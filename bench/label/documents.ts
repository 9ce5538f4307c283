import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A document at `path`, of the kind that its extension names, with the picture in it and little else. */
export async function makeDocument(path: string, picture: string): Promise<void> {
  if (extname(path) === '.pdf') writeFileSync(path, pdfOf(readFileSync(picture)));
  else if (extname(path) === '.epub') await zip(path, picture, EPUB, 'OEBPS/picture.jpg');
  else await zip(path, picture, officePartsOf(extname(path).slice(1)), 'media/picture.jpg');
}

async function zip(
  path: string,
  picture: string,
  parts: readonly (readonly [string, string])[],
  pictureName: string,
): Promise<void> {
  const archive = new ZipFile();
  for (const [name, text] of parts)
    archive.addBuffer(Buffer.from(text), name, { compress: name !== 'mimetype', mtime: new Date(2025, 8, 1) });
  archive.addFile(picture, pictureName, { compress: false, mtime: new Date(2025, 8, 1) });
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(path));
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
const MAIN_PARTS: Readonly<Record<string, readonly [string, string]>> = {
  docx: ['word/document.xml', 'wordprocessingml.document'],
  xlsx: ['xl/workbook.xml', 'spreadsheetml.sheet'],
  pptx: ['ppt/presentation.xml', 'presentationml.presentation'],
};

function officePartsOf(kind: string): (readonly [string, string])[] {
  const [name, type] = MAIN_PARTS[kind] ?? ['', ''];
  return [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="jpg" ContentType="image/jpeg"/><Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}" Target="${name}"/></Relationships>`,
    ],
    [name, `${XML}<document/>`],
  ];
}

const EPUB: readonly (readonly [string, string])[] = [
  ['mimetype', 'application/epub+zip'],
  [
    'META-INF/container.xml',
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
  ],
  [
    'OEBPS/content.opf',
    '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">bench</dc:identifier><dc:title>Noise</dc:title><dc:language>zh</dc:language></metadata><manifest/><spine/></package>',
  ],
];

/** A PDF of one page with the picture on it, and as many small objects as a long document has. */
function pdfOf(picture: Buffer): Buffer {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const places: number[] = [];
  let size = pieces[0]?.length ?? 0;
  const add = (...parts: readonly (string | Buffer)[]): void => {
    places.push(size);
    for (const part of [`${places.length} 0 obj\n`, ...parts, '\nendobj\n']) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
      pieces.push(bytes);
      size += bytes.length;
    }
  };
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add('<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
  add(
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 400] /Contents 5 0 R /Resources << /XObject << /Im 4 0 R >> >> >>',
  );
  add(
    `<< /Type /XObject /Subtype /Image /Width 6000 /Height 4000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${picture.length} >>\nstream\n`,
    picture,
    '\nendstream',
  );
  const drawing = 'q 600 0 0 400 0 0 cm /Im Do Q';
  add(`<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`);
  for (let index = 0; index < 20_000; index += 1) add(`<< /Note (${index}) >>`);
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`);
  const table = `xref\n0 ${places.length + 1}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${places.length + 1} /Root 1 0 R >>\nstartxref\n${size}\n%%EOF\n`;
  return Buffer.concat([...pieces, Buffer.from(table, 'latin1')]);
}
