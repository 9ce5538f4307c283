import { unreadable, unsupported } from '../../file/source.ts';
import { appendWithin, escapeXml, parseXml, type XmlElement } from '../../xml/xml.ts';

export const CONTENT_TYPES = '[Content_Types].xml';
export const RELATIONSHIPS = '_rels/.rels';
export const CUSTOM_PROPERTIES = 'docProps/custom.xml';
const PROPERTIES_TYPE = 'application/vnd.openxmlformats-officedocument.custom-properties+xml';
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties';
const STRICT_RELATION = 'http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties';
const STRICT_BASE = 'http://purl.oclc.org/ooxml/';

const typesOf = (text: string): readonly XmlElement[] => parseXml(text, CONTENT_TYPES);

/** The types that single parts of the package have. */
export const contentTypes = (text: string): string[] =>
  typesOf(text)
    .filter(({ local }) => local === 'Override')
    .map(({ attributes }) => attributes.get('ContentType') ?? '');

/** The content types with an entry for the custom properties; the same text when it is there. */
export function addContentType(text: string, part: string): string {
  const elements = typesOf(text);
  const root = requireRoot(elements, CONTENT_TYPES, 'Types');
  const override = elements.find(
    ({ local, attributes }) =>
      local === 'Override' && attributes.get('PartName')?.toLowerCase() === `/${part}`.toLowerCase(),
  );
  if (override === undefined) {
    const attributes = `PartName="/${escapeXml(part)}" ContentType="${PROPERTIES_TYPE}"`;
    return appendWithin(text, root, `<${withPrefix(root, 'Override')} ${attributes}/>`);
  }
  if (override.attributes.get('ContentType')?.toLowerCase() === PROPERTIES_TYPE) return text;
  throw unsupported(`${CONTENT_TYPES} gives ${part} another type than that of custom properties`);
}

/** The part that the package names as its custom properties, without the leading slash; null when it names none. */
export function customPropertiesPart(text: string): string | null {
  const relations = parseXml(text, RELATIONSHIPS).filter(
    ({ local, attributes }) =>
      local === 'Relationship' && [RELATION, STRICT_RELATION].includes(attributes.get('Type') ?? ''),
  );
  if (relations.length > 1) throw unreadable(`${RELATIONSHIPS} names more than one part of custom properties`);
  const target = relations[0]?.attributes.get('Target');
  return target === undefined ? null : target.replace(/^\.?\//, '');
}

/** Whether the package is of the strict wording of the standard, which has names of its own. */
export const isStrictPackage = (text: string): boolean =>
  parseXml(text, RELATIONSHIPS).some(({ attributes }) => attributes.get('Type')?.startsWith(STRICT_BASE) === true);

/** The relationships with one to the custom properties, under the first number that is free. */
export function addRelationship(text: string): string {
  const elements = parseXml(text, RELATIONSHIPS);
  const root = requireRoot(elements, RELATIONSHIPS, 'Relationships');
  const ids = new Set(elements.map(({ attributes }) => attributes.get('Id')));
  let number = 1;
  while (ids.has(`rId${number}`)) number += 1;
  const type = isStrictPackage(text) ? STRICT_RELATION : RELATION;
  const attributes = `Id="rId${number}" Type="${type}" Target="${CUSTOM_PROPERTIES}"`;
  return appendWithin(text, root, `<${withPrefix(root, 'Relationship')} ${attributes}/>`);
}

const withPrefix = ({ prefix }: XmlElement, local: string): string => (prefix === '' ? local : `${prefix}:${local}`);

function requireRoot(elements: readonly XmlElement[], what: string, local: string): XmlElement {
  const root = elements[0];
  if (root?.local !== local) throw unreadable(`${what} has no root ${local}`);
  return root;
}
