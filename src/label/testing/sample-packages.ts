import { pythonZip } from './python-zip.ts';

/** Kinds of Office files, with templates. */
export type OfficeKind = 'docx' | 'dotx' | 'pptx' | 'potx' | 'xlsx' | 'xltx';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/main';

type Entries = readonly (readonly [path: string, text: string])[];

const relations = (rows: readonly (readonly [id: string, type: string, target: string])[]): string =>
  `${HEAD}<Relationships xmlns="${RELATIONS}">${rows
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATION}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

interface Document {
  readonly mainPath: string;
  readonly mainType: string;
  readonly parts: Entries;
  /** Content types of the parts besides the main one, by their paths. */
  readonly types?: readonly (readonly [path: string, type: string])[];
}

const word = (kind: 'document' | 'template'): Document => ({
  mainPath: 'word/document.xml',
  mainType: `${OFFICE}.wordprocessingml.${kind}.main+xml`,
  parts: [
    [
      'word/document.xml',
      `${HEAD}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>水壶在响。</w:t></w:r></w:p></w:body></w:document>`,
    ],
  ],
});

const workbook = (kind: 'sheet' | 'template'): Document => ({
  mainPath: 'xl/workbook.xml',
  mainType: `${OFFICE}.spreadsheetml.${kind}.main+xml`,
  types: [['/xl/worksheets/sheet1.xml', `${OFFICE}.spreadsheetml.worksheet+xml`]],
  parts: [
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${RELATION}"><sheets><sheet name="水壶" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    ['xl/_rels/workbook.xml.rels', relations([['rId1', 'worksheet', 'worksheets/sheet1.xml']])],
    [
      'xl/worksheets/sheet1.xml',
      `${HEAD}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>水壶在响。</t></is></c></row></sheetData></worksheet>`,
    ],
  ],
});

const shapes = (inner = ''): string =>
  `<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>${inner}</p:spTree></p:cSld>`;
const show = (name: string, inner: string): string =>
  `${HEAD}<p:${name} xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="${DRAWING}" xmlns:r="${RELATION}">${inner}</p:${name}>`;

const presentation = (kind: 'presentation' | 'template'): Document => ({
  mainPath: 'ppt/presentation.xml',
  mainType: `${OFFICE}.presentationml.${kind}.main+xml`,
  types: [
    ['/ppt/slides/slide1.xml', `${OFFICE}.presentationml.slide+xml`],
    ['/ppt/slideLayouts/slideLayout1.xml', `${OFFICE}.presentationml.slideLayout+xml`],
    ['/ppt/slideMasters/slideMaster1.xml', `${OFFICE}.presentationml.slideMaster+xml`],
  ],
  parts: [
    [
      'ppt/presentation.xml',
      show(
        'presentation',
        '<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rId2"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>',
      ),
    ],
    [
      'ppt/_rels/presentation.xml.rels',
      relations([
        ['rId1', 'slideMaster', 'slideMasters/slideMaster1.xml'],
        ['rId2', 'slide', 'slides/slide1.xml'],
      ]),
    ],
    [
      'ppt/slides/slide1.xml',
      show(
        'sld',
        shapes(
          '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Text"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="500000" y="500000"/><a:ext cx="5000000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>水壶在响。</a:t></a:r></a:p></p:txBody></p:sp>',
        ),
      ),
    ],
    ['ppt/slides/_rels/slide1.xml.rels', relations([['rId1', 'slideLayout', '../slideLayouts/slideLayout1.xml']])],
    ['ppt/slideLayouts/slideLayout1.xml', show('sldLayout', shapes())],
    [
      'ppt/slideLayouts/_rels/slideLayout1.xml.rels',
      relations([['rId1', 'slideMaster', '../slideMasters/slideMaster1.xml']]),
    ],
    [
      'ppt/slideMasters/slideMaster1.xml',
      show(
        'sldMaster',
        `${shapes()}<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst>`,
      ),
    ],
    [
      'ppt/slideMasters/_rels/slideMaster1.xml.rels',
      relations([['rId1', 'slideLayout', '../slideLayouts/slideLayout1.xml']]),
    ],
  ],
});

const DOCUMENTS: Readonly<Record<OfficeKind, Document>> = {
  docx: word('document'),
  dotx: word('template'),
  pptx: presentation('presentation'),
  potx: presentation('template'),
  xlsx: workbook('sheet'),
  xltx: workbook('template'),
};

/** A property of the document besides the label. */
export const SAMPLE_PROPERTY = { name: 'Checked by', value: '甲' } as const;
const CUSTOM = `${HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="${SAMPLE_PROPERTY.name}"><vt:lpwstr>${SAMPLE_PROPERTY.value}</vt:lpwstr></property></Properties>`;

/** A small whole document of Office that programs open; with `hasProperties` it has custom properties already. */
export function officeSample(kind: OfficeKind, hasProperties = false): Uint8Array {
  const { mainPath, mainType, parts, types = [] } = DOCUMENTS[kind];
  const overrides = [
    [`/${mainPath}`, mainType] as const,
    ...types,
    ...(hasProperties ? [['/docProps/custom.xml', `${OFFICE}.custom-properties+xml`] as const] : []),
  ].map(([path, type]) => `<Override PartName="${path}" ContentType="${type}"/>`);
  return pythonZip([
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      relations([
        ['rId1', 'officeDocument', mainPath],
        ...(hasProperties ? [['rId2', 'custom-properties', 'docProps/custom.xml'] as const] : []),
      ]),
    ],
    ...parts,
    ...(hasProperties ? [['docProps/custom.xml', CUSTOM] as const] : []),
  ]);
}

/** A small EPUB. */
export const bookSample = (): Uint8Array =>
  pythonZip([
    ['mimetype', 'application/epub+zip'],
    [
      'META-INF/container.xml',
      '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="OEBPS/a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    ],
    [
      'OEBPS/a.opf',
      '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>水壶</dc:title></metadata><spine/></package>',
    ],
    ['OEBPS/1.xhtml', '<html><body>水壶在响。</body></html>'],
  ]);
