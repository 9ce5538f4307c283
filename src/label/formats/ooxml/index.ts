import { HeguiError } from '../../../kernel/errors.ts';
import { hasLatin1At, utf8, viewOf } from '../../file/bytes.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import type { Patch } from '../../file/patch.ts';
import { type ByteSource, unreadable, unsupported } from '../../file/source.ts';
import { extensionOf } from '../../file/text.ts';
import type { ImplicitLabel } from '../../implicit-label.ts';
import { xmlText } from '../../xml/xml.ts';
import { rewriteZip } from '../../zip/rewrite-zip.ts';
import { findEntry, readEntry, readZip, type Zip } from '../../zip/zip.ts';
import { emptyProperties, readProperties, writeProperties } from './custom-properties.ts';
import {
  addContentType,
  addRelationship,
  CONTENT_TYPES,
  CUSTOM_PROPERTIES,
  contentTypes,
  customPropertiesPart,
  isStrictPackage,
  RELATIONSHIPS,
} from './package-parts.ts';

/**
 * Office Open XML: the label is the custom property AIGC, a `vt:lpwstr`, in docProps/custom.xml (TC260-PG-20258A, 6.1; the
 * guide names docx, pptx, xlsx, dotx, potx and xltx, and kinds with macros keep their properties at the same place).
 *
 * A signed package is refused: whether its signature covers the parts that change depends on who signed. An encrypted one is
 * another kind of file around the package, and is refused as well.
 */
