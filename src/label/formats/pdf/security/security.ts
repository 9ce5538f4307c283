import { concat } from '../../../file/bytes.ts';
import { unreadable, unsupported } from '../../../file/source.ts';
import { entryOf, type PdfDictionary, type PdfValue } from '../values.ts';
import { aesDecrypt, aesEncrypt, rc4, sha2 } from './ciphers.ts';
import { fileKey, type KeyFacts } from './file-key.ts';
import { md5 } from './md5.ts';

/** Which object a piece belongs to: the key of older encryption depends on it. */
export interface Owner {
  readonly number: number;
  readonly generation: number;
}

/** Encryption of a file that opens without a password. */
export interface Security {
  readonly encryptsMetadata: boolean;
  decrypt(what: 'string' | 'stream', data: Uint8Array, owner: Owner): Promise<Uint8Array>;
  encrypt(what: 'string' | 'stream', data: Uint8Array, owner: Owner): Promise<Uint8Array>;
}

type Method = 'none' | 'rc4' | 'aes-128' | 'aes-256';
const METHODS: Readonly<Record<string, Method>> = { None: 'none', V2: 'rc4', AESV2: 'aes-128', AESV3: 'aes-256' };
const BLOCK = 16;

/**
 * Opens the encryption of a file with the empty password.
 *
 * @param dictionary of `Encrypt` with all its values at hand; `id` is the first half of the file's `ID`.
 * @throws HeguiError E_FILE_UNSUPPORTED when a password is needed, or the encryption is of another kind.
 */
export async function openSecurity(dictionary: PdfDictionary, id: Uint8Array): Promise<Security> {
  const filter = entryOf(dictionary, 'Filter');
  if (filter?.kind !== 'name' || filter.value !== 'Standard')
    throw unsupported('the PDF is encrypted in a way of its own, not by the standard security handler');
  const version = numberOf(dictionary, 'V', 0);
  const facts = readFacts(dictionary, version, id);
  const methods = readMethods(dictionary, version);
  const key = await fileKey(facts);
  if (key === null) throw unsupported('the PDF needs a password to be opened; remove it first');
  return {
    encryptsMetadata: facts.encryptsMetadata,
    decrypt: async (what, data, owner) => await decrypt(methods[what], key, data, owner),
    encrypt: async (what, data, owner) => await encrypt(methods[what], key, data, owner),
  };
}

function readFacts(dictionary: PdfDictionary, version: number, id: Uint8Array): KeyFacts {
  const string = (name: string): Uint8Array => {
    const value = entryOf(dictionary, name);
    return value?.kind === 'string' ? value.bytes : new Uint8Array();
  };
  const encryptsMetadata = entryOf(dictionary, 'EncryptMetadata');
  const bits = version >= 4 ? 128 : version === 1 ? 40 : numberOf(dictionary, 'Length', 40);
  if (bits < 40 || bits > 128 || bits % 8 !== 0) throw unreadable(`the PDF names a key of ${bits} bits`);
  return {
    revision: numberOf(dictionary, 'R', 0),
    keyBytes: bits / 8,
    owner: string('O'),
    user: string('U'),
    userKey: string('UE'),
    permissions: numberOf(dictionary, 'P', 0),
    encryptsMetadata: !(encryptsMetadata?.kind === 'boolean' && !encryptsMetadata.value),
    id,
  };
}

function readMethods(dictionary: PdfDictionary, version: number): Readonly<Record<'string' | 'stream', Method>> {
  if (version === 1 || version === 2) return { string: 'rc4', stream: 'rc4' };
  if (version !== 4 && version !== 5) throw unsupported(`the PDF is encrypted by the unknown version ${version}`);
  const filters = entryOf(dictionary, 'CF');
  const method = (name: PdfValue | undefined): Method => {
    if (name?.kind !== 'name' || name.value === 'Identity') return 'none';
    const filter = filters?.kind === 'dictionary' ? entryOf(filters, name.value) : undefined;
    const kind = filter?.kind === 'dictionary' ? entryOf(filter, 'CFM') : undefined;
    const found = kind?.kind === 'name' && Object.hasOwn(METHODS, kind.value) ? METHODS[kind.value] : undefined;
    if (found === undefined) throw unsupported('the PDF names a way of encryption that is not known');
    return found;
  };
  return { string: method(entryOf(dictionary, 'StrF')), stream: method(entryOf(dictionary, 'StmF')) };
}

function numberOf(dictionary: PdfDictionary, name: string, otherwise: number): number {
  const value = entryOf(dictionary, name);
  return value?.kind === 'number' ? value.value : otherwise;
}

async function decrypt(method: Method, key: Uint8Array, data: Uint8Array, owner: Owner): Promise<Uint8Array> {
  if (method === 'none') return data;
  const own = objectKey(method, key, owner);
  if (method === 'rc4') return rc4(own, data);
  if (data.length === 0) return data;
  if (data.length < 2 * BLOCK || data.length % BLOCK !== 0)
    throw unreadable('an encrypted piece of the PDF is cut off');
  return await aesDecrypt(own, data.subarray(0, BLOCK), data.subarray(BLOCK));
}

async function encrypt(method: Method, key: Uint8Array, data: Uint8Array, owner: Owner): Promise<Uint8Array> {
  if (method === 'none') return data;
  const own = objectKey(method, key, owner);
  if (method === 'rc4') return rc4(own, data);
  // The vector comes from key and data, so that the same label gives the same bytes; equal data under one key hide nothing.
  const iv = (await sha2(256, concat(own, data))).subarray(0, BLOCK);
  return concat(iv, await aesEncrypt(own, iv, data));
}

function objectKey(method: Method, key: Uint8Array, { number, generation }: Owner): Uint8Array {
  if (method === 'aes-256') return key;
  const place = Uint8Array.of(number, number >> 8, number >> 16, generation, generation >> 8);
  const salt = method === 'aes-128' ? Uint8Array.of(0x73, 0x41, 0x6c, 0x54) : new Uint8Array();
  return md5(concat(key, place, salt)).subarray(0, Math.min(key.length + 5, 16));
}
