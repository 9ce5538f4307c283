/** Takes bytes off a stream in lengths of one's own. Holds no more than one chunk beyond what was asked for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #bytes = 0;
  #isOver = false;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next bytes, `length` of them; fewer only where the stream ends. */
  async take(length: number): Promise<Buffer> {
    await this.#fill(length);
    const all = Buffer.concat(this.#held);
    const taken = all.subarray(0, length);
    this.#held = all.length > length ? [all.subarray(length)] : [];
    this.#bytes = all.length - taken.length;
    return taken;
  }

  async isAtEnd(): Promise<boolean> {
    await this.#fill(1);
    return this.#bytes === 0;
  }

  /** Lets the stream go, wherever it stands. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #fill(length: number): Promise<void> {
    while (!this.#isOver && this.#bytes < length) {
      const next = await this.#chunks.next();
      if (next.done === true) this.#isOver = true;
      else if (next.value.length > 0) {
        this.#held.push(next.value);
        this.#bytes += next.value.length;
      }
    }
  }
}
