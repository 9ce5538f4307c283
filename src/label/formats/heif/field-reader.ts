import { fromUtf8, viewOf } from '../../file/bytes.ts';
import { unreadable } from '../../file/source.ts';

/** Reads the fields of a box one after the other. Every reading beyond the end throws E_FILE_UNREADABLE naming `what`. */
export class FieldReader {
  private at = 0;
  private readonly bytes: Uint8Array;
  private readonly what: string;

  constructor(bytes: Uint8Array, what: string) {
    this.bytes = bytes;
    this.what = what;
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** An unsigned number of 0, 1, 2, 4 or 8 bytes. */
  number(size: number): number {
    const at = this.skip(size);
    const view = viewOf(this.bytes);
    if (size === 0) return 0;
    if (size === 1) return view.getUint8(at);
    if (size === 2) return view.getUint16(at);
    return size === 4 ? view.getUint32(at) : Number(view.getBigUint64(at));
  }

  take(length: number): Uint8Array {
    const at = this.skip(length);
    return this.bytes.subarray(at, at + length);
  }

  /** Text up to a zero, which some writers leave out at the end. */
  text(): string {
    const zero = this.bytes.indexOf(0, this.at);
    const end = zero < 0 ? this.bytes.length : zero;
    const text = fromUtf8(this.bytes.subarray(this.at, end));
    this.at = Math.min(end + 1, this.bytes.length);
    return text;
  }

  private skip(length: number): number {
    const at = this.at;
    if (at + length > this.bytes.length) throw unreadable(`${this.what} ends in the middle of a field`);
    this.at += length;
    return at;
  }
}