function ooxml(kind: Pick<LabelFormat, 'id' | 'name' | 'extensions' | 'mediaTypes'>, mainType: RegExp): LabelFormat {
  return {
    ...kind,
    guide: 'TC260-PG-20258A',
    detect: async (head, name, source) => await detectPackage(head, name, source, { mainType, kind }),
    read: readPackage,
    write: writePackage,
  };
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';

export const docx: LabelFormat = ooxml(
  {
    id: 'docx',
    name: 'Word document',
    extensions: ['docx', 'dotx', 'docm', 'dotm'],
    mediaTypes: [`${OFFICE}.wordprocessingml.document`, `${OFFICE}.wordprocessingml.template`],
  },
  /^application\/vnd\.(?:openxmlformats-officedocument\.wordprocessingml|ms-word)\..*\bmain(?:\+xml)?$/i,
);
export const pptx: LabelFormat = ooxml(
  {
    id: 'pptx',
    name: 'PowerPoint presentation',
    extensions: ['pptx', 'potx', 'ppsx', 'pptm', 'potm', 'ppsm'],
    mediaTypes: [`${OFFICE}.presentationml.presentation`, `${OFFICE}.presentationml.template`],
  },
  /^application\/vnd\.(?:openxmlformats-officedocument\.presentationml|ms-powerpoint)\..*\bmain(?:\+xml)?$/i,
);
export const xlsx: LabelFormat = ooxml(
  {
    id: 'xlsx',
    name: 'Excel workbook',
    extensions: ['xlsx', 'xltx', 'xlsm', 'xltm', 'xlsb'],
    mediaTypes: [`${OFFICE}.spreadsheetml.sheet`, `${OFFICE}.spreadsheetml.template`],
  },
  /^application\/vnd\.(?:openxmlformats-officedocument\.spreadsheetml|ms-excel)\..*\bmain(?:\+xml)?$/i,
);

const COMPOUND = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
const COMPOUND_SECTOR_BYTES = 4_096;

interface Kind {
  readonly mainType: RegExp;
  readonly kind: Pick<LabelFormat, 'id' | 'extensions'>;
}

async function detectPackage(
  head: Uint8Array,
  name: string | null,
  source: ByteSource,
  { mainType, kind }: Kind,
): Promise<boolean> {
  const isNamed = kind.extensions.includes(extensionOf(name) ?? '');
  if (hasLatin1At(head, 0, COMPOUND))
    return (isNamed || (name === null && kind.id === 'docx')) && (await isEncryptedPackage(head, source));
  if (!hasLatin1At(head, 0, 'PK\x03\x04')) return false;
  try {
    const types = (await openZip(source)).types;
    return types !== null && contentTypes(types).some((type) => mainType.test(type));
  } catch (error) {
    // A package that is broken before it says what it is, is what its name says, so that reading it tells the fault.
    if (error instanceof HeguiError) return isNamed;
    throw error;
  }
}

/** Encrypted packages are compound files with a stream of that name in their directory. */
async function isEncryptedPackage(head: Uint8Array, source: ByteSource): Promise<boolean> {
  if (head.length < 512) return false;
  const view = viewOf(head);
  const sector = 2 ** Math.min(view.getUint16(30, true), 16);
  const directory = await source.read((view.getUint32(48, true) + 1) * sector, COMPOUND_SECTOR_BYTES);
  return new TextDecoder('utf-16le').decode(directory).includes('EncryptedPackage');
}

interface OpenZip {
  readonly zip: Zip;
  /** What the package says of the types of its parts; null for a ZIP that is no package. */
  readonly types: string | null;
}

/** By this each of the kinds is told, and the one that it is opens by it once more; bytes of a source never change. */
const opened = new WeakMap<ByteSource, Promise<OpenZip>>();

async function openZip(source: ByteSource): Promise<OpenZip> {
  const known = opened.get(source) ?? readTypes(source);
  opened.set(source, known);
  return await known;
}

async function readTypes(source: ByteSource): Promise<OpenZip> {
  const zip = await readZip(source);
  return { zip, types: findEntry(zip, CONTENT_TYPES) === null ? null : await readPart(source, zip, CONTENT_TYPES) };
}

interface Package {
  readonly zip: Zip;
  readonly types: string;
  readonly relationships: string;
  /** The part of the custom properties as the package names it, or where it would stand. */
  readonly part: string;
  readonly isKnown: boolean;
  readonly properties: string | null;
}

async function openPackage(source: ByteSource): Promise<Package> {
  const head = await source.read(0, 8);
  if (hasLatin1At(head, 0, COMPOUND)) throw unsupported('the document is encrypted; remove its password first');
  const { zip, types } = await openZip(source);
  if (types === null) throw unreadable(`the package has no ${CONTENT_TYPES}`);
  const relationships = await readPart(source, zip, RELATIONSHIPS);
  const named = customPropertiesPart(relationships);
  const part = named ?? CUSTOM_PROPERTIES;
  const properties = findEntry(zip, part) === null ? null : await readPart(source, zip, part);
  return { zip, types, relationships, part, isKnown: named !== null, properties };
}

async function readPart(source: ByteSource, zip: Zip, name: string): Promise<string> {
  const entry = findEntry(zip, name);
  if (entry === null) throw unreadable(`the package has no ${name}`);
  return xmlText(await readEntry(source, entry), name);
}

async function readPackage(source: ByteSource): Promise<readonly Carrier[]> {
  const { part, isKnown, properties } = await openPackage(source);
  return properties === null ? [] : readProperties(properties, part, isKnown);
}

async function writePackage(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const { zip, types, relationships, part, isKnown, properties } = await openPackage(source);
  if (zip.entries.some(({ name }) => name.toLowerCase().startsWith('_xmlsignatures/')))
    throw unsupported('the document is signed, and a label might break the signature; write the label, then sign');
  const empty = emptyProperties(isStrictPackage(relationships));
  const changes = new Map<string, Uint8Array>();
  const change = (name: string, before: string | null, after: string): void => {
    // The entry keeps the name that the directory gives it, whatever its case.
    if (before !== after) changes.set(findEntry(zip, name)?.name ?? name, utf8(after));
  };
  change(CONTENT_TYPES, types, addContentType(types, part));
  change(RELATIONSHIPS, relationships, isKnown ? relationships : addRelationship(relationships));
  change(part, properties, writeProperties(properties ?? empty, label));
  return rewriteZip(zip, changes);
}
