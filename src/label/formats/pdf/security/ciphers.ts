import { concat } from '../../../file/bytes.ts';
import { unreadable, unsupported } from '../../../file/source.ts';

const BLOCK = 16;

/** RC4 both ways. Long broken, and what older PDF files are encrypted with. */
export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (one: number, other: number): void => {
    const kept = state[one] ?? 0;
    state[one] = state[other] ?? 0;
    state[other] = kept;
  };
  let j = 0;
  for (let i = 0; i < 256; i += 1) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  let i = 0;
  j = 0;
  return data.map((byte) => {
    i = (i + 1) & 0xff;
    j = (j + (state[i] ?? 0)) & 0xff;
    swap(i, j);
    return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 0xff] ?? 0);
  });
}

/** @throws HeguiError E_FILE_UNSUPPORTED where Web Crypto is missing, such as on a page without HTTPS. */
function subtle(): SubtleCrypto {
  const found: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (found !== undefined) return found;
  throw unsupported('the PDF is encrypted, and Web Crypto is missing here; open the page over HTTPS');
}

type SubtleCrypto = typeof globalThis.crypto.subtle;

const importKey = async (key: Uint8Array): ReturnType<SubtleCrypto['importKey']> =>
  await subtle().importKey('raw', Uint8Array.from(key), 'AES-CBC', false, ['encrypt', 'decrypt']);

/** AES in CBC, padded by PKCS 7. */
export async function aesEncrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const algorithm = { name: 'AES-CBC', iv: Uint8Array.from(iv) };
  return new Uint8Array(await subtle().encrypt(algorithm, await importKey(key), Uint8Array.from(data)));
}

/** @throws HeguiError E_FILE_UNREADABLE when the padding is wrong, so that the data are not what was encrypted. */
export async function aesDecrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const algorithm = { name: 'AES-CBC', iv: Uint8Array.from(iv) };
  const imported = await importKey(key);
  try {
    return new Uint8Array(await subtle().decrypt(algorithm, imported, Uint8Array.from(data)));
  } catch {
    throw unreadable('an encrypted piece of the PDF is damaged');
  }
}

/** AES in CBC of whole blocks without padding: the block of padding that Web Crypto adds is left out. */
export const aesEncryptBlocks = async (key: Uint8Array, iv: Uint8Array, data: Uint8Array): Promise<Uint8Array> =>
  (await aesEncrypt(key, iv, data)).subarray(0, data.length);

/** As above, back: the block of padding that Web Crypto wants is made, chained to the last one. */
export async function aesDecryptBlocks(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const padding = await aesEncrypt(key, data.subarray(data.length - BLOCK), new Uint8Array());
  return await aesDecrypt(key, iv, concat(data, padding));
}

export async function sha2(bits: 256 | 384 | 512, data: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await subtle().digest(`SHA-${bits}`, Uint8Array.from(data)));
}
