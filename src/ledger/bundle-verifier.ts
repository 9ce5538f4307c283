import { type Block, type Got, hashAt, placeEntries } from './block.ts';
import { type BundleHeader, formatSealText } from './bundle.ts';
import { type EntryLine, readBundleLine } from './bundle-line.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { ExchangeCheck } from './exchange-check.ts';
import { type Finding, Findings } from './findings.ts';
import { HASH_BYTES, sha256 } from './hash.ts';
import { LineReader } from './line-reader.ts';
import { openNote, parseNote, parseVerifierKey, type VerifierKey } from './note.ts';
import type { UnpackFault } from './pack.ts';
import { RecentSet } from './recent-set.ts';
import { TILE_HASHES } from './tiles.ts';
import { TreeCheck } from './tree-check.ts';

export interface VerifyOptions {
  /** Verifier key that the reader kept apart from the bundle; a bundle of another key is a finding. */
  readonly pinnedKey?: string;
}

export interface Verified {
  /** True when nothing was found. */
  readonly ok: boolean;
  readonly entries: number;
  readonly checkpoints: number;
  readonly exchanges: number;
  readonly origin: string | null;
  readonly verifierKey: string | null;
  readonly findings: Finding[];
}

/** Lines kept for one tile; a tile has at most 256 entries, so what is beyond was put there. */
const LINES_PER_BLOCK_MAX = 1_024;
const IDS_REMEMBERED = 100_000;

interface OpenBlock extends Block {
  readonly got: Got[];
  readonly read: Map<Got, EntryLine>;
  readonly checkpoints: Checkpoint[];
}

/** Takes a bundle's unpacked bytes as they come; `end` tells what was found. */
export class BundleVerifier {
  readonly #findings = new Findings();
  readonly #exchangeFindings = new Findings();
  readonly #exchanges = new ExchangeCheck(this.#exchangeFindings);
  readonly #tree = new TreeCheck(this.#findings);
  readonly #reader = new LineReader((text) => this.#takeLine(text));
  readonly #ids = new RecentSet(IDS_REMEMBERED);
  readonly #pinned: VerifierKey | null;
  #header: BundleHeader | null = null;
  #headerHash: Buffer | null = null;
  #keys: readonly VerifierKey[] = [];
  #tileDue = 0;
  #tileLine: { readonly index: number; readonly hashes: Buffer } | null = null;
  #block: OpenBlock | null = null;
  #entries = 0;
  #checkpoints = 0;
  #signedSize = 0;
  #isSealed = false;
  #isLastUnknown = false;
  #isAnythingKnown = false;

  constructor({ pinnedKey }: VerifyOptions = {}) {
    const pinned = pinnedKey === undefined ? null : parseVerifierKey(pinnedKey);
    if (pinned?.ok === false) throw new TypeError(`the pinned key ${pinned.error}`);
    this.#pinned = pinned?.value ?? null;
    if (this.#pinned !== null) this.#keys = [this.#pinned];
  }

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
  }

