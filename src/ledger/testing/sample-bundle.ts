import { createPrivateKey } from 'node:crypto';
import { BundleWriter } from '../bundle.ts';
import { signCheckpoint } from '../checkpoint.ts';
import { formatEntry } from '../entry.ts';
import { leafHash } from '../hash.ts';
import { createNoteSigner, type NoteSigner } from '../note.ts';
import { TILE_HASHES } from '../tiles.ts';
import { Frontier } from '../tree.ts';

/** Test support: bundles of invented exchanges, sealed with a key made from one byte. */
export function sampleSigner(seed = 1): NoteSigner {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  return createNoteSigner('hegui/log/sample', createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
}

export interface SampleEntry {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly body: string;
}

export function sampleEntry(id: string, kind: string, exchange: string): SampleEntry {
  const at = '2026-11-23T00:00:00.000Z';
  return { id, kind, at, body: formatEntry({ id, kind, at, data: { exchange, hits: 0, risks: {} } }) };
}

/** `count` entries: openings and closings in turn. */
export function sampleEntries(count: number): SampleEntry[] {
  return Array.from({ length: count }, (_, i) =>
    sampleEntry(`evt_${i}`, i % 2 === 0 ? 'request.opened' : 'response.closed', `exc_${Math.floor(i / 2)}`),
  );
}

/** The lines of a sealed bundle with a checkpoint at each of the sizes and at the end. */
export function* sampleLines(
  entries: readonly SampleEntry[],
  checkpointSizes: readonly number[] = [],
  signer = sampleSigner(),
): Generator<string> {
  const exportedAt = '2026-11-23T00:00:01.000Z';
  const { name, text } = signer.key;
  const writer = new BundleWriter({ exportedAt, origin: name, keys: [text], size: entries.length });
  const frontier = new Frontier();
  yield writer.header();
  for (const [index, entry] of entries.entries()) {
    if (index % TILE_HASHES === 0) {
      const hashes = entries.slice(index, index + TILE_HASHES).map(({ body }) => leafHash(body));
      yield writer.tile(index / TILE_HASHES, Buffer.concat(hashes));
    }
    yield writer.entry({ index, ...entry });
    frontier.append(leafHash(entry.body));
    const size = index + 1;
    if (checkpointSizes.includes(size) || size === entries.length) {
      yield writer.checkpoint(signCheckpoint(size, frontier.root(), signer));
    }
  }
  yield writer.seal(signer);
}
