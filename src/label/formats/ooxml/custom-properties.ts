import type { Carrier } from '../../file/format.ts';
import { readLabelValue } from '../../file/label-value.ts';
import { unreadable } from '../../file/source.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import { appendWithin, escapeXml, parseXml, textWithin, withoutElements, type XmlElement } from '../../xml/xml.ts';

const FORMAT_ID = '{D5CDD505-2E9C-101B-9397-08002B2CF9AE}';
/** Lower numbers have a meaning of their own. */
const FIRST_ID = 2;
const ID_MAX = 0x7fffffff;
const WHAT = 'the custom properties';

/** The namespaces of one of the two wordings of the standard, as they stand in real packages. */
export interface PropertyNamespaces {
  readonly properties: string;
  readonly values: string;
}
const TRANSITIONAL: PropertyNamespaces = {
  properties: 'http://schemas.openxmlformats.org/officeDocument/2006/custom-properties',
  values: 'http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes',
};
const STRICT: PropertyNamespaces = {
  properties: 'http://purl.oclc.org/ooxml/officeDocument/customProperties',
  values: 'http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes',
};

/** An empty part of custom properties. */
export function emptyProperties(isStrict: boolean): string {
  const { properties, values } = isStrict ? STRICT : TRANSITIONAL;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="${properties}" xmlns:vt="${values}"></Properties>`;
}

/** The labels among the properties; `isKnown` tells whether the package says that this part holds its properties. */
export function readProperties(text: string, part: string, isKnown: boolean): Carrier[] {
  return labelProperties(text).map(({ property, value }) => {
    const name = property.attributes.get('name') ?? '';
    const type = value?.local ?? 'nothing';
    return {
      place: `${part} ${name}${type === 'lpwstr' ? '' : ` (vt:${type})`}`,
      isMain: isKnown && name === 'AIGC' && type === 'lpwstr',
      form: 'bare',
      text: value === undefined ? '' : textWithin(text, value),
    };
  });
}

interface LabelProperty {
  readonly property: XmlElement;
  /** The element that holds the value, whose name is its type. */
  readonly value: XmlElement | undefined;
}

function labelProperties(text: string): LabelProperty[] {
  const elements = parseXml(text, WHAT);
  const root = requireRoot(elements);
  const firstChildren = new Map<XmlElement | null, XmlElement>();
  for (const element of elements.toReversed()) firstChildren.set(element.parent, element);
  return elements
    .filter((element) => element.parent === root && element.local === 'property')
    .map((property) => ({ property, value: firstChildren.get(property) }))
    .filter(({ property, value }) => {
      const name = property.attributes.get('name') ?? '';
      if (name === 'AIGC') return true;
      // A name in other letters is somebody's own, as long as it says nothing of a label.
      return name.toUpperCase() === 'AIGC' && value !== undefined && readLabelValue(textWithin(text, value)) !== null;
    });
}

function requireRoot(elements: readonly XmlElement[]): XmlElement {
  const root = elements[0];
  if (root?.local !== 'Properties') throw unreadable(`${WHAT} have no root Properties`);
  return root;
}

/** The properties with this label as the only one; the others and their numbers stay to the byte. */
export function writeProperties(text: string, label: ImplicitLabel): string {
  const cleared = withoutElements(
    text,
    labelProperties(text).map(({ property }) => property),
  );
  const elements = parseXml(cleared, WHAT);
  const root = requireRoot(elements);
  const isStrict = root.namespace === STRICT.properties;
  const tag = root.prefix === '' ? 'property' : `${root.prefix}:property`;
  const attributes = `fmtid="${FORMAT_ID}" pid="${nextId(elements, root)}" name="AIGC"`;
  const declared = `xmlns:vt="${(isStrict ? STRICT : TRANSITIONAL).values}"`;
  const value = `<vt:lpwstr${root.attributes.get('xmlns:vt') === undefined ? ` ${declared}` : ''}>${escapeXml(bareLabelText(label))}</vt:lpwstr>`;
  return appendWithin(cleared, root, `<${tag} ${attributes}>${value}</${tag}>`);
}

/** The number after the highest one, or the lowest that is free when there is none. */
function nextId(elements: readonly XmlElement[], root: XmlElement): number {
  const ids = new Set(
    elements.filter(({ parent }) => parent === root).map(({ attributes }) => Number(attributes.get('pid') ?? 0)),
  );
  const highest = Math.max(FIRST_ID - 1, ...[...ids].filter(Number.isSafeInteger));
  if (highest < ID_MAX) return highest + 1;
  let id = FIRST_ID;
  while (ids.has(id)) id += 1;
  return id;
}
