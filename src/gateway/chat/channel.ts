import type { Restored, Restorer, Screen, ScreenHit, ScreenStream } from '../../screening/index.ts';
import { EscapedText } from './escaped-text.ts';

/** What one push into a channel let through. */
export interface ChannelStep {
  readonly released: string;
  readonly cut: boolean;
}

/**
 * One stream of text of one choice: its content, its reasoning, the arguments of one of its tool calls. Screens what
 * comes in, keeps it for the record, and lets out what may be shown.
 */
export class Channel {
  readonly path: string;
  /** What came in, before any cut or mask; placeholders are turned back. */
  text = '';
  /** What went out. */
  shown = '';
  readonly hits: ScreenHit[] = [];
  heldCharsMax = 0;
  /** Does `shown` carry the explicit label already? */
  isMarked = false;
  readonly #screen: ScreenStream;
  readonly #escaped: EscapedText | null;
  readonly #restorer: Restorer | null;
  // Only while escapes are in play: the characters given to the screen and not yet released.
  #pending = '';

  /**
   * @param kind     `json` for text that the client will parse as JSON.
   * @param restorer turns placeholders back before anything is screened, so that all that is shown was screened.
   */
  constructor(path: string, screen: Screen, mask: string, kind: 'plain' | 'json', restorer: Restorer | null = null) {
    this.#restorer = restorer;
    this.path = path;
    this.#screen = screen.open({ mask });
    this.#escaped = kind === 'json' ? new EscapedText() : null;
  }

  push(piece: string): ChannelStep {
    return this.#release(this.#screen.push(this.#read(piece)));
  }

  /** Lets out what was held; nothing more comes in. */
  end(): ChannelStep {
    const rest = this.#readRest();
    if (rest === '') return this.#release(this.#screen.end());
    const last = this.#screen.push(rest);
    const end = this.#screen.end();
    return this.#release({
      released: last.released + end.released,
      hits: [...last.hits, ...end.hits],
      cut: last.cut || end.cut,
    });
  }

  /** Adds text of ours that needs no screening: a standard answer or a label. */
  addOwn(text: string): void {
    this.shown += text;
  }

  #read(piece: string): string {
    const plain = this.#escaped === null ? piece : this.#escaped.read(piece);
    if (this.#restorer !== null) return this.#pass(this.#restorer.push(plain));
    this.text += piece;
    if (this.#escaped !== null)
      this.#passEscaped(this.#escaped, [{ text: plain, units: plain.length, isValue: false }]);
    return plain;
  }

  /** What waited for more and gets none: half an escape, half a placeholder. */
  #readRest(): string {
    const plain = this.#escaped?.readRest() ?? '';
    if (this.#restorer !== null) return this.#pass([...this.#restorer.push(plain), ...this.#restorer.end()]);
    if (this.#escaped !== null)
      this.#passEscaped(this.#escaped, [{ text: plain, units: plain.length, isValue: false }]);
    return plain;
  }

  #pass(parts: readonly Restored[]): string {
    const text = parts.map((part) => part.text).join('');
    this.text += this.#escaped === null ? text : this.#passEscaped(this.#escaped, parts);
    return text;
  }

  #passEscaped(escaped: EscapedText, parts: readonly Restored[]): string {
    for (const { text } of parts) this.#pending += text;
    return escaped.pass(parts);
  }

  #release(step: { released: string; hits: readonly ScreenHit[]; cut: boolean }): ChannelStep {
    if (step.hits.length > 0) this.hits.push(...step.hits);
    const held = this.#screen.heldChars + (this.#restorer?.heldChars ?? 0);
    if (held > this.heldCharsMax) this.heldCharsMax = held;
    const released = this.#escaped === null ? step.released : this.#restore(this.#escaped, step.released);
    this.shown += released;
    return { released, cut: step.cut };
  }

  #restore(escaped: EscapedText, released: string): string {
    if (released === '') return '';
    const characters = [...this.#pending].slice(0, [...released].length).join('');
    this.#pending = this.#pending.slice(characters.length);
    return escaped.write(characters, released);
  }
}
