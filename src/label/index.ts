export { type ContentCredentials, readContentCredentials } from './credentials/content-credentials.ts';
export { requireUnsigned } from './credentials/require-unsigned.ts';
export { type CreditCodeFault, describeCreditCodeFault, findCreditCodeFault } from './credit-code.ts';
export {
  appendMark,
  carriesExplicitLabel,
  findLabelElements,
  isLabelMark,
  type LabelElements,
  prependMark,
} from './explicit-label.ts';
export type { Carrier, FormatId, LabelFormat } from './file/format.ts';
export {
  type CarrierReading,
  compareFileLabels,
  detectFormat,
  type LabelComparison,
  type LabelPlan,
  type Propagation,
  planFileLabel,
  propagateFileLabel,
  readFileLabels,
  type Verdict,
  verifyFile,
  writeFileLabel,
} from './file/label-file.ts';
export { type LabelValue, readLabelValue } from './file/label-value.ts';
export {
  isSamePatch,
  type Patch,
  patchedBytes,
  patchedChunks,
  patchedSource,
  patchSize,
  type Segment,
} from './file/patch.ts';
export { type ByteSource, blobSource, bytesSource } from './file/source.ts';
export type { LabelFinding } from './finding.ts';
export { LABEL_FORMATS } from './formats/index.ts';
export {
  bareLabelText,
  buildImplicitLabel,
  type ImplicitLabel,
  isLawfulLabel,
  LABEL_MEMBERS,
  type LabelMember,
  labelText,
  readImplicitLabel,
  toLabelName,
} from './implicit-label.ts';
export { buildProviderCode, checkProviderCode, type ProviderCodeParts } from './provider-code.ts';
export type { LabelCrypto, LabelSigner, LabelTrust, PinnedKey } from './security/crypto.ts';
export { readPrivateKey, readPublicKey, writePrivateKey, writePublicKey } from './security/der.ts';
export { type SignedFileLabel, signLabel, writeSignedFileLabel } from './security/sign-file.ts';
export { fingerprintOf, judgeSignature, type SignatureVerdict } from './security/signature.ts';
export { sm3Hex } from './security/sm3.ts';
export { buildSidecar, checkSidecar, type Sidecar, type SidecarCheck, sidecarName } from './sidecar.ts';
