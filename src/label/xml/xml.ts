import { fromUtf8 } from '../file/bytes.ts';
import { BLOCKS_MAX, unreadable } from '../file/source.ts';
import { unescapeXml } from '../xmp/xmp.ts';

/** An element of a document, with its places in the text. */
export interface XmlElement {
  /** As it is written, with its prefix. */
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  /** The namespace that its prefix stands for; empty when none is declared. */
  readonly namespace: string;
  /** By name as written, entities resolved. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: XmlElement | null;
  readonly from: number;
  /** Where the tag that opens it ends; `/>` for an empty one. */
  readonly contentFrom: number;
  /** Where the tag that closes it begins; `contentFrom` for an empty one. */
  readonly contentTo: number;
  readonly to: number;
}

const DEPTH_MAX = 256;
const NAMESPACES_MAX = 256;
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^<>[\]]*>|<\/(?<closed>[^\s<>/]+)\s*>|<(?<opened>[^\s<>/!?]+)(?<attributes>(?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/?)>/y;
const ATTRIBUTE = /([^\s=<>/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

interface OpenElement extends Omit<XmlElement, 'contentTo' | 'to' | 'parent'> {
  contentTo: number;
  to: number;
  readonly parent: OpenElement | null;
  readonly namespaces: ReadonlyMap<string, string>;
}

/**
 * The text of a part of XML, with a byte order mark if it has one.
 *
 * @throws HeguiError E_FILE_UNREADABLE when it is not UTF-8.
 */
export function xmlText(bytes: Uint8Array, what: string): string {
  const text = fromUtf8(bytes);
  if (text.includes('\ufffd')) throw unreadable(`${what} is not UTF-8`);
  return text;
}

/**
 * The elements of a document in their order, the root first. Not a validator: it knows the tags, their places and namespaces.
 *
 * @throws HeguiError E_FILE_UNREADABLE when tags are broken or do not match, or entities are declared.
 */
export function parseXml(text: string, what: string): readonly XmlElement[] {
  const elements: OpenElement[] = [];
  let open: OpenElement | null = null;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', TOKEN.lastIndex)) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null) throw unreadable(`${what} has a broken tag at character ${at}`);
    const { opened, closed, attributes = '', empty } = token.groups ?? {};
    if (opened !== undefined) {
      if (open === null && elements.length > 0) throw unreadable(`${what} has more than one root`);
      const element = openElement(opened, attributes, open, { from: at, to: TOKEN.lastIndex });
      elements.push(element);
      if (elements.length > BLOCKS_MAX) throw unreadable(`${what} has more than ${BLOCKS_MAX} elements`);
      if (empty === '') open = element;
    } else if (closed !== undefined) {
      if (open?.name !== closed) throw unreadable(`${what} closes ${closed.slice(0, 40)}, which is not open`);
      open.contentTo = at;
      open.to = TOKEN.lastIndex;
      open = open.parent;
    }
  }
  if (open !== null || elements.length === 0) throw unreadable(`${what} is not one whole document of XML`);
  return elements;
}

function openElement(
  name: string,
  attributeText: string,
  parent: OpenElement | null,
  { from, to }: { readonly from: number; readonly to: number },
): OpenElement {
  const attributes = new Map<string, string>();
  let namespaces = parent?.namespaces ?? new Map<string, string>();
  for (const [, key = '', double, single] of attributeText.matchAll(ATTRIBUTE)) {
    const value = unescapeXml(double ?? single ?? '');
    attributes.set(key, value);
    if (key === 'xmlns' || key.startsWith('xmlns:')) namespaces = new Map([...namespaces, [key.slice(6), value]]);
    if (namespaces.size > NAMESPACES_MAX) throw unreadable(`the XML has more than ${NAMESPACES_MAX} namespaces`);
  }
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? '' : name.slice(0, colon);
  const element = { name, prefix, local: name.slice(colon + 1), namespace: namespaces.get(prefix) ?? '' };
  if (depthOf(parent) >= DEPTH_MAX) throw unreadable(`the XML is more than ${DEPTH_MAX} elements deep`);
  return { ...element, attributes, parent, namespaces, from, contentFrom: to, contentTo: to, to };
}

function depthOf(element: OpenElement | null): number {
  let depth = 0;
  for (let at = element; at !== null && depth <= DEPTH_MAX; at = at.parent) depth += 1;
  return depth;
}

/** The text within an element, without tags and comments, entities resolved. */
export function textWithin(text: string, { contentFrom, contentTo }: XmlElement): string {
  return text
    .slice(contentFrom, contentTo)
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>|<[^>]*>|[^<]+/g, (whole, data) =>
      typeof data === 'string' ? data : whole.startsWith('<') ? '' : unescapeXml(whole),
    );
}

/** Text for within an element or an attribute in double quotes. */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The text with `added` as the last thing within an element; an empty tag is opened for it. */
export function appendWithin(text: string, element: XmlElement, added: string): string {
  if (element.to > element.contentTo)
    return `${text.slice(0, element.contentTo)}${added}${text.slice(element.contentTo)}`;
  const tag = text.slice(element.from, element.to).replace(/\s*\/>$/, '>');
  return `${text.slice(0, element.from)}${tag}${added}</${element.name}>${text.slice(element.to)}`;
}

/** The text without some of its elements. */
export function withoutElements(text: string, elements: readonly XmlElement[]): string {
  let rest = text;
  for (const { from, to } of elements.toSorted((one, other) => other.from - one.from))
    rest = rest.slice(0, from) + rest.slice(to);
  return rest;
}
