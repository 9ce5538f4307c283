export {
  BUNDLE_FORMAT,
  type BundleEntry,
  type BundleHeader,
  BundleWriter,
  formatSealText,
} from './bundle.ts';
export { BundleVerifier, type Verified, type VerifyOptions } from './bundle-verifier.ts';
export { type Checkpoint, formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
export { type EntryFields, formatEntry, parseEntry } from './entry.ts';
export { EXCHANGE_KINDS, FINDING_KINDS, type Finding, type FindingKind } from './findings.ts';
export { decodeBase64, EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash } from './hash.ts';
export { INSPECT_EXIT, inspectBundle } from './inspect.ts';
export {
  createNoteSigner,
  formatVerifierKey,
  type NoteSigner,
  openNote,
  parseNote,
  parseVerifierKey,
  signNote,
  type VerifierKey,
} from './note.ts';
export { packBundle, unpackBundle } from './pack.ts';
export {
  edgeTiles,
  readFromTiles,
  subtreeRoot,
  TILE_HASHES,
  type TileId,
  tileOfNode,
  tilesNeeded,
  tileWidth,
} from './tiles.ts';
export {
  consistencyProof,
  Frontier,
  inclusionProof,
  peaksOf,
  type ReadNode,
  rootOf,
  type TreeNode,
  verifyConsistency,
  verifyInclusion,
} from './tree.ts';
export { verifyBundle } from './verify.ts';
