import type { ExchangeDetail, ExchangeProof } from '@hegui/contract';
import { decodeHash, equalBytes } from './hash.ts';
import { leafHashOf, verifyInclusion } from './verify-inclusion.ts';
import { parseCheckpoint, verifySignature } from './verify-note.ts';

export type EntryFinding = 'ok' | 'waiting' | 'leaf-differs' | 'path-differs' | 'missing';
export type CheckpointFinding =
  | 'ok'
  | 'unreadable'
  | 'differs'
  | 'bad-signature'
  | 'signature-unsupported'
  | 'unsigned';

/** What this browser found by its own calculation. */
export interface BrowserVerdict {
  readonly entries: ReadonlyMap<string, EntryFinding>;
  readonly checkpoint: CheckpointFinding;
  /** True when every entry is included and the checkpoint is the log's; false on any finding against it. */
  readonly verified: boolean;
  /** Some entries are not in a checkpoint yet. */
  readonly waiting: boolean;
}

/** Is hashing available? Browsers offer it on HTTPS and on this machine only. */
export const canVerify = (): boolean => globalThis.crypto?.subtle !== undefined;

/** Recomputes a proof from the entries' own bytes; nothing the server concluded is taken over. */
export async function verifyProof(
  evidence: ExchangeDetail['evidence'],
  proof: ExchangeProof,
  verifierKey: string | null,
): Promise<BrowserVerdict> {
  const { checkpoint } = proof;
  const root = checkpoint === null ? null : decodeHash(checkpoint.root);
  const findings = await Promise.all(
    proof.entries.map(async (entry): Promise<[string, EntryFinding]> => {
      const body = evidence.find((one) => one.entryId === entry.entryId)?.body;
      const claimed = decodeHash(entry.leafHash);
      if (body === undefined || claimed === null) return [entry.entryId, 'missing'];
      const leafHash = await leafHashOf(body);
      if (!equalBytes(leafHash, claimed)) return [entry.entryId, 'leaf-differs'];
      if (entry.path === null || entry.leafIndex === null || checkpoint === null) return [entry.entryId, 'waiting'];
      const path = entry.path.map(decodeHash).filter((hash) => hash !== null);
      if (root === null || path.length !== entry.path.length) return [entry.entryId, 'path-differs'];
      const { leafIndex } = entry;
      const isIncluded = await verifyInclusion({ leafHash, leafIndex, treeSize: checkpoint.size, path, root });
      return [entry.entryId, isIncluded ? 'ok' : 'path-differs'];
    }),
  );
  const entries = new Map(findings);
  for (const { entryId } of evidence) if (!entries.has(entryId)) entries.set(entryId, 'missing');
  const found = checkpoint === null ? 'unsigned' : await checkCheckpoint(checkpoint, verifierKey);
  const all = [...entries.values()];
  return {
    entries,
    checkpoint: found,
    waiting: all.includes('waiting'),
    verified:
      all.length > 0 && all.every((one) => one === 'ok') && (found === 'ok' || found === 'signature-unsupported'),
  };
}

async function checkCheckpoint(
  { size, root, note }: NonNullable<ExchangeProof['checkpoint']>,
  verifierKey: string | null,
): Promise<CheckpointFinding> {
  const signed = parseCheckpoint(note);
  if (signed === null) return 'unreadable';
  const claimed = decodeHash(root);
  if (signed.size !== size || claimed === null || !equalBytes(signed.root, claimed)) return 'differs';
  if (verifierKey === null) return 'unsigned';
  const signature = await verifySignature(signed, verifierKey);
  if (signature === 'unsupported') return 'signature-unsupported';
  return signature === 'ok' ? 'ok' : 'bad-signature';
}
