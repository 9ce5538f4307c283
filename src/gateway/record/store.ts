import type { EncodedEntry, Sealed } from '../../evidence/index.ts';
import {
  CopyRows,
  copyBoolean,
  copyFloat4,
  copyInt4,
  copyRow,
  copyText,
  copyTextArray,
  copyTimestamptz,
} from '../../store/index.ts';
import type { ClosedRecord, OpenedRecord } from './rows.ts';

/** The rows of one group commit: evidence entries with the exchanges they prove, in one transaction. */
export class RecordBatch {
  // Evidence first: the rows that refer to an entry never stand without it.
  readonly #entries = new CopyRows('copy evidence_entry (id, kind, at, body, leaf_hash) from stdin (format binary)');
  readonly #opened = new CopyRows(
    `copy exchange (id, entry_id, service_id, api_key_id, end_user, endpoint, model, stream, synthetic, opened_at,
                    prompt_chars, content_key, content, strike_risks, minor_mode) from stdin (format binary)`,
  );
  readonly #closed = new CopyRows(
    `copy exchange_close (exchange_id, entry_id, closed_at, outcome, reason, risks, hits, replaced, upstream_id,
                          first_token_ms, total_ms, held_chars_max, output_chars, content_key, content)
     from stdin (format binary)`,
  );

  get tables(): readonly CopyRows[] {
    return [this.#entries, this.#opened, this.#closed];
  }

  get hasOpened(): boolean {
    return this.#opened.rows > 0;
  }

  addOpened(record: OpenedRecord, entry: EncodedEntry, sealed: Sealed): void {
    this.#addEntry(entry);
    this.#opened.add(
      copyRow([
        copyText(record.exchangeId),
        copyText(entry.id),
        copyText(record.serviceId),
        copyText(record.apiKeyId),
        record.endUser === null ? null : copyText(record.endUser),
        copyText(record.endpoint),
        copyText(record.model),
        copyBoolean(record.stream),
        copyBoolean(record.synthetic),
        copyTimestamptz(record.at),
        copyInt4(record.promptChars),
        copyText(sealed.keyId),
        sealed.bytes,
        record.evidence.strikeRisks === undefined ? null : copyTextArray(record.evidence.strikeRisks),
        record.evidence.minorMode === undefined ? null : copyText(record.evidence.minorMode),
      ]),
    );
  }

  addClosed(record: ClosedRecord, entry: EncodedEntry, sealed: Sealed): void {
    const { evidence } = record;
    this.#addEntry(entry);
    this.#closed.add(
      copyRow([
        copyText(record.exchangeId),
        copyText(entry.id),
        copyTimestamptz(record.at),
        copyText(evidence.outcome),
        evidence.reason === undefined ? null : copyText(evidence.reason),
        copyTextArray(record.risks),
        copyInt4(record.hits),
        copyInt4(evidence.replaced),
        evidence.upstream === undefined ? null : copyText(evidence.upstream),
        evidence.firstTokenMs === undefined ? null : copyFloat4(evidence.firstTokenMs),
        copyFloat4(evidence.totalMs),
        copyInt4(evidence.heldCharsMax),
        copyInt4(evidence.outputChars),
        copyText(sealed.keyId),
        sealed.bytes,
      ]),
    );
  }

  #addEntry(entry: EncodedEntry): void {
    this.#entries.add(
      copyRow([
        copyText(entry.id),
        copyText(entry.kind),
        copyTimestamptz(entry.at),
        copyText(entry.body),
        entry.leafHash,
      ]),
    );
  }
}
