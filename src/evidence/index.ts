export { type Actor, actorSchema, KINDS, type Kind, type KindData, type KindRow } from './catalogue.ts';
export { ContentCipher, type OpenedContent } from './content-cipher.ts';
export { type EncodedEntry, encodeEntry } from './entry.ts';
export { type ExportOptions, exportBundle } from './export.ts';
export { waitForCheckpoint } from './flush.ts';
export { createHealthCheck, type EvidenceHealth } from './health.ts';
export { createKeyEncryption, createKeyedHash, type KeyEncryption, type KeyedHash } from './key-encryption.ts';
export { createLogSigner, type EvidenceKeys, openKeys } from './keys.ts';
export { recordLogOpening } from './log-opening.ts';
export {
  type BothLanguages,
  type ErasureOrder,
  eraseBatch,
  type FoundRecords,
  type KeptRecords,
  type LeaveCount,
  LOG_DAYS_MIN,
  type PersonalRecords,
  type PersonalSubject,
  type RetainedKind,
} from './personal-records.ts';
export {
  createEvidenceReader,
  type EntryProof,
  type EvidenceReader,
  type LogHead,
  type StoredCheckpoint,
  type StoredEntry,
} from './read.ts';
export { readLeafBounds, readLeaves, type SampledLeaf } from './sample.ts';
export { type Sequencer, type SequencerOptions, type SequencerPace, startSequencer } from './sequencer.ts';
export { createUnitOfWork, type Evidence, type UnitOfWork } from './unit-of-work.ts';
export {
  anonymousSubject,
  type ContentVault,
  openVault,
  type Sealed,
  type SealingKey,
  type VaultOptions,
} from './vault.ts';
