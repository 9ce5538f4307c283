import type { LabelSigner, LabelTrust } from '../../src/label/index.ts';
import { createLabelCrypto } from '../../src/sm2/index.ts';

/** Takes every signature, so that what a broken label brings along is read to its end without curve arithmetic. */
export const TRUSTING: LabelTrust = {
  crypto: {
    ...createLabelCrypto(),
    uncompress: (key) => (key.length === 65 ? key : null),
    verify: (_message, signature) => signature.length === 64,
  },
  pins: [],
};

/** Signs with what is none, the same in each run of the bench. */
export const SIGNER: LabelSigner = {
  crypto: TRUSTING.crypto,
  publicKey: new Uint8Array(65).fill(4),
  sign: () => new Uint8Array(64).fill(7),
};
