export { createLabelCrypto } from './label-crypto.ts';
export { newKeyPem, publicKeyOfPem, publicKeyPem, signerOfPem } from './pem.ts';