  end(fault: UnpackFault | null): Verified {
    this.#closeBlock();
    if (fault === 'packing')
      this.#findings.add('packing', 'file', 'is not as it was packed; unpack it and verify that');
    if (fault === 'truncated') this.#findings.add('truncated', 'file', 'breaks off inside the compressed data');
    if (!this.#isSealed && fault === null) this.#tellMissingSeal();
    if (this.#isSealed && this.#reader.restBytes > 0) this.#findings.add('seal', 'seal', 'has something after it');
    this.#checkSize();
    this.#tree.end();
    this.#exchanges.end();
    this.#findings.absorb(this.#exchangeFindings);
    return this.#verified(fault);
  }

  #verified(fault: UnpackFault | null): Verified {
    let findings: Finding[] = this.#findings.list();
    if (fault === 'unreadable') {
      findings.unshift({ kind: 'unreadable', subject: 'file', message: 'cannot be unpacked' });
    } else if (!this.#isAnythingKnown) {
      findings = [{ kind: 'unreadable', subject: 'file', message: 'is no evidence bundle' }];
    }
    return {
      ok: findings.length === 0,
      entries: this.#entries,
      checkpoints: this.#checkpoints,
      exchanges: this.#exchanges.opened,
      origin: this.#header?.origin ?? null,
      verifierKey: this.#keys[0]?.text ?? null,
      findings,
    };
  }

  #takeLine(text: string | null): void {
    if (this.#isSealed) {
      if (!this.#findings.has('seal')) this.#findings.add('seal', 'seal', 'has something after it');
      return;
    }
    const line = text === null ? null : readBundleLine(text);
    this.#isLastUnknown = line === null || line.type === 'unknown';
    if (line !== null && line.type !== 'unknown') this.#isAnythingKnown = true;
    if (this.#reader.lineNumber === 1) {
      if (line?.type === 'header') {
        this.#takeHeader(line.header, `${text}\n`);
        return;
      }
      this.#findings.add('header', 'header', line?.type === 'unknown' ? line.reason : 'is missing or cannot be read');
    }
    if (line?.type === 'tile') this.#takeTile(line.index, line.hashes);
    else if (line?.type === 'entry') this.#takeEntry(line);
    else if (line?.type === 'checkpoint') this.#takeCheckpoint(line.note);
    else if (line?.type === 'seal') this.#takeSeal(line.note);
    else if (this.#reader.lineNumber > 1) this.#takeUnknown();
  }

  #takeHeader(header: BundleHeader, line: string): void {
    this.#header = header;
    this.#headerHash = sha256(line);
    const keys: VerifierKey[] = [];
    for (const text of header.keys) {
      const key = parseVerifierKey(text);
      if (!key.ok) this.#findings.add('header', 'header', `one of its keys ${key.error}`);
      else if (key.value.name === header.origin) keys.push(key.value);
      else this.#findings.add('header', 'header', 'one of its keys has another name than the log');
    }
    if (this.#pinned !== null && keys.every(({ text }) => text !== this.#pinned?.text)) {
      this.#findings.add('key', header.keys[0] ?? 'header', 'is not the pinned key');
    }
    if (keys.length > 0) this.#keys = keys;
  }

  #takeTile(index: number, hashes: Buffer): void {
    this.#closeBlock();
    this.#tileLine = { index, hashes };
  }

