import type { Restored } from '../../screening/index.ts';

/**
 * Text inside JSON that is itself text: the arguments of a tool call. The client will parse it, so `\u7981` must be
 * screened as 禁. This reads raw pieces into the characters they stand for and can give the raw form back.
 */
export class EscapedText {
  /** Raw forms of what was read and not yet passed on, one per UTF-16 unit of the text they stand for. */
  readonly #incoming: string[] = [];
  /** Raw forms of the characters passed on and not yet written, one per UTF-16 unit as well. */
  readonly #raw: string[] = [];
  /** The beginning of an escape that the next piece will finish. */
  #partial = '';

  /** The characters that became readable with this piece; an escape cut in the middle waits for its rest. */
  read(piece: string): string {
    const source = this.#partial + piece;
    this.#partial = '';
    let text = '';
    let at = 0;
    while (at < source.length) {
      const length = escapeLength(source, at);
      if (at + length > source.length) {
        this.#partial = source.slice(at);
        break;
      }
      const raw = source.slice(at, at + length);
      text += length === 1 ? raw : readEscape(raw);
      this.#incoming.push(raw);
      at += length;
    }
    return text;
  }

  /** What is left of an unfinished escape at the end of the stream, as it came. */
  readRest(): string {
    const rest = this.#partial;
    this.#partial = '';
    for (const unit of rest) this.#incoming.push(unit);
    return rest;
  }

  /**
   * Passes on what was read, in order; a part that is a value stands in for as many units as it says. Returns the raw form
   * of all parts.
   */
  pass(parts: readonly Restored[]): string {
    let raw = '';
    for (const { text, units, isValue } of parts) {
      const came = this.#incoming.splice(0, units);
      const forms = isValue ? text.split('').map((unit) => JSON.stringify(unit).slice(1, -1)) : came;
      for (const form of forms) this.#raw.push(form);
      raw += forms.join('');
    }
    return raw;
  }

  /**
   * The raw form of text that may be released.
   *
   * @param read     the characters as they were passed on.
   * @param released the same number of code points, some of them masked; masked ones are written plainly.
   */
  write(read: string, released: string): string {
    const shown = [...released];
    let raw = '';
    let index = 0;
    for (const character of read) {
      const units = this.#raw.splice(0, character.length).join('');
      const show = shown[index++] ?? '';
      raw += show === character ? units : JSON.stringify(show).slice(1, -1);
    }
    return raw;
  }
}

function escapeLength(source: string, at: number): number {
  if (source.charCodeAt(at) !== 0x5c) return 1;
  return source.charAt(at + 1) === 'u' ? 6 : 2;
}

/** The character of one complete escape; something that is no escape in JSON stands for itself by its last character. */
function readEscape(raw: string): string {
  try {
    const text: unknown = JSON.parse(`"${raw}"`);
    if (typeof text === 'string' && text.length === 1) return text;
  } catch {
    return raw.charAt(raw.length - 1);
  }
  return raw.charAt(raw.length - 1);
}
