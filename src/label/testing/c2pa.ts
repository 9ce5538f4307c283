import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from '@peculiar/x509';
import { BMFF, JPEG, MP3, PNG } from '@trustnxt/c2pa-ts/asset';
import { LocalSigner } from '@trustnxt/c2pa-ts/cose';
import { SuperBox } from '@trustnxt/c2pa-ts/jumbf';
import {
  ActionAssertion,
  ActionType,
  BMFFHashAssertion,
  DataHashAssertion,
  DigitalSourceType,
  ManifestStore,
} from '@trustnxt/c2pa-ts/manifest';

const ES256 = -7;
const ASSETS = [PNG, JPEG, BMFF, MP3] as const;

/** What others make of the manifests in a file: whether all is right, and the codes of what they looked at. */
export async function validateC2pa(
  bytes: Uint8Array,
): Promise<{ readonly isValid: boolean; readonly codes: readonly string[] }> {
  const asset = assetOf(bytes);
  const jumbf = asset.getManifestJUMBF();
  if (jumbf === undefined) throw new Error('the file has no manifest');
  const result = await ManifestStore.read(SuperBox.fromBuffer(Uint8Array.from(jumbf))).validate(asset);
  return { isValid: result.isValid, codes: result.statusEntries.map(({ code }) => code) };
}

/** The file with a manifest that says that a model made it, signed with a certificate made for this run. */
export async function signC2pa(bytes: Uint8Array, mediaType: string): Promise<Uint8Array> {
  // The library changes the bytes that it is given.
  const asset = assetOf(Uint8Array.from(bytes));
  const store = new ManifestStore();
  const signer = certifiedSigner();
  const manifest = store.createManifest({
    assetFormat: mediaType,
    instanceID: 'xmp:iid:00000000-0000-4000-8000-000000000001',
    defaultHashAlgorithm: 'SHA-256',
    signer,
  });
  const hash =
    asset instanceof BMFF ? BMFFHashAssertion.createV2('test', 'SHA-256') : DataHashAssertion.create('SHA-256');
  manifest.addAssertion(hash);
  const actions = new ActionAssertion();
  actions.actions.push({
    action: ActionType.C2paCreated,
    digitalSourceType: DigitalSourceType.TrainedAlgorithmicMedia,
  });
  manifest.addAssertion(actions);
  await asset.ensureManifestSpace(store.measureSize());
  await hash.updateWithAsset(asset);
  await manifest.sign(signer);
  await asset.writeManifestJUMBF(store.getBytes());
  return Uint8Array.from(await asset.getDataRange());
}

function assetOf(bytes: Uint8Array): BMFF | JPEG | PNG | MP3 {
  for (const Asset of ASSETS) if (Asset.canRead(bytes)) return new Asset(bytes);
  throw new Error('no kind of file that is signed here');
}

let made: LocalSigner | undefined;

/** A signer with a certificate of an authority of its own. */
function certifiedSigner(): LocalSigner {
  made ??= makeSigner();
  return made;
}

const EXTENSIONS = [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature',
  'extendedKeyUsage=emailProtection',
  'subjectKeyIdentifier=hash',
  'authorityKeyIdentifier=keyid',
].join('\n');

function makeSigner(): LocalSigner {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-c2pa-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  try {
    writeFileSync(at('leaf.ext'), EXTENSIONS);
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      at('ca.key'),
      '-out',
      at('ca.pem'),
      '-days',
      '2',
      '-subj',
      '/O=Test/CN=CA',
      '-addext',
      'keyUsage=critical,keyCertSign',
    );
    openssl('req', ...newKey, '-keyout', at('leaf.key'), '-out', at('leaf.csr'), '-subj', '/O=Test/CN=Kettle');
    const authority = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'];
    openssl(
      'x509',
      '-req',
      '-in',
      at('leaf.csr'),
      ...authority,
      '-out',
      at('leaf.pem'),
      '-days',
      '1',
      '-extfile',
      at('leaf.ext'),
    );
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', at('leaf.key'), '-outform', 'DER', '-out', at('leaf.der'));
    return new LocalSigner(
      Uint8Array.from(readFileSync(at('leaf.der'))),
      ES256,
      new X509Certificate(readFileSync(at('leaf.pem'), 'utf8')),
      [new X509Certificate(readFileSync(at('ca.pem'), 'utf8'))],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
