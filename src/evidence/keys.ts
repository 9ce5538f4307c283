import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Config, createKeyFile, readKeyFile, sha256Hex, unusable } from '../kernel/index.ts';
import { createNoteSigner, decodeBase64, type NoteSigner } from '../ledger/index.ts';
import type { Database } from '../store/index.ts';
import {
  createKeyEncryption,
  createKeyedHash,
  KEY_BYTES,
  type KeyEncryption,
  type KeyedHash,
} from './key-encryption.ts';

export interface EvidenceKeys {
  readonly encryption: KeyEncryption;
  readonly keyedHash: KeyedHash;
  /** Signs checkpoints and bundles; its name is the log's origin. */
  readonly signer: NoteSigner;
}

/**
 * Opens the two keys, `keys/content.key` (or `config.keyFile`) and `keys/log.pem`, and makes those that are missing as
 * long as nothing in the database depends on them.
 *
 * @throws HeguiError E_DATA_FOLDER_UNUSABLE naming the file and the remedy: open to others, not a key, missing, or not
 *   the key that the database was used with.
 */
export async function openKeys(options: {
  readonly config: Config;
  readonly database: Database;
}): Promise<EvidenceKeys> {
  const { config, database } = options;
  const contentPath = config.keyFile ?? join(config.data, 'keys', 'content.key');
  const logPath = join(config.data, 'keys', 'log.pem');
  const uses = await readUses(database);
  const contentKey = parseContentKey(contentPath, readKeyFile(contentPath) ?? makeContentKey(contentPath, uses));
  const encryption = createKeyEncryption(contentKey);
  const foreign = uses.wrappedBy.find((id) => id !== encryption.id);
  if (foreign !== undefined) {
    throw unusable(contentPath, `the database's content keys need the key ${foreign}, and this is ${encryption.id}`);
  }
  const signer = createLogSigner(parseLogKey(logPath, readKeyFile(logPath) ?? makeLogKey(logPath, uses)));
  return { encryption, keyedHash: createKeyedHash(contentKey), signer };
}

/** The log's signer; its name is made from the key, so that a name cannot be taken over by another key. */
export function createLogSigner(privateKey: KeyObject): NoteSigner {
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return createNoteSigner(`hegui/log/${sha256Hex(publicKey).slice(0, 16)}`, privateKey);
}

interface Uses {
  /** Keys that wrapped what is still stored. */
  readonly wrappedBy: readonly string[];
  readonly hasWrapped: boolean;
  readonly hasCheckpoint: boolean;
}

async function readUses(database: Database): Promise<Uses> {
  const { rows } = await database.query<Uses>(
    `select array(select distinct wrapped_by from content_key where wrapped is not null) as "wrappedBy",
            exists (select from content_key where wrapped is not null)
              or exists (select from upstream where api_key is not null)
              or exists (select from identity_provider where secret is not null) as "hasWrapped",
            exists (select from evidence_checkpoint) as "hasCheckpoint"`,
  );
  return rows[0] ?? { wrappedBy: [], hasWrapped: false, hasCheckpoint: false };
}

function makeContentKey(path: string, { hasWrapped }: Uses): string {
  if (hasWrapped) {
    throw unusable(
      path,
      'the key is missing and the database holds data that only it can open; put back your copy of it',
    );
  }
  return createKeyFile(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
}

function makeLogKey(path: string, { hasCheckpoint }: Uses): string {
  if (hasCheckpoint) {
    throw unusable(path, 'the key is missing and the log was signed with it; put back your copy of it');
  }
  return createKeyFile(
    path,
    String(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })),
  );
}

function parseContentKey(path: string, text: string): Buffer {
  const key = decodeBase64(text.trim());
  if (key?.length !== KEY_BYTES) throw unusable(path, 'this is not a key: it must hold 32 bytes in base64');
  return key;
}

function parseLogKey(path: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw unusable(path, 'this is not a private key in PEM', error);
  }
  throw unusable(path, 'this is not an Ed25519 key');
}
