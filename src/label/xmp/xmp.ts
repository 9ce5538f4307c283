import { unsupported } from '../file/source.ts';
import { bareLabelText, type ImplicitLabel } from '../implicit-label.ts';

/** The namespace of the label's property in XMP (TC260-PG-20259A). */
export const LABEL_NAMESPACE = 'http://www.tc260.org.cn/ns/AIGC/1.0/';
const RDF_NAMESPACE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const PREFIX = 'TC260';
const PROPERTY = 'AIGC';
const NAME = '[A-Za-z_][\\w.-]*';
const EMPTY_DESCRIPTION = new RegExp(
  `<(${NAME}):Description \\1:about="[^"<>]*" xmlns:${PREFIX}="${RegExp.escape(LABEL_NAMESPACE)}"></\\1:Description>`,
  'g',
);
/** More prefixes for one namespace are nobody's file. */
const PREFIXES_MAX = 16;

/** A property of the label in a packet: where it stands, and its value with the entities of XML resolved. */
interface FoundProperty {
  readonly from: number;
  readonly to: number;
  readonly value: string;
}

/** The values of all label properties in an XMP packet, elements and attributes, in their order. */
export function readXmpLabels(packet: string): string[] {
  return findProperties(packet).map(({ value }) => value);
}

/**
 * The packet with this label as its only one, everything else as it stands; a new packet where there is none.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when the packet has no RDF that could be added to, or is so damaged that the label
 * would not be the only one a reader finds.
 */
export function writeXmpLabel(packet: string | null, label: ImplicitLabel): string {
  const present = packet === null ? [] : readXmpLabels(packet);
  if (packet !== null && present.length === 1 && present[0] === bareLabelText(label)) return packet;
  const written = addLabel(packet, label);
  const found = readXmpLabels(written);
  if (found.length === 1 && found[0] === bareLabelText(label)) return written;
  throw unsupported(
    'the XMP packet is damaged, so the label would not be the only one in it; remove or mend the packet',
  );
}

function addLabel(packet: string | null, label: ImplicitLabel): string {
  const value = escapeXml(bareLabelText(label));
  if (packet === null || packet.trim() === '') return newPacket(description('rdf', '', value));
  const cleared = removeXmpLabels(packet);
  const rdf = prefixesOf(cleared, RDF_NAMESPACE)[0];
  if (rdf === undefined) throw unsupported('the XMP packet holds no RDF, so the label cannot be added to it');
  const added = description(rdf, aboutOf(cleared, rdf), value);
  const end = cleared.lastIndexOf(`</${rdf}:RDF`);
  if (end >= 0) return `${cleared.slice(0, end)}${added}${cleared.slice(end)}`;
  const empty = new RegExp(`<${rdf}:RDF\\b([^<>]*)/>`).exec(cleared);
  if (empty === null) throw unsupported('the XMP packet holds no RDF, so the label cannot be added to it');
  const rest = cleared.slice(empty.index + empty[0].length);
  return `${cleared.slice(0, empty.index)}<${rdf}:RDF${empty[1] ?? ''}>${added}</${rdf}:RDF>${rest}`;
}

/** The packet without any label property; the same text when it has none. */
export function removeXmpLabels(packet: string): string {
  let rest = packet;
  for (const { from, to } of findProperties(packet).reverse()) rest = rest.slice(0, from) + rest.slice(to);
  // What was added around a label goes with it, or a packet would grow with every writing.
  return rest === packet ? packet : rest.replace(EMPTY_DESCRIPTION, '');
}

function findProperties(packet: string): FoundProperty[] {
  const found: FoundProperty[] = [];
  for (const prefix of prefixesOf(packet, LABEL_NAMESPACE)) {
    const name = `${RegExp.escape(prefix)}:${PROPERTY}`;
    const element = new RegExp(`<${name}(?:\\s[^<>]*)?>([^<]*)</${name}\\s*>|<${name}(?:\\s[^<>]*)?/>`, 'g');
    for (const match of packet.matchAll(element)) found.push(foundAt(match, match[1] ?? ''));
    const attribute = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'g');
    for (const match of packet.matchAll(attribute)) found.push(foundAt(match, match[1] ?? match[2] ?? ''));
  }
  return found.sort((one, other) => one.from - other.from);
}

const foundAt = (match: RegExpExecArray, value: string): FoundProperty => ({
  from: match.index,
  to: match.index + match[0].length,
  value: unescapeXml(value.replace(/^<!\[CDATA\[([\s\S]*)\]\]>$/, '$1')),
});

function prefixesOf(packet: string, namespace: string): string[] {
  const binding = new RegExp(`xmlns:(${NAME})\\s*=\\s*["']${RegExp.escape(namespace)}["']`, 'g');
  const prefixes = new Set(Array.from(packet.matchAll(binding), (match) => match[1] ?? ''));
  return [...prefixes].slice(0, PREFIXES_MAX);
}

// All descriptions of a packet are about the same thing, and say so in the same way.
function aboutOf(packet: string, rdf: string): string {
  const match = new RegExp(
    `<${RegExp.escape(rdf)}:Description\\b[^<>]*?\\s${RegExp.escape(rdf)}:about\\s*=\\s*(?:"([^"]*)"|'([^']*)')`,
  ).exec(packet);
  return match?.[1] ?? match?.[2] ?? '';
}

const description = (rdf: string, about: string, value: string): string =>
  `<${rdf}:Description ${rdf}:about="${about.replaceAll('"', '&quot;')}" xmlns:${PREFIX}="${LABEL_NAMESPACE}">` +
  `<${PREFIX}:${PROPERTY}>${value}</${PREFIX}:${PROPERTY}></${rdf}:Description>`;

const newPacket = (content: string): string =>
  '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF_NAMESPACE}">${content}</rdf:RDF></x:xmpmeta>` +
  '<?xpacket end="w"?>';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of XML with the five entities and the numbered ones resolved; others, which a DTD would define, stay as they are. */
export function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return ENTITIES[name] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : String(whole);
  });
}
