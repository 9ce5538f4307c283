import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Config, HeguiError, readKeyFile } from '../kernel/index.ts';
import type { ByteSource, LabelCrypto, LabelSigner, LabelTrust, PinnedKey } from '../label/index.ts';
import { createLabelCrypto, publicKeyOfPem, signerOfPem } from '../sm2/index.ts';

const CHUNK_BYTES = 1 << 20;
/** How our own key is called among the pinned ones. */
const OWN = 'own';

// OpenSSL's SM3 takes a tenth of the time of the portable one.
async function digest(source: ByteSource): Promise<string> {
  const hash = createHash('sm3');
  for (let at = 0; at < source.size; at += CHUNK_BYTES)
    hash.update(await source.read(at, Math.min(CHUNK_BYTES, source.size - at)));
  return hash.digest('hex');
}

export const labelCrypto: LabelCrypto = createLabelCrypto(digest);

/** Who signs with the key in a file. @throws HeguiError E_LABEL_KEY_INVALID, also when others than its owner may read it */
export function openLabelSigner(path: string): LabelSigner {
  const pem = readLabelKey(path);
  if (pem === null) throw invalid(path, 'there is no such file; make a key with hegui label key new');
  return signerOfPem(pem, path, labelCrypto);
}

function readLabelKey(path: string): string | null {
  try {
    return readKeyFile(path);
  } catch (error) {
    if (error instanceof HeguiError) throw new HeguiError('E_LABEL_KEY_INVALID', error.message, { cause: error });
    throw error;
  }
}

/** The public keys in files, each by the file's name, and in folders all that end in `.pem`. @throws HeguiError E_LABEL_KEY_INVALID */
export function readPins(paths: readonly string[]): PinnedKey[] {
  return paths.flatMap(pinFiles).map((path) => {
    const publicKey = publicKeyOfPem(readFileSync(path, 'utf8'), path, labelCrypto);
    return { name: basename(path).replace(/\.(pub\.)?pem$/, ''), publicKey };
  });
}

function pinFiles(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw invalid(path, 'there is no such file or folder');
  if (!stat.isDirectory()) return [path];
  return globSync('*.pem', { cwd: path })
    .sort()
    .map((name) => join(path, name));
}

/** What the configuration says about signing labels and checking signatures. @throws HeguiError E_LABEL_KEY_INVALID */
export function openLabelKeys({ label }: Pick<Config, 'label'>): {
  readonly signer: LabelSigner | null;
  readonly trust: LabelTrust;
} {
  const signer = label.keyFile === undefined ? null : openLabelSigner(label.keyFile);
  const own = signer === null ? [] : [{ name: OWN, publicKey: signer.publicKey }];
  const pins = label.pins === undefined ? [] : readPins([label.pins]);
  return { signer, trust: { crypto: labelCrypto, pins: [...own, ...pins] } };
}

const invalid = (path: string, message: string): HeguiError =>
  new HeguiError('E_LABEL_KEY_INVALID', `${path}: ${message}`, { fields: [{ path, message }] });
