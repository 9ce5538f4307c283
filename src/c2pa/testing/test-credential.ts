import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCredential } from '../credential.ts';
import { addManifest } from '../sign-manifest.ts';

/** A certificate with its issuer's, and its key, in PEM. */
export interface TestCredential {
  readonly chain: string;
  readonly key: string;
}

/** What C2PA asks of a certificate that signs, and of one that stamps times. */
const EXTENSIONS = {
  sign: 'extendedKeyUsage=emailProtection',
  stamp: 'extendedKeyUsage=critical,timeStamping',
} as const;
const COMMON = [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature',
  'subjectKeyIdentifier=hash',
  'authorityKeyIdentifier=keyid',
];
/** As OpenSSL makes keys. */
const KEYS = {
  'P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'P-384': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'RSA-2048': ['rsa:2048'],
  Ed25519: ['ed25519'],
  'P-224': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-224'],
} as const;

/** A certificate of an authority of its own, made by OpenSSL for a day. */
export function testCredential(
  kind: keyof typeof KEYS = 'P-256',
  purpose: keyof typeof EXTENSIONS = 'sign',
): TestCredential {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-c2pa-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = (of: keyof typeof KEYS, file: string) => ['-newkey', ...KEYS[of], '-nodes', '-keyout', at(file)];
  try {
    writeFileSync(at('leaf.ext'), [...COMMON, EXTENSIONS[purpose]].join('\n'));
    const authority = ['-subj', '/O=Test/CN=CA', '-addext', 'keyUsage=critical,keyCertSign'];
    openssl('req', '-x509', ...newKey('P-256', 'ca.key'), '-out', at('ca.pem'), '-days', '2', ...authority);
    openssl('req', ...newKey(kind, 'leaf.key'), '-out', at('leaf.csr'), '-subj', '/O=Test/CN=Kettle');
    const issuer = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('leaf.ext')];
    openssl('x509', '-req', '-in', at('leaf.csr'), ...issuer, '-out', at('leaf.pem'), '-days', '1');
    const chain = [at('leaf.pem'), at('ca.pem')].map((path) => readFileSync(path, 'utf8')).join('');
    return { chain, key: readFileSync(at('leaf.key'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let made: TestCredential | undefined;

/** The file, labelled or not, with a manifest that says that a model made it. */
export async function signC2pa(bytes: Uint8Array, mediaType: string): Promise<Uint8Array> {
  made ??= testCredential();
  const claimant = { name: 'kettle', version: '1.0' };
  const credential = openCredential(made.chain, made.key, new Date());
  return await addManifest(bytes, mediaType, credential, { claimant, timestamp: null, isFirst: true });
}
