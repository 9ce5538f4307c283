import { HeguiError } from '../../../kernel/errors.ts';
import { fromLatin1, hasLatin1At, utf8 } from '../../file/bytes.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import { readLabelValue } from '../../file/label-value.ts';
import type { Patch } from '../../file/patch.ts';
import { type ByteSource, unreadable, unsupported } from '../../file/source.ts';
import { extensionOf } from '../../file/text.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import {
  appendWithin,
  escapeXml,
  parseXml,
  textWithin,
  withoutElements,
  type XmlElement,
  xmlText,
} from '../../xml/xml.ts';
import { rewriteZip } from '../../zip/rewrite-zip.ts';
import { readEntry, readZip, type Zip } from '../../zip/zip.ts';

const MEDIA_TYPE = 'application/epub+zip';
const CONTAINER = 'META-INF/container.xml';
const SIGNATURES = 'META-INF/signatures.xml';
const PACKAGE_TYPE = 'application/oebps-package+xml';
/** Renditions of one book; most have one. */
const PACKAGES_MAX = 16;

/**
 * EPUB: the label is `<meta name="AIGC" content="…"/>` in the metadata of the (first) package document. No guide names a
 * place. This form is EPUB 2's own, and EPUB 3 keeps it for what its vocabulary does not know; a `property` of EPUB 3 would
 * have to be declared, and no EPUB 2 reader would know it. One with a property that ends in AIGC is read, and told as not in
 * its place. A signed book is refused, because its signature covers the package document.
 */
export const epub: LabelFormat = {
  id: 'epub',
  name: 'EPUB',
  extensions: ['epub'],
  mediaTypes: [MEDIA_TYPE],
  guide: null,
  detect: detectEpub,
  read: readEpub,
  write: writeEpub,
};

async function detectEpub(head: Uint8Array, name: string | null, source: ByteSource): Promise<boolean> {
  if (!hasLatin1At(head, 0, 'PK\x03\x04')) return false;
  if (fromLatin1(head.subarray(30, 256)).startsWith(`mimetype${MEDIA_TYPE}`)) return true;
  // Careless writers pack the type or put it elsewhere.
  if (extensionOf(name) !== 'epub') return false;
  try {
    return (await readZip(source)).entries.some((entry) => entry.name === CONTAINER);
  } catch (error) {
    // A broken book is what its name says, so that reading it tells the fault.
    if (error instanceof HeguiError) return true;
    throw error;
  }
}

interface PackageDocument {
  readonly path: string;
  readonly text: string;
  readonly metadata: XmlElement;
  readonly labels: readonly { readonly element: XmlElement; readonly carrier: Carrier }[];
}

async function readPackages(source: ByteSource, zip: Zip): Promise<readonly PackageDocument[]> {
  const container = parseXml(await readText(source, zip, CONTAINER), CONTAINER);
  const paths = container
    .filter(({ local, attributes }) => local === 'rootfile' && attributes.get('media-type') === PACKAGE_TYPE)
    .map(({ attributes }) => attributes.get('full-path') ?? '');
  const unique = [...new Set(paths)];
  if (unique.length === 0 || unique.length > PACKAGES_MAX)
    throw unreadable(`${CONTAINER} of the EPUB names ${unique.length} package documents`);
  const packages: PackageDocument[] = [];
  for (const path of unique) packages.push(readPackage(path, await readText(source, zip, path)));
  return packages;
}

async function readText(source: ByteSource, zip: Zip, path: string): Promise<string> {
  const entry = zip.entries.find(({ name }) => name === path);
  if (entry === undefined) throw unreadable(`the EPUB has no ${path.slice(0, 80)}`);
  return xmlText(await readEntry(source, entry), path.slice(0, 80));
}

function readPackage(path: string, text: string): PackageDocument {
  const elements = parseXml(text, path.slice(0, 80));
  const metadata = elements.find(({ local, parent }) => local === 'metadata' && parent === elements[0]);
  if (metadata === undefined) throw unreadable(`${path.slice(0, 80)} of the EPUB has no metadata`);
  const labels = elements
    .filter((element) => element.parent === metadata && element.local === 'meta')
    .flatMap((element) => {
      const carrier = carrierOf(text, element);
      return carrier === null ? [] : [{ element, carrier }];
    });
  return { path, text, metadata, labels };
}

function carrierOf(text: string, element: XmlElement): Carrier | null {
  const name = element.attributes.get('name');
  const property = element.attributes.get('property');
  if (name === 'AIGC')
    return { place: 'EPUB meta AIGC', isMain: true, form: 'bare', text: element.attributes.get('content') ?? '' };
  const other = name ?? property?.replace(/^.*:/, '');
  if (other?.toUpperCase() !== 'AIGC') return null;
  const value = name === undefined ? textWithin(text, element) : (element.attributes.get('content') ?? '');
  // A name in other letters is somebody's own, as long as it says nothing of a label.
  if (readLabelValue(value) === null) return null;
  return { place: `EPUB meta ${name ?? `property ${property}`}`, isMain: false, form: 'bare', text: value };
}

async function readEpub(source: ByteSource): Promise<readonly Carrier[]> {
  const packages = await readPackages(source, await readZip(source));
  return packages.flatMap(({ labels }) => labels.map(({ carrier }) => carrier));
}

async function writeEpub(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const zip = await readZip(source);
  if (zip.entries.some(({ name }) => name === SIGNATURES))
    throw unsupported('the EPUB is signed, and a label would break the signature; write the label, then sign');
  const changes = new Map<string, Uint8Array>();
  for (const [index, { path, text, labels }] of (await readPackages(source, zip)).entries()) {
    const cleared = withoutElements(
      text,
      labels.map(({ element }) => element),
    );
    const written = index === 0 ? withLabel(path, cleared, label) : cleared;
    if (written !== text) changes.set(path, utf8(written));
  }
  return rewriteZip(zip, changes);
}

function withLabel(path: string, text: string, label: ImplicitLabel): string {
  const { metadata } = readPackage(path, text);
  const tag = metadata.prefix === '' ? 'meta' : `${metadata.prefix}:meta`;
  return appendWithin(text, metadata, `<${tag} name="AIGC" content="${escapeXml(bareLabelText(label))}"/>`);
}
