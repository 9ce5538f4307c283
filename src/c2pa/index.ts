export { openCredential, type SigningCredential } from './credential.ts';
export { type Claimant, SIGNED_FILE_BYTES_MAX, signManifest } from './sign-manifest.ts';
export { timestampService } from './timestamp.ts';
export { type ManifestVerdict, validateManifest } from './validate.ts';
