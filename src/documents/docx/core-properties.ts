import type { DocumentFile } from '../document.ts';
import { escapeXml, XML_HEAD } from '../xml.ts';

const SPACES =
  'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** `docProps/core.xml`. The package would put the time of the clock there; the document says its own. */
export function coreProperties({ title, language, subject, producer, madeAt }: DocumentFile): string {
  const at = madeAt.toISOString().replace(/\.\d+Z$/, 'Z');
  const fields = [
    `<dc:title>${escapeXml(title)}</dc:title>`,
    ...(subject === undefined ? [] : [`<dc:subject>${escapeXml(subject)}</dc:subject>`]),
    ...(producer === undefined ? [] : [`<dc:creator>${escapeXml(producer)}</dc:creator>`]),
    `<dc:language>${language}</dc:language>`,
    '<cp:lastModifiedBy>Hegui</cp:lastModifiedBy>',
    `<dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created>`,
    `<dcterms:modified xsi:type="dcterms:W3CDTF">${at}</dcterms:modified>`,
  ];
  return `${XML_HEAD}<cp:coreProperties ${SPACES}>${fields.join('')}</cp:coreProperties>`;
}
