import { concat, uint32le } from '../../../file/bytes.ts';
import { unsupported } from '../../../file/source.ts';
import { aesDecryptBlocks, aesEncryptBlocks, rc4, sha2 } from './ciphers.ts';
import { md5 } from './md5.ts';

/** What the key of a file comes from (ISO 32000-2, 7.6.4). */
export interface KeyFacts {
  readonly revision: number;
  readonly keyBytes: number;
  readonly owner: Uint8Array;
  readonly user: Uint8Array;
  readonly userKey: Uint8Array;
  readonly permissions: number;
  readonly encryptsMetadata: boolean;
  readonly id: Uint8Array;
}

/** What stands for the empty password in the older revisions. */
const PADDING = Uint8Array.of(
  ...[0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08],
  ...[0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a],
);
const ROUNDS_MIN = 64;
const ROUNDS_MAX = 1_024;

/** The key of a file that opens with the empty password; null when it wants another. */
export async function fileKey(facts: KeyFacts): Promise<Uint8Array | null> {
  const { revision } = facts;
  if (revision >= 2 && revision <= 4) return olderKey(facts);
  if (revision === 5 || revision === 6) return await newerKey(facts);
  throw unsupported(`the PDF is encrypted by the unknown revision ${revision}`);
}

function olderKey(facts: KeyFacts): Uint8Array | null {
  const { revision, keyBytes, owner, permissions, encryptsMetadata, id } = facts;
  const rest = revision >= 4 && !encryptsMetadata ? uint32le(0xffffffff) : new Uint8Array();
  let hash = md5(concat(PADDING, owner.subarray(0, 32), uint32le(permissions >>> 0), id, rest));
  const length = revision === 2 ? 5 : keyBytes;
  if (revision >= 3) for (let round = 0; round < 50; round += 1) hash = md5(hash.subarray(0, length));
  const key = hash.subarray(0, length);
  return isKeyOf(key, facts) ? key : null;
}

function isKeyOf(key: Uint8Array, { revision, user, id }: KeyFacts): boolean {
  if (revision === 2) return isEqual(rc4(key, PADDING), user.subarray(0, 32));
  let proof = rc4(key, md5(concat(PADDING, id)));
  for (let round = 1; round < 20; round += 1)
    proof = rc4(
      key.map((byte) => byte ^ round),
      proof,
    );
  return isEqual(proof, user.subarray(0, 16));
}

async function newerKey({ revision, user, userKey }: KeyFacts): Promise<Uint8Array | null> {
  const hash = revision === 5 ? async (salt: Uint8Array) => await sha2(256, salt) : hardenedHash;
  if (user.length < 48 || userKey.length < 32) return null;
  if (!isEqual(await hash(user.subarray(32, 40)), user.subarray(0, 32))) return null;
  return await aesDecryptBlocks(await hash(user.subarray(40, 48)), new Uint8Array(16), userKey.subarray(0, 32));
}

/** The hash of revision 6 over the empty password and a salt. */
async function hardenedHash(salt: Uint8Array): Promise<Uint8Array> {
  let key = await sha2(256, salt);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const repeated = concat(...Array.from({ length: 64 }, () => key));
    const mixed = await aesEncryptBlocks(key.subarray(0, 16), key.subarray(16, 32), repeated);
    const sum = mixed.subarray(0, 16).reduce((total, byte) => total + byte, 0) % 3;
    key = await sha2(sum === 0 ? 256 : sum === 1 ? 384 : 512, mixed);
    if (round + 1 >= ROUNDS_MIN && (mixed.at(-1) ?? 0) <= round + 1 - 32) break;
  }
  return key.subarray(0, 32);
}

const isEqual = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);