  // A tile that tells another number than is due is either altered or follows removed ones: its first entry decides.
  #openBlock(entryIndex: number): OpenBlock {
    const line = this.#tileLine;
    const due = this.#tileDue;
    const tile =
      line !== null && line.index > due && Math.floor(entryIndex / TILE_HASHES) === line.index ? line.index : due;
    if (tile > due) {
      const start = due * TILE_HASHES;
      this.#findings.add('removed', `entries ${start} to ${tile * TILE_HASHES - 1}`, 'are not in the bundle');
      this.#tree.breakOff(start);
    }
    if (line === null) this.#findings.add('tile', `tile ${tile}`, 'its line of hashes is missing or cannot be read');
    else if (line.index !== tile) this.#findings.add('tile', `tile ${tile}`, `its line tells the number ${line.index}`);
    const left = this.#header === null ? TILE_HASHES : this.#header.size - tile * TILE_HASHES;
    const width = line === null ? Math.max(0, Math.min(TILE_HASHES, left)) : line.hashes.length / HASH_BYTES;
    if (this.#header !== null && width !== Math.min(TILE_HASHES, left)) {
      this.#findings.add('tile', `tile ${tile}`, `has ${width} hashes, which is not what the header's size asks for`);
    }
    this.#tileDue = tile + 1;
    this.#tileLine = null;
    const start = tile * TILE_HASHES;
    this.#block = { start, width, hashes: line?.hashes ?? null, got: [], read: new Map(), checkpoints: [] };
    return this.#block;
  }

  #takeEntry(line: EntryLine): void {
    this.#entries += 1;
    let block = this.#block;
    const isFull = block !== null && block.got.length >= block.width;
    const isNext = Math.floor(line.index / TILE_HASHES) === this.#tileDue;
    if (isFull && isNext) this.#closeBlock();
    if (block === null || (isFull && isNext)) block = this.#openBlock(line.index);
    const { index, id, kind, hash, fault } = line;
    const got: Got = { line: this.#reader.lineNumber, index, id, kind, hash, fault };
    if (block.got.length >= LINES_PER_BLOCK_MAX) {
      this.#findings.add('forged', `entry ${id} at line ${got.line}`, 'is in the bundle and not in the tree');
      return;
    }
    block.got.push(got);
    block.read.set(got, line);
  }

  #takeUnknown(): void {
    const line = this.#reader.lineNumber;
    const block = this.#block ?? (this.#tileLine === null ? null : this.#openBlock(this.#tileDue * TILE_HASHES));
    if (block === null || block.got.length >= LINES_PER_BLOCK_MAX) {
      this.#findings.add('line', `line ${line}`, 'cannot be read');
    } else {
      block.got.push({ line, index: -1, id: '', kind: '', hash: null, fault: null });
    }
  }

  #takeCheckpoint(note: string): void {
    this.#checkpoints += 1;
    const parsed = parseNote(note);
    const claimed = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
    if (!claimed.ok) {
      this.#findings.add('checkpoint', `line ${this.#reader.lineNumber}`, claimed.error);
      return;
    }
    const { size } = claimed.value;
    // Without any key the header was found at fault already; roots can still be compared.
    const opened = this.#keys.length === 0 ? claimed : openCheckpoint(note, this.#keys);
    const block = this.#block;
    const after = block?.checkpoints.at(-1)?.size ?? block?.start ?? 0;
    if (!opened.ok) this.#findings.add('signature', `checkpoint ${size}`, opened.error);
    else if (block === null || size <= after || size > block.start + block.width) {
      this.#findings.add('reordered', `checkpoint ${size}`, 'does not stand after the last entry that it covers');
    } else {
      block.checkpoints.push(opened.value);
      this.#signedSize = size;
    }
  }

  #takeSeal(note: string): void {
    this.#closeBlock();
    this.#isSealed = true;
    const text = openNote(note, this.#keys);
    if (!text.ok) {
      this.#findings.add('seal', 'seal', text.error);
      return;
    }
    const [, origin = '', size = '', headerHash = ''] = text.value.split('\n');
    if (this.#headerHash !== null && headerHash !== this.#headerHash.toString('base64')) {
      this.#findings.add('header', 'header', 'is not the header that was sealed');
    }
    const expected = formatSealText(origin, Number(size), Buffer.from(headerHash, 'base64'), this.#reader.hashBefore());
    if (text.value !== expected)
      this.#findings.add('seal', 'seal', 'the bytes before it are not those that were sealed');
  }

  #closeBlock(): void {
    const block = this.#block ?? (this.#tileLine === null ? null : this.#openBlock(this.#tileDue * TILE_HASHES));
    this.#block = null;
    if (block === null) return;
    const placed = placeEntries(block);
    this.#tree.take(block, placed, block.checkpoints);
    placed.at.forEach((got, place) => {
      const line = got === undefined ? undefined : block.read.get(got);
      if (line === undefined) return;
      if (line.fields !== null) this.#exchanges.see(block.start + place, line.fields);
      const isUnderTree = block.hashes === null || hashAt(block.hashes, place)?.equals(line.hash) === true;
      if (!isUnderTree) return;
      if (this.#ids.has(line.id)) {
        this.#findings.add('forged', `entry ${block.start + place} ${line.id}`, 'has the id of an earlier entry');
      }
      this.#ids.add(line.id);
    });
  }

  #tellMissingSeal(): void {
    if (this.#isLastUnknown && this.#reader.restBytes === 0) this.#findings.add('seal', 'seal', 'cannot be read');
    else this.#findings.add('truncated', 'file', 'ends before its seal');
  }

  #checkSize(): void {
    if (this.#header === null) return;
    const { size } = this.#header;
    const seen = Math.min(size, this.#tileDue * TILE_HASHES);
    if (seen < size) this.#findings.add('removed', `entries ${seen} to ${size - 1}`, 'are not in the bundle');
    if (this.#signedSize < size) {
      this.#findings.add('unsigned', `entries ${this.#signedSize} to ${size - 1}`, 'are under no signed checkpoint');
    }
  }
}
